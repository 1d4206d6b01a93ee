/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;

/**
 * What a post-norm encoder layer does behind its attention, in inference: output projection,
 * residual and norm, feed forward, residual and norm.
 *
 * <p>Rows are taken some at a time. The widest arrays of an encoder, those between the two layers
 * of the feed forward, thus stay in the cache of the processor and come from memory that malloc has
 * at hand; as wide as the text they would be mapped anew by the system, page by page, which costs
 * more than the arithmetic.
 */
public final class EncoderLayerKernel {

    /** Rows at a time: 6 MB of a base-size feed forward. */
    private static final int CHUNK = 512;

    /** A GPU pays per call. */
    private static final int GPU_CHUNK = 16384;

    private EncoderLayerKernel() {}

    /**
     * The parameters of what follows the attention.
     *
     * @param attentionWeight (e, e)
     * @param attentionBias (e)
     * @param attentionGamma (e)
     * @param attentionBeta (e)
     * @param innerWeight (i, e)
     * @param innerBias (i)
     * @param outputWeight (e, i)
     * @param outputBias (e)
     * @param outputGamma (e)
     * @param outputBeta (e)
     */
    public record Parameters(
            NDArray attentionWeight,
            NDArray attentionBias,
            NDArray attentionGamma,
            NDArray attentionBeta,
            NDArray innerWeight,
            NDArray innerBias,
            NDArray outputWeight,
            NDArray outputBias,
            NDArray outputGamma,
            NDArray outputBeta) {}

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
     * Goes on from the context that the attention gives.
     *
     * @param context (b, n, e); overwritten
     * @param hidden the hidden states that the attention saw, (b, n, e)
     * @param parameters the parameters, without gradients
     * @param activation the activation in TorchScript, of a tensor {@code inner}, in place
     * @param epsilon the epsilon of the norms
     * @return hidden states, (b, n, e), on the manager of the context
     */
    public static NDArray apply(
            NDArray context,
            NDArray hidden,
            Parameters parameters,
            String activation,
            float epsilon) {
        Map<String, Object> constants = new HashMap<>(OneDnn.constants(context));
        constants.put("CHUNK", context.getDevice().isGpu() ? GPU_CHUNK : CHUNK);
        constants.put("ACTIVATION", activation);
        constants.put("EPSILON", epsilon);
        return TorchScript.call(
                "encoder_layer.py",
                constants,
                context,
                hidden,
                parameters.attentionWeight,
                parameters.attentionBias,
                parameters.attentionGamma,
                parameters.attentionBeta,
                parameters.innerWeight,
                parameters.innerBias,
                parameters.outputWeight,
                parameters.outputBias,
                parameters.outputGamma,
                parameters.outputBeta);
    }
}
