/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * How to fine-tune: what may be chosen, and what holds otherwise.
 *
 * <pre>
 *   Settings settings =
 *           Settings.DEFAULT.with(FineTuningSettings.EPOCHS, 4).with(FineTuningSettings.SEED, 7);
 * </pre>
 */
public final class FineTuningSettings {

    /** How often to go through the data. */
    public static final Setting<Integer> EPOCHS =
            Setting.integer("epochs", 3, 1, "How often to go through the data");

    /** After how many steps to end, whatever the epochs; null for no such limit. */
    public static final Setting<Integer> MAX_STEPS =
            Setting.integer(
                    "max_steps",
                    null,
                    1,
                    "Ends the run after so many steps; the schedule is that of all epochs");

    /** The most examples of a batch. */
    public static final Setting<Integer> BATCH_SIZE =
            Setting.integer("batch_size", 16, 1, "How many examples go through at once");

    /** The most tokens of a batch. */
    public static final Setting<Integer> BATCH_TOKENS =
            Setting.integer(
                    "batch_tokens",
                    16384,
                    1,
                    "How many tokens go through at once at most, padding included");

    /** What the length of a batch is filled up to a multiple of. */
    public static final Setting<Integer> PAD_TO_MULTIPLE =
            Setting.integer(
                    "pad_to_multiple",
                    16,
                    1,
                    "Fills batches up to lengths that are multiples of this, so that PyTorch prepares"
                            + " itself for fewer, which takes memory; 1 where padding would change"
                            + " what the model gives");

    /** The number of batches of a step. */
    public static final Setting<Integer> ACCUMULATE =
            Setting.integer("accumulate", 1, 1, "How many batches make a step");

    /** The highest learning rate. */
    public static final Setting<Double> LEARNING_RATE =
            Setting.number(
                    "learning_rate",
                    5e-5,
                    "a number above 0",
                    x -> x > 0,
                    "The highest learning rate; from scratch rather 1e-3");

    /** The share of the steps in which the learning rate rises. */
    public static final Setting<Double> WARM_UP =
            Setting.number(
                    "warm_up",
                    0.1,
                    "a number from 0 to 1",
                    x -> x >= 0 && x <= 1,
                    "The share of the steps in which the learning rate rises; then it falls to 0");

    /** How the learning rate goes on after that. */
    public static final Setting<Schedule> SCHEDULE =
            Setting.choice(
                    "schedule",
                    Schedule.LINEAR,
                    "How the learning rate goes on after that: constant, or to 0 on a line or by"
                            + " half a cosine");

    /** What the learning rate of a layer is multiplied by in the layer below. */
    public static final Setting<Double> LAYER_DECAY =
            Setting.number(
                    "layer_decay",
                    1.0,
                    "a number above 0, up to 1",
                    x -> x > 0 && x <= 1,
                    "Multiplies the learning rate by this from each layer to the one below it, such"
                            + " as 0.9");

    /** What isn't trained: a regular expression; null for nothing. */
    public static final Setting<String> FREEZE =
            new Setting<>(
                    "freeze",
                    "freeze",
                    value -> Pattern.compile(value.toString()).pattern(),
                    null,
                    "a regular expression",
                    "Doesn't train parameters in whose names this regular expression finds"
                            + " something, such as embeddings or layer\\.[0-5]\\.");

    /** The rank of adapters; null to train the model itself. */
    public static final Setting<Integer> LORA_RANK =
            Setting.integer(
                    "lora_rank",
                    null,
                    1,
                    "Trains a LoRA adapter of this rank next to the frozen model, and the head;"
                            + " it is saved in folder adapter, too");

    /** What adapters are scaled by, times their rank. */
    public static final Setting<Double> LORA_ALPHA =
            Setting.number(
                    "lora_alpha",
                    16.0,
                    "a number above 0",
                    x -> x > 0,
                    "The scale of the adapter, times its rank");

    /** The dropout of adapters. */
    public static final Setting<Double> LORA_DROPOUT =
            Setting.number(
                    "lora_dropout",
                    0.0,
                    "a number from 0 to below 1",
                    x -> x >= 0 && x < 1,
                    "The share of the input features that the adapter drops in training");

    /** What is adapted; null for the projections of queries and values. */
    public static final Setting<String> LORA_TARGETS =
            Setting.text(
                    "lora_targets",
                    "ends of names separated by commas, a regular expression for names, or"
                            + " all-linear",
                    "Which linear layers are adapted: the ends of their names, separated by commas, a"
                            + " regular expression, or all-linear; queries and values by default");

