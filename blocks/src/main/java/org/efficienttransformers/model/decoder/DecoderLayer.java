/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.description.DecoderLayerPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.FeedForward;
import org.efficienttransformers.model.layer.Layers;
import org.efficienttransformers.model.layer.ModelProgram.Unsupported;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.program.ProgramText;

/**
 * A layer of a decoder: attention to its own text, attention to the encoder's states and feed
 * forward, with residual sums and norms before (pre-norm) or after them (post-norm).
 */
public final class DecoderLayer extends DecoderBlock {

    private final DecoderLayerPart part;
    private final KernelMode kernels;
    private final int hiddenSize;
    private final DecoderAttention self;
    private final Block selfNorm;
    private final DecoderAttention source;
    private final Block sourceNorm;
    private final FeedForward feedForward;
    private final Block feedForwardNorm;

    DecoderLayer(DecoderLayerPart part, int hiddenSize, DecoderLayer below, KernelMode kernels) {
        this.part = part;
        this.kernels = kernels;
        this.hiddenSize = hiddenSize;
        self =
                addChildBlock(
                        part.self().name(),
                        new DecoderAttention(
                                part.self(),
                                hiddenSize,
                                below == null ? null : below.self,
                                kernels));
        selfNorm = addNorm(part.self().norm());
        source =
                addChildBlock(
                        part.source().name(),
                        new DecoderAttention(
                                part.source(),
                                hiddenSize,
                                below == null ? null : below.source,
                                kernels));
        sourceNorm = addNorm(part.source().norm());
        feedForward = new FeedForward(part.feedForward(), this::addChildBlock);
        feedForwardNorm = addNorm(part.feedForward().norm());
    }

    private Block addNorm(NormPart norm) {
        return addChildBlock(norm.name(), Layers.norm(norm));
    }

    /** What it is. */
    DecoderLayerPart part() {
        return part;
    }

    /** The attention to its own text. */
    public DecoderAttention self() {
        return self;
    }

    /** The attention to the encoder's states. */
    public DecoderAttention source() {
        return source;
    }

    /** Writes the layer into a program. */
    TransformerLayer.Written write(ProgramText text) throws Unsupported {
        if (part.source().relative() != null) {
            throw new Unsupported("Programs don't know biases by the distance to sources.");
        }
        int linear = text.linears();
        int tensor = text.tensors();
        text.linear(self.query(), self.key(), self.value());
        text.linear(self.output());
        text.linear(source.query());
        text.linear(source.key(), source.value());
        text.linear(source.output());
        text.linear(feedForward.in());
        text.linear(feedForward.out());
        if (feedForward.gate() != null) {
            text.linear(feedForward.gate());
        }
        StringBuilder methods = new StringBuilder();
        Map<String, Object> constants = new HashMap<>();
        norm(text, methods, constants, "OWN", part.self().norm(), selfNorm, tensor);
        norm(text, methods, constants, "SOURCE", part.source().norm(), sourceNorm, tensor);
        norm(text, methods, constants, "FED", part.feedForward().norm(), feedForwardNorm, tensor);
        constants.put("HEADS", part.self().heads());
        constants.put("SIZE", part.self().headSize());
        constants.put("SCALE", part.self().scale());
        constants.put("SOURCE_HEADS", part.source().heads());
        constants.put("SOURCE_SIZE", part.source().headSize());
        constants.put("SOURCE_SCALE", part.source().scale());
        methods.append(feedForward.write(text));
        methods.append(text.text("program/decoder_layer.py", constants));
        return new TransformerLayer.Written(text.kind(methods.toString()), linear, tensor);
    }

    /** Writes a norm, and says on which side of its part of the layer it is. */
    private void norm(
            ProgramText text,
            StringBuilder methods,
            Map<String, Object> constants,
            String name,
            NormPart normPart,
            Block norm,
            int tensor) {
        String method = name.toLowerCase(Locale.ROOT) + "Norm$K";
        methods.append(Layers.write(text, method, normPart, norm, tensor));
        constants.put(name + "_BEFORE", part.preNorm() ? method : "same$K");
        constants.put(name + "_AFTER", part.preNorm() ? "same$K" : method);
    }

    /**
     * Computes the layer.
     *
     * @param store the parameters
     * @param hidden (b, n, e)
     * @param attention attends to the own text: from (b, n, e), normed where the norm comes first,
     *     to (b, n, e)
     * @param sourceAttention attends to the encoder's states, likewise
     * @param training true in training
     * @return (b, n, e), on the manager of the hidden states
     */
    public NDArray read(
            ParameterStore store,
            NDArray hidden,
            UnaryOperator<NDArray> attention,
            UnaryOperator<NDArray> sourceAttention,
            boolean training) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray read = add(store, hidden, selfNorm, attention, training);
            read = add(store, read, sourceNorm, sourceAttention, training);
            return scope.ret(
                    add(
                            store,
                            read,
                            feedForwardNorm,
                            normed -> feedForward.apply(kernels, store, null, normed, training),
                            training));
        }
    }

    private NDArray add(
            ParameterStore store,
            NDArray hidden,
            Block norm,
            UnaryOperator<NDArray> operation,
            boolean training) {
        if (part.preNorm()) {
            return operation.apply(Layers.normed(norm, store, hidden, training)).add(hidden);
        }
        return Layers.normed(norm, store, operation.apply(hidden).add(hidden), training);
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = new Shape(1, 1, hiddenSize);
        self.initialize(manager, dataType, hidden);
        source.initialize(manager, dataType, hidden);
        feedForward.initialize(manager, dataType, hidden);
        for (Block norm : List.of(selfNorm, sourceNorm, feedForwardNorm)) {
            norm.initialize(manager, dataType, hidden);
        }
    }
}
