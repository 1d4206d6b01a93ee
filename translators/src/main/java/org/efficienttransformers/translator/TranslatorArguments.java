/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/** The arguments that a Criteria may have for the translators. */
public final class TranslatorArguments {

    /** The longest text in tokens; null for what the folder says. */
    public static final Setting<Integer> MAX_LENGTH = LoadOptions.MAX_LENGTH;

    /** Whether to cut longer texts. */
    public static final Setting<Boolean> TRUNCATION =
            Setting.bool("truncation", false, "cut longer texts");

    /** The overlap of the windows that longer texts are cut into; null for no windows. */
    public static final Setting<Integer> STRIDE =
            Setting.integer(
                    "stride",
                    null,
                    0,
                    "cut longer texts into windows that overlap by so many tokens, less than a"
                            + " window has room for, and combine their answers");

    /** How many answers to give. */
    public static final Setting<Integer> TOP_K =
            Setting.integer(
                    "topK",
                    5,
                    1,
                    "how many answers to give; in text generation, how many tokens to draw from,"
                            + " by default all");

    /** What makes probabilities of logits. */
    public static final Setting<String> FUNCTION_TO_APPLY =
            Setting.word(
                    "functionToApply",
                    List.of("default", "softmax", "sigmoid", "none"),
                    "how logits become probabilities; by default what config.json asks for");

    /** How hidden states become an embedding; null for what the folder says. */
    public static final Setting<String> POOLING =
            Setting.text(
                    "pooling",
                    "one or more of " + PoolingMode.names() + ", separated by commas",
                    "how hidden states become an embedding; the vectors of several are joined");

    /** Whether to scale embeddings to length 1; null for what the folder says. */
    public static final Setting<Boolean> NORMALIZE =
            Setting.bool("normalize", null, "scale embeddings to length 1, after all else");

    /** How many numbers of an embedding to give; null for all. */
    public static final Setting<Integer> DIMENSIONS =
            Setting.integer(
                    "dimensions",
                    null,
                    1,
                    "give so many numbers of an embedding, the first ones: of a model trained for"
                            + " it (Matryoshka) they are a smaller embedding");

    /** What stands before each text; null for what the folder says. */
    public static final Setting<String> PROMPT =
            Setting.text(
                    "prompt",
                    "a text",
                    "what stands before each text, or before the first of a pair");

    /** The name of a prompt of the folder; null for the folder's default. */
    public static final Setting<String> PROMPT_NAME =
            Setting.text(
                    "promptName",
                    "a name in config_sentence_transformers.json",
                    "the prompt of the folder that stands before each text");

    /** How labelled tokens become entities. */
    public static final Setting<AggregationStrategy> AGGREGATION_STRATEGY =
            Setting.choice(
                    "aggregationStrategy",
                    AggregationStrategy.NONE,
                    "how labelled tokens become entities");

    /** Labels that are no entities. */
    public static final Setting<Set<String>> IGNORE_LABELS =
            new Setting<>(
                    "ignoreLabels",
                    "ignoreLabels",
                    TranslatorArguments::labels,
                    Set.of("O"),
                    "labels, separated by commas",
                    "labels to leave out");

    /** The longest answer in tokens. */
    public static final Setting<Integer> MAX_ANSWER_LENGTH =
            Setting.integer("maxAnswerLength", 15, 1, "the longest answer in tokens");

    /** Whether a text may have no answer. */
    public static final Setting<Boolean> NO_ANSWER =
            Setting.bool("noAnswer", false, "allow that the text has no answer");

    /** How much chance there is in what is added to a text; null for none. */
    public static final Setting<Double> TEMPERATURE =
            Setting.number(
                    GenerationSettings.TEMPERATURE.key(),
                    null,
                    "a number of 0 or more",
                    number -> number >= 0,
                    "0 for the most probable token, 1 to draw one by its probability, lower is less"
                            + " random");

    /** How many tokens at the beginning see all and are seen by all. */
    public static final Setting<Integer> GLOBAL_TOKENS =
            Setting.integer(
                    "globalTokens",
                    1,
                    0,
                    "how many tokens at the beginning see all and are seen by all, where the model"
                            + " has such");

    /** What all that is drawn follows from; null for another in each call. */
    public static final Setting<Integer> SEED =
            Setting.integer("seed", null, 0, "draw the same again");

    /** Whether to give the prompt, too. */
    public static final Setting<Boolean> RETURN_FULL_TEXT =
            Setting.bool("returnFullText", true, "give the text with what is added to it");

    /** How many tokens to add to a prompt where nothing is asked for, and the model has room. */
    public static final int NEW_TOKENS = 100;

    /** What is asked of the length of texts. */
    static final List<Setting<?>> LENGTHS = List.of(MAX_LENGTH, TRUNCATION, STRIDE);

    /** What is asked of generation, whatever the text is written from. */
    static final List<Setting<?>> GENERATION =
            Stream.concat(
                            Stream.of(TOP_K, TEMPERATURE, SEED),
                            GenerationSettings.ALL.stream()
                                    .filter(it -> it.argument() != null)
                                    .filter(it -> !it.equals(GenerationSettings.TOP_K))
                                    .filter(it -> !it.equals(GenerationSettings.TEMPERATURE)))
                    .toList();

    /** All of them, each argument once. */
    public static final List<Setting<?>> ALL =
            Stream.of(
                            LENGTHS.stream(),
                            Stream.of(
                                    TOP_K,
                                    FUNCTION_TO_APPLY,
                                    POOLING,
                                    NORMALIZE,
                                    DIMENSIONS,
                                    PROMPT,
                                    PROMPT_NAME,
                                    AGGREGATION_STRATEGY,
                                    IGNORE_LABELS,
                                    MAX_ANSWER_LENGTH,
                                    NO_ANSWER),
                            GENERATION.stream().filter(it -> !it.equals(TOP_K)),
                            Stream.of(GLOBAL_TOKENS, RETURN_FULL_TEXT))
                    .<Setting<?>>flatMap(it -> it)
                    .toList();

    private TranslatorArguments() {}

    /**
     * Reads the arguments. Those of the Block are passed over.
     *
     * @param given texts, numbers or booleans, by name
     * @return what is chosen, with the settings of generation that it comes to
     * @throws IllegalArgumentException if a value is not allowed
     */
    public static Settings of(Map<String, ?> given) {
        Map<String, Object> arguments = new LinkedHashMap<>(given);
        // A temperature of 0 stands for no chance at all, any other for some.
        Double temperature = TEMPERATURE.of(given);
        if (temperature != null) {
            arguments.putIfAbsent(GenerationSettings.DO_SAMPLE.argument(), temperature > 0);
            if (temperature == 0) {
                arguments.remove(TEMPERATURE.argument());
            }
        }
        Settings asked =
                Settings.of(ALL, arguments).with(Settings.of(GenerationSettings.ALL, arguments));
        require(
                !asked.get(TRUNCATION) || asked.get(STRIDE) == null,
                "truncation is true and stride is %s; allowed: one of them, to cut longer texts or"
                        + " to combine windows.",
                asked.get(STRIDE));
        return asked;
    }

    /** {@return the names of all arguments} */
    public static Set<String> names() {
        return names(ALL);
    }

    /** The names of some, in their order. */
    static Set<String> names(Collection<Setting<?>> arguments) {
        return arguments.stream()
                .map(Setting::argument)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> labels(Object value) {
        Stream<?> labels =
                value instanceof Collection<?> list
                        ? list.stream()
                        : Arrays.stream(value.toString().split(","));
        return labels.map(label -> label.toString().strip())
                .collect(Collectors.toUnmodifiableSet());
    }
}
