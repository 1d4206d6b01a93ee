/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.function.UnaryOperator;
import org.efficienttransformers.kernel.Scalars;

/**
 * From queries and keys to their features, r numbers each, so that the attention of a query to a
 * key is the product of their features.
 *
 * <p>Features of softmax are scaled so that none overflows. The scale of a query cancels out; those
 * of keys are kept next to them, as logarithms, and evened out where keys are summed up.
 *
 * @param function what is made of the projections
 * @param epsilon added to each scaled feature; 0 for none. The common implementations add 1e-4 to
 *     those of softmax and 1e-3 to others, which blurs attention towards the mean of all values
 */
public record FeatureMap(Function function, double epsilon) {

    /**
     * What is made of the projections w.x of queries and keys. All results are at least 0, so that
     * attention stays a mean of the values.
     */
    public enum Function {

        /** exp(w.x - |x|^2 / 2), whose mean over normal w is the kernel of softmax, exp(q.k). */
        SOFTMAX("torch.exp(x)", NDArray::exp),

        /** max(w.x, 0). */
        RELU("torch.relu(x)", Activation::relu),

        /** 1 / (1 + exp(-w.x)). */
        SIGMOID("torch.sigmoid(x)", Activation::sigmoid),

        /** 1 + elu(w.x): 1 + w.x above 0, exp(w.x) below. */
        SHIFTED_ELU(
                "torch.add(torch.elu(x, 1, 1, 1), 1, alpha=1)",
                x -> Scalars.add(Activation.elu(x, 1f), 1)),

        /** (w.x)^2. */
        SQUARE("torch.mul(x, x)", x -> x.mul(x));

        private final String script;

        @SuppressWarnings("ImmutableEnumChecker") // none of them has state
        private final UnaryOperator<NDArray> operator;

        Function(String script, UnaryOperator<NDArray> operator) {
            this.script = script;
            this.operator = operator;
        }

        /** Applies the function to each element. */
        NDArray apply(NDArray x) {
            return operator.apply(x);
        }

        /** The same in TorchScript, of a tensor x. */
        String script() {
            return script;
        }
    }

    /** Checks epsilon. */
    public FeatureMap {
        require(
                epsilon >= 0 && !Double.isInfinite(epsilon),
                "The epsilon of Performer's features is %s; it must be a number of 0 or more.",
                epsilon);
    }

    /**
     * Features of keys.
     *
     * @param features (b, h, c, r), without epsilon
     * @param scale the logarithm of the factor that was taken out of each key, (b, h, c, 1)
     */
    record Keys(NDArray features, NDArray scale) {}

    boolean isSoftmax() {
        return function == Function.SOFTMAX;
    }

    /**
     * Features of keys.
     *
     * @param keys (b, h, c, d), divided by the fourth root of d
     * @param projection (d, r)
     * @return the features
     */
    Keys keys(NDArray keys, NDArray projection) {
        NDArray projected = keys.matMul(projection); // b h c r
        if (!isSoftmax()) {
            NDArray features = function.apply(projected);
            NDArray first = features.stopGradient().max(new int[] {3}, true);
            return new Keys(features, first.zerosLike());
        }
        NDArray logarithm = projected.sub(halfSquare(keys));
        NDArray scale = scale(epsilon > 0 ? projected : logarithm);
        return new Keys(function.apply(logarithm.sub(scale)), scale);
    }

    /**
     * Features of queries.
     *
     * @param queries (b, h, c, d), divided by the fourth root of d
     * @param projection (d, r)
     * @return (b, h, c, r), with epsilon
     */
    NDArray queries(NDArray queries, NDArray projection) {
        NDArray projected = queries.matMul(projection); // b h c r
        if (!isSoftmax()) {
            return Scalars.add(function.apply(projected), epsilon);
        }
        // With epsilon the length of a query counts, and the scale is the common implementations'.
        NDArray logarithm = epsilon > 0 ? projected.sub(halfSquare(queries)) : projected;
        return Scalars.add(function.apply(logarithm.sub(scale(projected))), epsilon);
    }

    private static NDArray halfSquare(NDArray x) {
        return Scalars.mul(x.mul(x).sum(new int[] {3}, true), 0.5);
    }

    private static NDArray scale(NDArray logarithm) {
        return logarithm.stopGradient().max(new int[] {3}, true);
    }
}
