/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training.loss;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.Rows;
import org.efficienttransformers.kernel.Scalars;

/**
 * The cross entropy of classes, with ignored labels and weights of the classes, as {@code
 * torch.nn.CrossEntropyLoss} defines it: the mean of -w[y] log softmax(x)[y] over the labels y that
 * aren't ignored, divided by the sum of their w[y].
 *
 * <p>Labels: class indices, INT64 or INT32, (b) for texts, (b, n) for tokens, (b, m) for those that
 * a language model's input {@code logits_to_keep} names. Predictions: {@code logits}, or the first
 * array, of the shape of the labels and the number of classes after it. Only rows whose label
 * counts are computed; with {@code logits_to_keep} the model itself computes no others.
 */
public final class CrossEntropyLoss extends WeightedLoss {

    /** The label that is ignored in transformers and PyTorch. */
    public static final long IGNORED = -100;

    private final float[] classWeights;
    private final boolean shifted;
    private final double smoothing;

    private CrossEntropyLoss(Builder builder) {
        super("CrossEntropyLoss");
        classWeights = builder.classWeights;
        shifted = builder.shifted;
        smoothing = builder.smoothing;
    }

    /** Labels and the rows of the logits that they belong to, without those ignored. */
    private static final class Counted {

        final long[] labels;
        final long[] indices;

        Counted(long[] labels, long[] indices) {
            this.labels = labels;
            this.indices = indices;
        }
    }

    private Counted rows(NDList labels) {
        NDArray array = labels.head();
        long[] all;
        try (NDArray wide = array.toType(DataType.INT64, true)) {
            all = HostArrays.longs(wide);
        }
        long length = shifted ? array.getShape().get(1) : 1;
        long[] kept = new long[all.length];
        long[] indices = new long[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            boolean first = shifted && i % length == 0;
            if (!first && all[i] != IGNORED) {
                kept[count] = all[i];
                // The word at a position is foretold by the logits of the one before it.
                indices[count] = shifted ? i - 1 : i;
                count++;
            }
        }
        return new Counted(Arrays.copyOf(kept, count), Arrays.copyOf(indices, count));
    }

    @Override
    public double weight(NDList labels) {
        Counted rows = rows(labels);
        double sum = 0;
        for (long label : rows.labels) {
            sum += classWeights == null ? 1 : classWeights[checked(label, classWeights.length)];
        }
        return sum;
    }

    @Override
    public NDArray sum(NDList labels, NDList predictions) {
        NDArray logits = named(predictions, "logits");
        Shape shape = logits.getShape();
        int classes = Math.toIntExact(shape.get(shape.dimension() - 1));
        require(
                labels.head().getShape().equals(shape.slice(0, shape.dimension() - 1)),
                "The labels have shape %s and the logits %s; the labels must have that of the"
                        + " logits without the classes.",
                labels.head().getShape(),
                shape);
        if (classWeights != null) {
            require(
                    classWeights.length == classes,
                    "There are %s class weights for %s classes; give one weight for each class.",
                    classWeights.length,
                    classes);
        }
        Counted rows = rows(labels);
        NDManager manager = logits.getManager();
        try (NDManager scope = manager.newSubManager()) {
            int count = rows.labels.length;
            float[] weights = new float[count];
            for (int i = 0; i < count; i++) {
                int label = checked(rows.labels[i], classes);
                weights[i] = classWeights == null ? 1 : classWeights[label];
            }
            NDArray indices = HostData.create(scope, rows.indices, new Shape(count));
            NDArray targets = HostData.create(scope, rows.labels, new Shape(count, 1));
            NDArray flat = logits.reshape(-1, classes);
            flat.attach(scope);
            NDArray all = Rows.look(flat, indices).logSoftmax(1); // rows classes
            NDArray factors = HostData.create(scope, weights, new Shape(count, 1));
            NDArray sum = all.gather(targets, 1).mul(factors).sum().neg();
            if (smoothing > 0) {
                NDArray others = classWeights == null ? all : all.mul(scope.create(classWeights));
                sum =
                        Scalars.mul(sum, 1 - smoothing)
                                .add(Scalars.mul(others.sum(), -smoothing / classes));
            }
            sum.attach(manager);
            return sum;
        }
    }

    private static int checked(long label, int classes) {
        require(
                label >= 0 && label < classes,
                "A label is %s; allowed: from 0 to %s, and %s for what is ignored.",
                label,
                classes - 1,
                IGNORED);
        return (int) label;
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link CrossEntropyLoss}. */
    public static final class Builder {

        private float[] classWeights;
        private boolean shifted;
        private double smoothing;

        private Builder() {}

        /**
         * Sets the weight of each class. Default: all 1.
         *
         * @param classWeights a number of 0 or more for each class
         * @return this builder
         */
        public Builder optClassWeights(float... classWeights) {
            for (float weight : classWeights) {
                require(
                        weight >= 0 && !Float.isInfinite(weight),
                        "A class weight is %s; allowed: numbers of 0 or more.",
                        weight);
            }
            this.classWeights = classWeights.clone();
            return this;
        }

        /**
         * Compares each label with the logits of the position before, for causal language models
         * whose labels are the words themselves, (b, n). Default: false.
         *
         * @param shifted true to do so
         * @return this builder
         */
        public Builder optShifted(boolean shifted) {
            this.shifted = shifted;
            return this;
        }

        /**
         * Takes a part of the probability that the label should have away from it and gives it to
         * all classes alike ({@code label_smoothing} of PyTorch). Default: 0.
         *
         * @param smoothing the part, from 0 to below 1
         * @return this builder
         */
        public Builder optSmoothing(double smoothing) {
            require(
                    smoothing >= 0 && smoothing < 1,
                    "The label smoothing is %s; allowed: from 0 to below 1, such as 0.1.",
                    smoothing);
            this.smoothing = smoothing;
            return this;
        }

        /** {@return the loss} */
        public CrossEntropyLoss build() {
            return new CrossEntropyLoss(this);
        }
    }
}
