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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.kernel.ActivationScript;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.OneDnn;
import org.efficienttransformers.kernel.script.TorchScript;

/**
 * What a post-norm encoder layer does after its attention, and the gradients of that: output
 * projection, residual and norm, feed forward, residual and norm.
 *
 * <p>Rows are taken some at a time. The widest arrays of an encoder, those between the two layers
 * of the feed forward, thus stay in the cache of the processor and come from memory that malloc has
 * at hand; as wide as the text the system would map them again in each call, page by page, which
 * costs more than the arithmetic. Nor does training keep them: the gradients are computed from the
 * inputs alone, by the chain rule written out, with the linear layers of oneDNN, which has no
 * autograd of its own.
 *
 * <p>Under {@link KernelMode#BFLOAT16} the three linear layers and the activation between them are
 * computed in bfloat16 in inference, residual sums and norms in float32.
 *
 * <p>Parameters are, in this order: weight, (e, e), and bias, (e), of the output projection; gamma
 * and beta, (e) each, of the norm after it; weight, (i, e), and bias, (i), of the first layer of
 * the feed forward; weight, (e, i), and bias, (e), of the second; gamma and beta of the last norm.
 */
public final class EncoderLayerKernel {

    /** Rows at a time: 6 MB of a base-size feed forward. */
    private static final int CHUNK = 512;

    /** A GPU pays per call. */
    private static final int GPU_CHUNK = 16384;

    private final KernelMode mode;
    private final ActivationScript activation;
    private final float epsilon;

    /**
     * Takes what is the same for all inputs.
     *
     * @param mode the form
     * @param activation the activation between the two layers of the feed forward
     * @param epsilon the epsilon of the norms
     */
    public EncoderLayerKernel(KernelMode mode, ActivationScript activation, float epsilon) {
        this.mode = mode;
        this.activation = activation;
        this.epsilon = epsilon;
    }

    /**
     * What dropout multiplies by: zeros, and 1 / (1 - rate) elsewhere.
     *
     * @param attention after the output projection, (b, n, e)
     * @param output after the feed forward, (b, n, e)
     */
    public record Noise(NDArray attention, NDArray output) {}

    /**
     * Tells whether the kernel computes on this array. There is no portable form: the layer's own
     * operations are it.
     *
     * @param mode the form
     * @param context the context that the attention gives
     * @return true on the PyTorch engine, unless the portable form is asked for
     */
    public static boolean isUsable(KernelMode mode, NDArray context) {
        return mode.isFused(context);
    }

    /**
     * Goes on from the context that the attention gives, in inference.
     *
     * @param context (b, n, e); overwritten
     * @param hidden the hidden states that the attention saw, (b, n, e)
     * @param parameters the parameters, without gradients
     * @return hidden states, (b, n, e), on the manager of the context
     */
    public NDArray infer(NDArray context, NDArray hidden, List<NDArray> parameters) {
        return apply(mode, context, hidden, null, parameters, true);
    }

    /**
     * Goes on from the context that the attention gives, in training. Records no graph.
     *
     * @param context (b, n, e), without gradient
     * @param hidden the hidden states that the attention saw, (b, n, e), without gradient
     * @param noise what dropout multiplies by; null for none
     * @param parameters the parameters, without gradients
     * @return hidden states, (b, n, e), on the manager of the context
     */
    public NDArray train(NDArray context, NDArray hidden, Noise noise, List<NDArray> parameters) {
        return apply(mode.inTraining(), context, hidden, noise, parameters, false);
    }

    private NDArray apply(
            KernelMode form,
            NDArray context,
            NDArray hidden,
            Noise noise,
            List<NDArray> parameters,
            boolean overwritten) {
        Map<String, Object> constants = constants(form, context, noise);
        constants.put("ACTIVATION", activation.inPlace());
        constants.put("OVERWRITTEN", overwritten ? "True" : "False");
        try (NDManager scope = context.getManager().newSubManager()) {
            List<NDArray> inputs = inputs(scope, context, hidden, noise);
            inputs.addAll(parameters);
            return TorchScript.call(
                    "model/layer/encoder_layer.py", constants, inputs.toArray(NDArray[]::new));
        }
    }

    /**
     * Computes gradients from those of the result of {@link #train}.
     *
     * @param context as there
     * @param hidden as there
     * @param noise as there
     * @param gradient those of the result, (b, n, e); overwritten
     * @param parameters as there
     * @param parameterGradients those of each parameter, which is added to
     * @return those of the context and of the hidden states, (b, n, e), on the manager of the
     *     context
     */
    public NDList gradients(
            NDArray context,
            NDArray hidden,
            Noise noise,
            NDArray gradient,
            List<NDArray> parameters,
            List<NDArray> parameterGradients) {
        Map<String, Object> constants = constants(mode.inTraining(), context, noise);
        constants.put("ACTIVATION", activation.value());
        constants.put("GRADIENT_OF_ACTIVATION", activation.gradient());
        try (NDManager scope = context.getManager().newSubManager()) {
            List<NDArray> inputs = inputs(scope, context, hidden, noise);
            inputs.add(gradient);
            inputs.addAll(parameters);
            inputs.addAll(parameterGradients);
            return TorchScript.callAll(
                    "model/layer/encoder_layer_gradients.py",
                    constants,
                    inputs.toArray(NDArray[]::new));
        }
    }

    private Map<String, Object> constants(KernelMode form, NDArray context, Noise noise) {
        Map<String, Object> constants = new HashMap<>(OneDnn.constants(form, context));
        constants.put("CHUNK", context.getDevice().isGpu() ? GPU_CHUNK : CHUNK);
        constants.put("EPSILON", epsilon);
        constants.put("NOISY", noise == null ? "False" : "True");
        return constants;
    }

    private static List<NDArray> inputs(
            NDManager scope, NDArray context, NDArray hidden, Noise noise) {
        List<NDArray> inputs = new ArrayList<>(Arrays.asList(context, hidden));
        if (noise == null) {
            NDArray none = scope.zeros(new Shape(0, 0), context.getDataType());
            inputs.addAll(Collections.nCopies(2, none));
        } else {
            Shape rows = new Shape(-1, hidden.getShape().get(2));
            for (NDArray factor : List.of(noise.attention(), noise.output())) {
                NDArray byRow = factor.reshape(rows);
                byRow.attach(scope);
                inputs.add(byRow);
            }
        }
        return inputs;
    }
}
