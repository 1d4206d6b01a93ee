/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.Segment;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * Looks up the vectors of words. The gradient of a table is as large as the table, and an engine
 * makes it once more in each step, zeros for all words that a text doesn't have, to add it to what
 * there is: 94 MB for BERT's words. As a segment it adds the rows of those that the text has.
 *
 * @param words the table, (words, e)
 */
record TableLookup(Parameter words) implements Segment {

    /**
     * Looks up.
     *
     * @param store the parameters
     * @param words the table, (words, e)
     * @param ids words, (b, n), INT64 and in range
     * @param training true in training
     * @return (b, n, e), on the manager of the words; may be overwritten
     */
    static NDArray of(ParameterStore store, Parameter words, NDArray ids, boolean training) {
        NDArray table = store.getValue(words, ids.getDevice(), training);
        RecomputingGradients gradients = training ? RecomputingGradients.active() : null;
        // A GPU would add rows of the same word in any order, and round differently each time.
        if (gradients == null
                || ids.getDevice().isGpu()
                || !table.hasGradient()
                || !KernelMode.AUTO.isFused(table)) {
            return Rows.look(table, ids);
        }
        TableLookup segment = new TableLookup(words);
        try (NDArray found =
                gradients.apply(segment, store, new NDList(ids), RandomReplay.NONE, 0)) {
            // With a graph, which NDArray.duplicate doesn't record.
            return TorchScript.call("kernel/copy.py", Map.of(), found);
        }
    }

    @Override
    public NDList apply(ParameterStore store, NDList inputs) {
        NDArray ids = inputs.head();
        return new NDList(Rows.look(store.getValue(words, ids.getDevice(), true), ids));
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDManager manager = gradient.getManager();
        NDArray ids = inputs.head();
        try (NDManager scope = manager.newSubManager()) {
            NDArray sums = store.getValue(words, ids.getDevice(), true).getGradient();
            sums.attach(scope);
            TorchScript.call("kernel/add_rows.py", Map.of(), sums, ids, gradient).attach(scope);
        }
        return manager.zeros(new Shape(), gradient.getDataType());
    }
}
