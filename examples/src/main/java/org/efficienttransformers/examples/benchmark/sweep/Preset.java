/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.examples.benchmark.sweep.result.Bound;
import org.efficienttransformers.examples.benchmark.sweep.result.Bound.Figure;
import org.efficienttransformers.examples.benchmark.sweep.result.Quantity;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;

/** Sweeps by name, with what their figures must not exceed. */
enum Preset {

    /** How much faster whole encoders are than the same with full attention. */
    ENCODER_TIME,

    /** That the memory of whole encoders grows linearly. */
    ENCODER_MEMORY,

    /** Time and memory of a training step of whole encoders. */
    ENCODER_TRAINING,

    /** How the time of block-sparse attention grows. */
    BLOCK_SPARSE,

    /** How the time of hashing attention grows. */
    LSH,

    /** How time and memory of Linformer and Performer grow. */
    LINEAR,

    /** How time and memory of all mechanisms grow. */
    GROWTH;

    private static final MeasuredMechanism LONGFORMER = new MeasuredMechanism("longformer");
    private static final MeasuredMechanism BIGBIRD = new MeasuredMechanism("bigbird");
    private static final MeasuredMechanism REFORMER = new MeasuredMechanism("reformer");
    private static final MeasuredMechanism LINFORMER = new MeasuredMechanism("linformer");
    private static final MeasuredMechanism PERFORMER = new MeasuredMechanism("performer");

    Subject subject() {
        return switch (this) {
            case ENCODER_TIME, ENCODER_MEMORY, ENCODER_TRAINING -> Subject.ENCODER;
            case BLOCK_SPARSE, LSH, LINEAR, GROWTH -> Subject.ATTENTION;
        };
    }

    Step step() {
        return this == ENCODER_TRAINING ? Step.TRAINING : Step.INFERENCE;
    }

    List<Quantity> quantities() {
        return switch (this) {
            case ENCODER_TIME -> List.of(Quantity.TIME);
            case ENCODER_MEMORY -> List.of(Quantity.MEMORY);
            case ENCODER_TRAINING, BLOCK_SPARSE, LSH, LINEAR, GROWTH -> List.of(Quantity.values());
        };
    }

    List<MeasuredMechanism> mechanisms() {
        return switch (this) {
            case ENCODER_TIME, ENCODER_MEMORY ->
                    List.of(
                            MeasuredMechanism.FULL,
                            LONGFORMER,
                            BIGBIRD,
                            REFORMER,
                            LINFORMER,
                            PERFORMER);
            case ENCODER_TRAINING -> List.of(MeasuredMechanism.FULL, LONGFORMER, BIGBIRD);
            case BLOCK_SPARSE -> List.of(MeasuredMechanism.FULL, BIGBIRD);
            case LSH -> List.of(MeasuredMechanism.FULL, REFORMER);
            case LINEAR -> List.of(MeasuredMechanism.FULL, LINFORMER, PERFORMER);
            case GROWTH -> MeasuredMechanism.all();
        };
    }

    List<Integer> lengths() {
        return switch (this) {
            case ENCODER_TIME -> List.of(4096, 8192, 16384);
            case ENCODER_MEMORY -> List.of(2048, 4096, 8192, 16384);
            case ENCODER_TRAINING -> List.of(4096);
            case BLOCK_SPARSE, LSH, GROWTH -> List.of(1024, 2048, 4096, 8192, 16384);
            case LINEAR -> List.of(1024, 2048, 4096, 8192, 16384, 32768, 65536);
        };
    }

    /** What the figures must not exceed. */
    List<Bound> bounds() {
        return switch (this) {
            case ENCODER_TIME -> encoderTime();
            case ENCODER_MEMORY -> encoderMemory();
            case ENCODER_TRAINING ->
                    List.of(
                            new Bound(Figure.TIME_RATIO, LONGFORMER, 4096, 0.7),
                            new Bound(Figure.TIME_RATIO, BIGBIRD, 4096, 0.7),
                            new Bound(Figure.MEMORY_RATIO, LONGFORMER, 4096, 0.8),
                            new Bound(Figure.MEMORY_RATIO, BIGBIRD, 4096, 0.8));
            case BLOCK_SPARSE ->
                    List.of(
                            new Bound(Figure.TIME_GROWTH, BIGBIRD, 4096, 2.3),
                            new Bound(Figure.TIME_RATIO, BIGBIRD, 8192, 0.35));
            case LSH -> List.of(new Bound(Figure.TIME_GROWTH, REFORMER, 4096, 2.3));
            case LINEAR ->
                    List.of(
                            new Bound(Figure.TIME_GROWTH, LINFORMER, 4096, 2.2),
                            new Bound(Figure.TIME_GROWTH, PERFORMER, 4096, 2.2),
                            new Bound(Figure.MEMORY_GROWTH, LINFORMER, 4096, 2.2),
                            new Bound(Figure.MEMORY_GROWTH, PERFORMER, 4096, 2.2));
            case GROWTH -> List.of();
        };
    }

    private static List<Bound> encoderTime() {
        Map<MeasuredMechanism, double[]> limits =
                Map.of(
                        LONGFORMER, new double[] {0.60, 0.36, 0.25},
                        BIGBIRD, new double[] {0.60, 0.36, 0.25},
                        LINFORMER, new double[] {0.55, 0.32, 0.20},
                        PERFORMER, new double[] {0.55, 0.32, 0.20});
        List<Bound> bounds = new ArrayList<>();
        for (MeasuredMechanism mechanism : ENCODER_TIME.mechanisms()) {
            double[] allowed = limits.getOrDefault(mechanism, new double[0]);
            for (int i = 0; i < allowed.length; i++) {
                int length = ENCODER_TIME.lengths().get(i);
                bounds.add(new Bound(Figure.TIME_RATIO, mechanism, length, allowed[i]));
            }
        }
        return bounds;
    }

    private static List<Bound> encoderMemory() {
        List<Bound> bounds = new ArrayList<>();
        for (MeasuredMechanism mechanism : ENCODER_MEMORY.mechanisms()) {
            bounds.add(new Bound(Figure.MEMORY_GROWTH, mechanism, 2048, 2.1));
            bounds.add(new Bound(Figure.MEGABYTES, mechanism, 16384, 1500));
        }
        bounds.add(new Bound(Figure.MEGABYTES, BIGBIRD, 4096, 700));
        return bounds;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
