/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.DetachedParameters;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.Segment;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.EncoderLayerKernel.Noise;

/**
 * What a post-norm layer does after its attention: output projection, residual and norm, feed
 * forward, residual and norm.
 *
 * <p>It goes on from the context that the attention gives and the hidden states that it saw, both
 * (b, n, e), to hidden states, (b, n, e).
 */
final class PostAttention implements Segment {

    /** Goes on by operations of any engine, and with a graph if gradients are recorded. */
    interface Operations {

        /**
         * Goes on.
         *
         * @param store the parameters
         * @param context what the attention gives, (b, n, h * d)
         * @param hidden what it saw, (b, n, e)
         * @param training true in training
         * @return hidden states, (b, n, e)
         */
        NDArray apply(ParameterStore store, NDArray context, NDArray hidden, boolean training);
    }

    private final float dropout;
    private final KernelMode kernels;
    private final Operations operations;
    private final EncoderLayerKernel kernel;
    private final List<Block> parts;

    /**
     * Takes its parts, which are children of the layer.
     *
     * @param part what the layer is, of {@link #isKindOf the kind} that the kernel has
     * @param kernels the form of the kernels
     * @param parts the output projection of the attention, the norm after it, the two layers of the
     *     feed forward and the norm after them
     * @param operations the same by operations of any engine
     */
    PostAttention(LayerPart part, KernelMode kernels, List<Block> parts, Operations operations) {
        this.dropout = part.feedForward().dropoutAfter();
        this.operations = operations;
        this.kernels = kernels;
        kernel =
                new EncoderLayerKernel(
                        kernels,
                        part.feedForward().activation().script(),
                        part.feedForward().norm().epsilon());
        this.parts = parts;
    }

    /** Tells whether the kernel can compute what follows the attention of a layer. */
    static boolean isKindOf(LayerPart part) {
        NormPart norm = part.attention().norm();
        FeedForwardPart feedForward = part.feedForward();
        // The kernel puts the output where the context was.
        int context = part.attention().heads() * part.attention().headSize();
        return !part.preNorm()
                && part.attention().output() != null
                && context == part.attention().output().units()
                && norm != null
                && feedForward.norm() != null
                && norm.kind() == NormPart.Kind.LAYER
                && feedForward.norm().kind() == NormPart.Kind.LAYER
                && norm.epsilon() == feedForward.norm().epsilon()
                && part.attention().output().bias()
                && feedForward.in().bias()
                && feedForward.out().bias()
                && feedForward.gate() == null
                && feedForward.in().groups() == 1
                && feedForward.out().groups() == 1
                && feedForward.dropoutBefore() == 0
                && feedForward.dropoutInside() == 0
                && feedForward.dropoutAfter() == part.attention().outputDropout()
                && feedForward.rowsAtATime() == 0;
    }

    /** Goes on in inference; overwrites the context. */
    NDArray infer(ParameterStore store, NDArray context, NDArray hidden) {
        return EncoderLayerKernel.isUsable(kernels, context)
                ? kernel.infer(context, hidden, parameters(store, hidden.getDevice(), false))
                : operations.apply(store, context, hidden, false);
    }

    /**
     * Goes on in training. A collector that can computes the gradients from the inputs, which are
     * all that is kept.
     */
    NDArray train(ParameterStore store, NDArray context, NDArray hidden, RandomReplay random) {
        NDList inputs = new NDList(context, hidden);
        RecomputingGradients gradients =
                hasOwnGradients(context) && isRecorded(store, inputs)
                        ? RecomputingGradients.active()
                        : null;
        if (gradients != null) {
            return gradients.apply(this, store, inputs, random, 1);
        }
        random.start(1);
        return apply(store, inputs).head();
    }

    /** Tells whether {@link #pullback} takes less than what autograd would do. */
    boolean hasOwnGradients(NDArray context) {
        return EncoderLayerKernel.isUsable(kernels, context);
    }

    private boolean isRecorded(ParameterStore store, NDList inputs) {
        return parameters(store, inputs.head().getDevice(), true).stream()
                        .anyMatch(NDArray::hasGradient)
                || inputs.stream().anyMatch(AutogradGraph::isRecorded);
    }

    @Override
    public NDList apply(ParameterStore store, NDList inputs) {
        NDArray context = inputs.get(0);
        NDArray hidden = inputs.get(1);
        if (!hasOwnGradients(context) || isRecorded(store, inputs)) {
            return new NDList(operations.apply(store, context, hidden, true));
        }
        try (NDManager scope = context.getManager().newSubManager()) {
            context.tempAttach(scope);
            List<NDArray> parameters = parameters(store, hidden.getDevice(), true);
            return scope.ret(
                    new NDList(kernel.train(context, hidden, noise(scope, hidden), parameters)));
        }
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDArray context = inputs.get(0);
        if (!hasOwnGradients(context)) {
            return Segment.super.pullback(store, inputs, values, gradient);
        }
        try (NDManager scope = gradient.getManager().newSubManager()) {
            Device device = context.getDevice();
            NDList detached = AutogradGraph.detached(scope, inputs);
            NDArray hidden = detached.get(1);
            List<NDArray> parameterGradients = new ArrayList<>();
            for (NDArray parameter : parameters(store, device, true)) {
                NDArray sum =
                        parameter.hasGradient() ? parameter.getGradient() : parameter.zerosLike();
                sum.attach(scope);
                parameterGradients.add(sum);
            }
            NDList gradients =
                    kernel.gradients(
                            detached.get(0),
                            hidden,
                            noise(scope, hidden),
                            gradient,
                            parameters(new DetachedParameters(store, scope), device, true),
                            parameterGradients);
            return scope.ret(AutogradGraph.scalar(scope, inputs, gradients));
        }
    }

    /** What dropout multiplies by: the numbers that it would draw in {@link Operations}. */
    private Noise noise(NDManager scope, NDArray like) {
        if (dropout == 0) {
            return null;
        }
        NDArray ones = scope.ones(like.getShape(), like.getDataType());
        return new Noise(Layers.dropout(ones, dropout, true), Layers.dropout(ones, dropout, true));
    }

    private List<NDArray> parameters(ParameterStore store, Device device, boolean training) {
        return parts.stream()
                .flatMap(part -> part.getDirectParameters().values().stream())
                .map(parameter -> store.getValue(parameter, device, training))
                .toList();
    }
}
