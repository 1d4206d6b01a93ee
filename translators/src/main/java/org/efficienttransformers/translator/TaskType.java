/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.util.StringPair;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.translator.read.Classifier;
import org.efficienttransformers.translator.read.CrossEncoder;
import org.efficienttransformers.translator.read.Embedder;
import org.efficienttransformers.translator.read.MaskFiller;
import org.efficienttransformers.translator.read.MultipleChooser;
import org.efficienttransformers.translator.read.QuestionAnswerer;
import org.efficienttransformers.translator.read.TokenClassifier;
import org.efficienttransformers.translator.read.TokenVectors;
import org.efficienttransformers.translator.read.ZeroShotClassifier;
import org.efficienttransformers.translator.serving.ServingTask;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.write.Summarizer;
import org.efficienttransformers.translator.write.TextContinuer;

/**
 * A task that a model can be asked for by types.
 *
 * @param name what it is called
 * @param heads the heads that can serve it
 * @param onBase true if the model is to answer without its head
 * @param input the class of the input
 * @param output the class of the answer
 * @param arguments what it can be asked for
 * @param factory makes the task
 * @param <I> the input
 * @param <O> the answer
 */
record TaskType<I, O>(
        String name,
        Set<Head> heads,
        boolean onBase,
        Class<I> input,
        Class<O> output,
        List<Setting<?>> arguments,
        Function<TaskContext, Task<I, O>> factory) {

    private static final Set<Head> LANGUAGE_MODELS = EnumSet.of(Head.MASKED_LM, Head.PRETRAINING);

    /** All tasks. */
    static final List<TaskType<?, ?>> ALL =
            List.of(
                    ofHead(
                            "text classification",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            String.class,
                            Classifications.class,
                            Classifier::ofTexts,
                            TranslatorArguments.TOP_K,
                            TranslatorArguments.FUNCTION_TO_APPLY),
                    ofHead(
                            "classification of pairs",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            StringPair.class,
                            Classifications.class,
                            Classifier::ofPairs,
                            TranslatorArguments.TOP_K,
                            TranslatorArguments.FUNCTION_TO_APPLY,
                            TranslatorArguments.PROMPT,
                            TranslatorArguments.PROMPT_NAME),
                    ofHead(
                            "scores of pairs",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            StringPair.class,
                            float[].class,
                            CrossEncoder::ofPairs,
                            TranslatorArguments.FUNCTION_TO_APPLY,
                            TranslatorArguments.PROMPT,
                            TranslatorArguments.PROMPT_NAME),
                    ofHead(
                            "reranking",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            RerankInput.class,
                            float[].class,
                            CrossEncoder::ofTexts,
                            TranslatorArguments.FUNCTION_TO_APPLY,
                            TranslatorArguments.PROMPT,
                            TranslatorArguments.PROMPT_NAME),
                    ofHead(
                            "zero-shot classification",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            ZeroShotClassificationInput.class,
                            ZeroShotClassificationOutput.class,
                            ZeroShotClassifier::new),
                    ofHead(
                            "fill-mask",
                            LANGUAGE_MODELS,
                            String.class,
                            Classifications.class,
                            MaskFiller::ofOne,
                            TranslatorArguments.TOP_K),
                    ofHead(
                            "fill-mask, several masks",
                            LANGUAGE_MODELS,
                            String.class,
                            Classifications[].class,
                            MaskFiller::ofSeveral,
                            TranslatorArguments.TOP_K),
                    ofHead(
                            "question answering",
                            EnumSet.of(Head.QUESTION_ANSWERING),
                            QAInput.class,
                            Answer.class,
                            QuestionAnswerer::ofAnswers,
                            TranslatorArguments.TOP_K,
                            TranslatorArguments.MAX_ANSWER_LENGTH,
                            TranslatorArguments.NO_ANSWER),
                    ofHead(
                            "question answering, text only",
                            EnumSet.of(Head.QUESTION_ANSWERING),
                            QAInput.class,
                            String.class,
                            QuestionAnswerer::ofTexts,
                            TranslatorArguments.MAX_ANSWER_LENGTH,
                            TranslatorArguments.NO_ANSWER),
                    ofHead(
                            "token classification",
                            EnumSet.of(Head.TOKEN_CLASSIFICATION),
                            String.class,
                            NamedEntity[].class,
                            TokenClassifier::new,
                            TranslatorArguments.AGGREGATION_STRATEGY,
                            TranslatorArguments.IGNORE_LABELS),
                    ofHead(
                            "multiple choice",
                            EnumSet.of(Head.MULTIPLE_CHOICE),
                            MultipleChoiceInput.class,
                            Classifications.class,
                            MultipleChooser::new,
                            TranslatorArguments.TOP_K),
                    new TaskType<>(
                            "text generation",
                            EnumSet.of(Head.CAUSAL_LM),
                            false,
                            String.class,
                            String.class,
                            and(
                                    TranslatorArguments.GENERATION,
                                    TranslatorArguments.RETURN_FULL_TEXT),
                            TextContinuer::new),
                    new TaskType<>(
                            "text generation, streamed",
                            EnumSet.of(Head.CAUSAL_LM),
                            false,
                            StreamedText.class,
                            String.class,
                            and(
                                    TranslatorArguments.GENERATION,
                                    TranslatorArguments.RETURN_FULL_TEXT),
                            TextContinuer::streamed),
                    new TaskType<>(
                            "summarization",
                            EnumSet.of(Head.CONDITIONAL_GENERATION),
                            false,
                            String.class,
                            String.class,
                            lengthsAnd(
                                    and(
                                            TranslatorArguments.GENERATION,
                                            TranslatorArguments.GLOBAL_TOKENS)),
                            Summarizer::new),
                    new TaskType<>(
                            "summarization, streamed",
                            EnumSet.of(Head.CONDITIONAL_GENERATION),
                            false,
                            StreamedText.class,
                            String.class,
                            lengthsAnd(
                                    and(
                                            TranslatorArguments.GENERATION,
                                            TranslatorArguments.GLOBAL_TOKENS)),
                            Summarizer::streamed),
                    new TaskType<>(
                            "embedding",
                            Head.ofEncoders(),
                            true,
                            String.class,
                            float[].class,
                            lengthsAnd(
                                    List.of(
                                            TranslatorArguments.POOLING,
                                            TranslatorArguments.NORMALIZE,
                                            TranslatorArguments.DIMENSIONS,
                                            TranslatorArguments.PROMPT,
                                            TranslatorArguments.PROMPT_NAME)),
                            Embedder::new),
                    ofHead(
                            "vectors of tokens",
                            EnumSet.of(Head.BASE),
                            String.class,
                            float[][].class,
                            TokenVectors::ofTexts,
                            TranslatorArguments.PROMPT_NAME),
                    ofHead(
                            "scores of pairs, late interaction",
                            EnumSet.of(Head.BASE),
                            StringPair.class,
                            float[].class,
                            TokenVectors::ofPairs),
                    ofHead(
                            "reranking, late interaction",
                            EnumSet.of(Head.BASE),
                            RerankInput.class,
                            float[].class,
                            TokenVectors::ofRanking),
                    ofHead(
                            "serving",
                            EnumSet.allOf(Head.class),
                            Input.class,
                            Output.class,
                            ServingTask::new));

    private static <I, O> TaskType<I, O> ofHead(
            String name,
            Set<Head> heads,
            Class<I> input,
            Class<O> output,
            Function<TaskContext, Task<I, O>> factory,
            Setting<?>... arguments) {
        List<Setting<?>> all = lengthsAnd(Arrays.asList(arguments));
        return new TaskType<>(name, heads, false, input, output, all, factory);
    }

    private static List<Setting<?>> lengthsAnd(List<Setting<?>> arguments) {
        return and(TranslatorArguments.LENGTHS, arguments.toArray(Setting<?>[]::new));
    }

    private static List<Setting<?>> and(List<Setting<?>> some, Setting<?>... others) {
        return Stream.concat(some.stream(), Arrays.stream(others)).toList();
    }

    /** Tells whether this is the task of these types, for a head. */
    boolean serves(Head head, Class<?> inputType, Class<?> outputType) {
        return heads.contains(head) && input == inputType && output == outputType;
    }

    /**
     * Returns what the task can be asked for, where a model has a head.
     *
     * @param head the head
     * @return of serving, what the tasks of the head can be asked for; of others, their arguments
     */
    List<Setting<?>> arguments(Head head) {
        if (output != Output.class) {
            return arguments;
        }
        return ALL.stream()
                .filter(task -> task.output != Output.class && task.heads.contains(head))
                .filter(task -> !task.onBase || head == Head.BASE)
                .<Setting<?>>flatMap(task -> task.arguments.stream())
                .distinct()
                .toList();
    }

    /** The types, as a user would write them. */
    String types() {
        return input.getSimpleName() + " -> " + output.getSimpleName();
    }
}
