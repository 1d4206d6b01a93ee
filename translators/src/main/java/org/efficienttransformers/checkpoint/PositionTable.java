/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;

/** Makes the position table of a checkpoint longer, as the authors of Longformer did. */
final class PositionTable {

    private PositionTable() {}

    /**
     * Tiles the table, if the model has more positions than the checkpoint; the rows that belong to
     * padding stay alone at the top.
     *
     * @param tensors the tensors of the checkpoint; the table is put in its place
     * @param names what the checkpoint may call it
     * @param before the model as the checkpoint describes it
     * @param after the model as it is to be
     */
    static void tile(
            DerivedTensors tensors,
            TensorNames names,
            ModelDescription before,
            ModelDescription after) {
        if (!(after.embeddings().positions() instanceof Positions.Learned positions)
                || after.maxLength() == before.maxLength()) {
            return;
        }
        String path = after.embeddings().name() + "." + positions.name();
        String table = names.canonical().apply(path);
        for (String name : List.copyOf(tensors.names())) {
            if (names.canonical().apply(name).equals(table)) {
                tensors.put(
                        name,
                        name,
                        new Shape(positions.rows(), after.embeddings().hiddenSize()),
                        original -> tile(original, positions.reserved(), positions.rows()));
                tensors.note(
                        "position table of "
                                + before.maxLength()
                                + " rows tiled to "
                                + after.maxLength());
            }
        }
    }

    private static NDArray tile(NDArray table, int reserved, int rows) {
        try (NDManager scope = table.getManager().newSubManager()) {
            table.attach(scope);
            NDArray positions = table.get(new NDIndex("{}:", reserved));
            NDList parts = new NDList();
            if (reserved > 0) {
                parts.add(table.get(new NDIndex(":{}", reserved)));
            }
            long period = positions.getShape().get(0);
            for (long filled = reserved; filled < rows; filled += period) {
                parts.add(positions.get(new NDIndex(":{}", Math.min(period, rows - filled))));
            }
            return scope.ret(NDArrays.concat(parts, 0));
        }
    }
}
