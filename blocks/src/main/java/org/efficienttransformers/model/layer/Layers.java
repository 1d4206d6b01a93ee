/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.LinearKernel;
import org.efficienttransformers.program.ProgramText;

/** The small pieces that models are put together from. */
public final class Layers {

    private Layers() {}

    /** The Block of a linear layer. */
    public static Block linear(LinearPart part) {
        return part.groups() > 1
                ? new GroupedLinear(part)
                : Linear.builder().setUnits(part.units()).optBias(part.bias()).build();
    }

    /** The Block of a norm, over the last dimension of (b, n, e). */
    public static Block norm(NormPart part) {
        return part.kind() == NormPart.Kind.LAYER
                ? LayerNorm.builder().axis(2).optEpsilon(part.epsilon()).build()
                : new WeightNorm(part);
    }

    /**
     * Writes a norm into a program.
     *
     * @param text the program
     * @param name the name of its method
     * @param part the norm; null for none, whose method gives back what it gets
     * @param norm its Block
     * @param base the tensor that its method counts from
     */
    public static String write(ProgramText text, String name, NormPart part, Block norm, int base) {
        if (part == null) {
            return norm(text, "none", Map.of("NAME", name));
        }
        int at = text.tensors() - base;
        List<String> names =
                part.kind() == NormPart.Kind.LAYER ? List.of("gamma", "beta") : List.of("weight");
        for (String parameter : names) {
            text.tensor(norm.getDirectParameters().get(parameter), true);
        }
        String file =
                switch (part.kind()) {
                    case LAYER -> "layer";
                    case LAYER_WITHOUT_BIAS -> "weight";
                    case RMS -> "rms";
                };
        return norm(text, file, Map.of("NAME", name, "AT", at, "EPSILON", part.epsilon()));
    }

    private static String norm(ProgramText text, String file, Map<String, ?> constants) {
        String norm = text.text("program/norm_" + file + ".py", constants);
        return text.target().isTrained()
                ? norm + text.text("program/norm_" + file + "_back.py", constants)
                : norm;
    }

    /** Calls a block of one input and one output. */
    public static NDArray call(Block block, ParameterStore store, NDArray input, boolean training) {
        return block.forward(store, new NDList(input), training).singletonOrThrow();
    }

    /** Calls a norm; without one, returns the input itself. */
    public static NDArray normed(
            Block norm, ParameterStore store, NDArray input, boolean training) {
        return norm == null ? input : call(norm, store, input, training);
    }

    /** Calls a linear layer, by the faster kernel that has no gradients where none are wanted. */
    public static NDArray linear(
            KernelMode kernels,
            Block linear,
            ParameterStore store,
            NDArray input,
            boolean training) {
        NDArray weight = parameter(linear, "weight", store, input.getDevice(), training);
        if (linear instanceof GroupedLinear
                || weight.hasGradient()
                || (training && AutogradGraph.isRecorded(input))) {
            return call(linear, store, input, training);
        }
        return LinearKernel.apply(
                training ? kernels.inTraining() : kernels,
                input,
                weight,
                parameter(linear, "bias", store, input.getDevice(), training));
    }

    /** A parameter of a block; null if it has none of this name. */
    static NDArray parameter(
            Block block, String name, ParameterStore store, Device device, boolean training) {
        Parameter parameter = block.getDirectParameters().get(name);
        return parameter == null ? null : store.getValue(parameter, device, training);
    }

    /** Tells whether the engine records a graph, which begins at the parameters or below. */
    static boolean isRecorded(Block block, ParameterStore store, NDArray input) {
        return block.getParameters().values().stream()
                        .anyMatch(p -> store.getValue(p, input.getDevice(), true).hasGradient())
                || AutogradGraph.isRecorded(input);
    }

    /** Drops elements in training; otherwise returns the input itself. */
    public static NDArray dropout(NDArray input, float rate, boolean training) {
        return training && rate > 0 ? Dropout.dropout(input, rate, true).singletonOrThrow() : input;
    }
}
