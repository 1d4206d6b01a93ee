/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.nio.file.Path;
import java.util.Locale;
import org.efficienttransformers.examples.benchmark.ModelFolder;
import org.efficienttransformers.kernel.KernelMode;

/**
 * What is measured at each length.
 *
 * @param mechanism the mechanism; null for a model that a path names
 * @param kernels the form of its kernels; null for a traced model
 * @param path the folder of a model or the file of a traced one; null for a mechanism
 * @param step inference or training
 * @param batch the number of texts, 1 or more
 * @param drawn true if each call draws its length, evenly from half of that of the row
 */
public record Series(
        MeasuredMechanism mechanism,
        KernelMode kernels,
        Path path,
        Step step,
        int batch,
        boolean drawn) {

    /** Queries, keys, values, context, and in and out of two LayerNorms. */
    private static final int PARTS = 8;

    /** A mechanism. */
    public static Series of(MeasuredMechanism mechanism, KernelMode kernels, Step step, int batch) {
        return new Series(mechanism, kernels, null, step, batch, false);
    }

    /** The model that config.json in a folder describes. */
    public static Series of(Path folder, KernelMode kernels, Step step, int batch) {
        return new Series(null, kernels, folder, step, batch, false);
    }

    /** A traced model. */
    public static Series of(Path torchScript, Step step, int batch) {
        return new Series(null, null, torchScript, step, batch, false);
    }

    /** Tells whether it is a traced model. */
    public boolean isTraced() {
        return kernels == null;
    }

    /** The same with lengths that are drawn. */
    public Series withDrawn(boolean wanted) {
        return new Series(mechanism, kernels, path, step, batch, wanted);
    }

    /** What it is compared with: full attention, fused. */
    public Series baseline() {
        return of(MeasuredMechanism.FULL, KernelMode.FUSED, step, batch).withDrawn(drawn);
    }

    public boolean isBaseline() {
        return equals(baseline());
    }

    /** The mechanism, or the name of the folder or file. */
    public String name() {
        return path == null ? mechanism.toString() : ModelFolder.name(path);
    }

    /** How it is computed. */
    public String form() {
        return isTraced() ? "TorchScript" : kernels.name().toLowerCase(Locale.ROOT);
    }

    /** By which power of the length the time of a call grows at most, roughly. */
    public double timePower() {
        return mechanism == null ? 2 : mechanism.power();
    }

    /** By which power of the length its memory grows at most, roughly. */
    public double memoryPower() {
        return mechanism == null || kernels == KernelMode.PORTABLE ? timePower() : 1;
    }

    private boolean isFull() {
        return MeasuredMechanism.FULL.equals(mechanism);
    }

    /**
     * The memory that is needed in any case. Full attention of NDArray operations has all scores
     * and their softmax at once, in training those of all layers. Training keeps what the layers of
     * an encoder compute, unless they are reversible: at the least the hidden states between their
     * parts, and both sides of the activation.
     *
     * @param length tokens
     * @param subject a layer's attention or an encoder
     * @param layers the layers of an encoder
     * @return bytes
     */
    public double leastBytes(int length, Subject subject, int layers) {
        boolean training = step.hasGradients();
        int kept = training && subject == Subject.ENCODER ? layers : 0;
        double tokens = (double) batch * length;
        double numbers = 0;
        if (mechanism != null && !mechanism.isReversible()) {
            numbers +=
                    kept
                            * tokens
                            * (PARTS * MechanismSizes.HIDDEN + 2 * MechanismSizes.INTERMEDIATE);
        }
        if (isFull() && kernels == KernelMode.PORTABLE) {
            numbers += tokens * MechanismSizes.HEADS * length * (1 + Math.max(1, kept));
        }
        return numbers * Float.BYTES;
    }
}
