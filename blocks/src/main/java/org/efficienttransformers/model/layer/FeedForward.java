/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.function.BiFunction;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.program.ProgramText;

/** The feed forward of a layer, whose children its linear layers are: (b, n, e) to (b, n, e). */
public final class FeedForward {

    private final FeedForwardPart part;
    private final Block in;
    private final Block gate;
    private final Block out;

    /**
     * Makes the linear layers.
     *
     * @param part what it is
     * @param children adds a child to the layer, by its name
     */
    public FeedForward(FeedForwardPart part, BiFunction<String, Block, Block> children) {
        this.part = part;
        in = add(part.in(), children);
        gate = part.gate() == null ? null : add(part.gate(), children);
        out = add(part.out(), children);
    }

    private static Block add(LinearPart linear, BiFunction<String, Block, Block> children) {
        return children.apply(linear.name(), Layers.linear(linear));
    }

    /** The first linear layer. */
    public Block in() {
        return in;
    }

    /** The linear layer of the gate; null if it has none of its own. */
    public Block gate() {
        return gate;
    }

    /** The second linear layer. */
    public Block out() {
        return out;
    }

    /**
     * Writes the methods, of which {@code fed$K} calls the others.
     *
     * @param text takes the linear layers from the caller
     */
    public String write(ProgramText text) {
        Activation activation = part.activation();
        return text.activated(activation.script(), activation.ofOneDnn())
                + text.text(
                        "program/feed_forward_" + (gate == null ? "plain" : "gated") + ".py",
                        Map.of());
    }

    public void initialize(NDManager manager, DataType dataType, Shape hidden) {
        in.initialize(manager, dataType, hidden);
        if (gate != null) {
            gate.initialize(manager, dataType, hidden);
        }
        Shape wide = new Shape(hidden.get(0), hidden.get(1), part.in().units());
        out.initialize(manager, dataType, wide);
    }

    /**
     * Computes it, without its residual sum.
     *
     * @param mode the form of the kernels
     * @param store the parameters
     * @param norm the norm before it; null for none
     * @param hidden (b, n, e)
     * @param training true in training
     * @return (b, n, e)
     */
    public NDArray apply(
            KernelMode mode, ParameterStore store, Block norm, NDArray hidden, boolean training) {
        int rows = part.rowsAtATime();
        long length = hidden.getShape().get(1);
        if (rows == 0 || rows >= length) {
            return rows(mode, store, norm, hidden, training);
        }
        NDList pieces = new NDList();
        for (long start = 0; start < length; start += rows) {
            NDIndex range = new NDIndex(":, {}:{}", start, Math.min(start + rows, length));
            try (NDArray piece = hidden.get(range);
                    NDManager scope = hidden.getManager().newSubManager()) {
                piece.tempAttach(scope);
                pieces.add(scope.ret(rows(mode, store, norm, piece, training)));
            }
        }
        return Pieces.join(pieces, 1);
    }

    private NDArray rows(
            KernelMode mode, ParameterStore store, Block norm, NDArray hidden, boolean training) {
        NDArray normed = Layers.normed(norm, store, hidden, training);
        NDArray wide = Layers.linear(mode, in, store, normed, training); // b n i
        wide = Layers.dropout(wide, part.dropoutBefore(), training);
        NDArray activated = activated(mode, store, normed, wide, training);
        activated = Layers.dropout(activated, part.dropoutInside(), training);
        NDArray narrow = Layers.linear(mode, out, store, activated, training);
        return Layers.dropout(narrow, part.dropoutAfter(), training);
    }

    private NDArray activated(
            KernelMode mode, ParameterStore store, NDArray normed, NDArray wide, boolean training) {
        NDArray activated = part.activation().apply(wide);
        return gate == null
                ? activated
                : activated.mul(Layers.linear(mode, gate, store, normed, training));
    }
}
