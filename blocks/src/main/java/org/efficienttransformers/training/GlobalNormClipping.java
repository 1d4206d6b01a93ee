/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Scales the gradients of all parameters by one factor where their common norm is above a limit, in
 * place, as {@code torch.nn.utils.clip_grad_norm_} does (<a
 * href="https://arxiv.org/abs/1211.5063">Pascanu et al., 2013</a>). The direction of the step
 * stays.
 *
 * <p>Call it after the backward passes and before the optimizer's step. (The {@code optClipGrad} of
 * DJL's optimizers bounds each element by itself, and on PyTorch from above only.)
 */
public final class GlobalNormClipping {

    private static final double EPSILON = 1e-6;

    private final double maxNorm;

    /**
     * Sets the limit.
     *
     * @param maxNorm the highest norm that is left as it is, above 0; infinity to measure only
     */
    public GlobalNormClipping(double maxNorm) {
        require(
                maxNorm > 0,
                "The highest gradient norm is %s; allowed: a number above 0, such as 1, or"
                        + " infinity.",
                maxNorm);
        this.maxNorm = maxNorm;
    }

    /**
     * Clips the gradients of a block.
     *
     * @param block an initialized block; its frozen parameters don't count
     * @return the norm that the gradients had before. Infinite or NaN if a gradient is so: then
     *     nothing is scaled
     */
    public double clip(Block block) {
        List<Parameter> trained = Gradients.trained(block);
        return clip(trained, 1, Gradients.norms(trained));
    }

    /**
     * Clips gradients whose norms are known, and divides them by what they were multiplied by.
     *
     * @return their norm without that
     */
    double clip(List<Parameter> parameters, double scale, float... norms) {
        double sum = 0;
        for (float norm : norms) {
            sum += (double) norm * norm;
        }
        double norm = Math.sqrt(sum) / scale;
        double factor = Math.min(1, maxNorm / (norm + EPSILON)) / scale;
        if (Double.isFinite(norm) && factor != 1) {
            Gradients.scale(parameters, factor);
        }
        return norm;
    }
}