    /** Whether adapters of any rank learn alike. */
    public static final Setting<Boolean> LORA_STABILIZED =
            Setting.bool(
                    "lora_stabilized",
                    false,
                    "Scales the adapter by the root of its rank (rsLoRA)");

    /** The weight decay. */
    public static final Setting<Double> WEIGHT_DECAY =
            Setting.number(
                    "weight_decay",
                    0.01,
                    "a number of 0 or more",
                    x -> x >= 0,
                    "The decay of AdamW, which spares biases and norms");

    /** The highest norm of all gradients. */
    public static final Setting<Double> CLIP =
            Setting.number(
                    "clip",
                    1.0,
                    "a number above 0",
                    x -> x > 0,
                    "The highest norm of all gradients");

    /** Whether layers are computed again in the backward pass. */
    public static final Setting<Boolean> CHECKPOINTING =
            Setting.bool(
                    "checkpointing",
                    false,
                    "Computes layers again in the backward pass, to save memory");

    /** The number of steps between evaluations; null for one after each epoch. */
    public static final Setting<Integer> EVALUATE_EVERY =
            Setting.integer(
                    "evaluate_every",
                    null,
                    1,
                    "Evaluates after so many steps, rather than after each epoch");

    /** The number of steps between saved states; null for one after each evaluation alone. */
    public static final Setting<Integer> SAVE_EVERY =
            Setting.integer(
                    "save_every",
                    null,
                    1,
                    "Saves the state to go on from after so many steps, too, rather than only after"
                            + " evaluations");

    /** The number of saved states to keep. */
    public static final Setting<Integer> KEEP =
            Setting.integer("keep", 1, 1, "How many of these states to keep, the last ones");

    /** The number of evaluations without a better one that end the run; null for no such end. */
    public static final Setting<Integer> PATIENCE =
            Setting.integer(
                    "patience", null, 1, "Stops after so many evaluations without a better one");

    /** Which figure of evaluations tells the best model; null for the first of the task's. */
    public static final Setting<String> METRIC =
            Setting.text(
                    "metric",
                    "the name of one of the figures that the task is evaluated by",
                    "Which figure of the evaluations tells the best model, such as f1 or loss; the"
                            + " first of them by default");

    /** Whether what log.csv has is written for TensorBoard, too. */
    public static final Setting<Boolean> TENSORBOARD =
            Setting.bool(
                    "tensorboard",
                    false,
                    "Writes losses, rates and evaluations for TensorBoard, too, into folder"
                            + " tensorboard");

    /** What all that is random follows from. */
    public static final Setting<Integer> SEED =
            Setting.integer("seed", 42, Integer.MIN_VALUE, "All that is random follows from it");

    /** All of them. */
    public static final List<Setting<?>> ALL =
            List.of(
                    EPOCHS,
                    MAX_STEPS,
                    BATCH_SIZE,
                    BATCH_TOKENS,
                    PAD_TO_MULTIPLE,
                    ACCUMULATE,
                    LEARNING_RATE,
                    WARM_UP,
                    SCHEDULE,
                    WEIGHT_DECAY,
                    CLIP,
                    LAYER_DECAY,
                    FREEZE,
                    LORA_RANK,
                    LORA_ALPHA,
                    LORA_DROPOUT,
                    LORA_TARGETS,
                    LORA_STABILIZED,
                    CHECKPOINTING,
                    EVALUATE_EVERY,
                    SAVE_EVERY,
                    KEEP,
                    PATIENCE,
                    METRIC,
                    TENSORBOARD,
                    SEED);

    /** How the learning rate goes on after its rise. */
    public enum Schedule {
        /** It stays. */
        CONSTANT,
        /** It falls on a line. */
        LINEAR,
        /** It falls by half a wave of the cosine. */
        COSINE
    }

    /** Those that a resumed run may have otherwise: its steps and its best model are the same. */
    private static final Set<Setting<?>> BESIDE_STEPS =
            Set.of(
                    MAX_STEPS,
                    CHECKPOINTING,
                    EVALUATE_EVERY,
                    SAVE_EVERY,
                    KEEP,
                    PATIENCE,
                    TENSORBOARD);

    /** Those that a run can't be resumed without: its steps or evaluations would be others. */
    static final List<Setting<?>> OF_STEPS =
            ALL.stream().filter(setting -> !BESIDE_STEPS.contains(setting)).toList();

    private FineTuningSettings() {}

    /** Throws unless all values are allowed. */
    static void check(Settings settings) {
        for (Setting<?> setting : ALL) {
            Object value = settings.get(setting);
            if (value != null) {
                setting.parse(value, setting.argument());
            }
        }
    }
}
