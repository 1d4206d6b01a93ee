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
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.efficienttransformers.encoder.Head;

/**
 * A task that a model can be asked for by types.
 *
 * @param name what it is called
 * @param heads the heads that can serve it
 * @param onBase true if the model is to answer without its head
 * @param input the class of the input
 * @param output the class of the answer
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
        Function<TaskContext, Task<I, O>> factory) {

    private static final Set<Head> LANGUAGE_MODELS = EnumSet.of(Head.MASKED_LM, Head.PRETRAINING);

    /** All tasks. */
    static final List<TaskType<?, ?>> ALL =
            List.of(
                    of(
                            "text classification",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            String.class,
                            Classifications.class,
                            Classifier::ofTexts),
                    of(
                            "classification of pairs",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            StringPair.class,
                            Classifications.class,
                            Classifier::ofPairs),
                    of(
                            "zero-shot classification",
                            EnumSet.of(Head.SEQUENCE_CLASSIFICATION),
                            ZeroShotClassificationInput.class,
                            ZeroShotClassificationOutput.class,
                            ZeroShotClassifier::new),
                    of(
                            "fill-mask",
                            LANGUAGE_MODELS,
                            String.class,
                            Classifications.class,
                            MaskFiller::ofOne),
                    of(
                            "fill-mask, several masks",
                            LANGUAGE_MODELS,
                            String.class,
                            Classifications[].class,
                            MaskFiller::ofSeveral),
                    of(
                            "question answering",
                            EnumSet.of(Head.QUESTION_ANSWERING),
                            QAInput.class,
                            Answer.class,
                            QuestionAnswerer::ofAnswers),
                    of(
                            "question answering, text only",
                            EnumSet.of(Head.QUESTION_ANSWERING),
                            QAInput.class,
                            String.class,
                            QuestionAnswerer::ofTexts),
                    of(
                            "token classification",
                            EnumSet.of(Head.TOKEN_CLASSIFICATION),
                            String.class,
                            NamedEntity[].class,
                            TokenClassifier::new),
                    of(
                            "multiple choice",
                            EnumSet.of(Head.MULTIPLE_CHOICE),
                            MultipleChoiceInput.class,
                            Classifications.class,
                            MultipleChooser::new),
                    new TaskType<>(
                            "embedding",
                            EnumSet.allOf(Head.class),
                            true,
                            String.class,
                            float[].class,
                            Embedder::new),
                    of(
                            "any of the above, as JSON",
                            EnumSet.complementOf(EnumSet.of(Head.CAUSAL_LM)),
                            Input.class,
                            Output.class,
                            ServingTask::new));

    private static <I, O> TaskType<I, O> of(
            String name,
            Set<Head> heads,
            Class<I> input,
            Class<O> output,
            Function<TaskContext, Task<I, O>> factory) {
        return new TaskType<>(name, heads, false, input, output, factory);
    }

    /** Tells whether this is the task of these types, for a head. */
    boolean serves(Head head, Class<?> inputType, Class<?> outputType) {
        return heads.contains(head) && input == inputType && output == outputType;
    }

    /** The types, as a user would write them. */
    String types() {
        return input.getSimpleName() + " -> " + output.getSimpleName();
    }
}
