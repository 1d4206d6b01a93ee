/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;

/**
 * What sets the post-norm encoders of the BERT line apart: the names of their parts in checkpoints,
 * how they number positions, and what their heads are made of.
 *
 * @param modelType {@code model_type} of config.json
 * @param className what the names of its classes begin with
 * @param prefix the name of the encoder in a model with a head
 * @param positionsAfterPadding true if positions are counted from pad_token_id + 1, over tokens
 *     that are not padding; false if from 0
 * @param dropoutPlace where embeddings are dropped
 * @param pooler the name of the pooler's linear layer
 * @param languageModel the name of the language model head
 * @param transform the name of its linear layer
 * @param transformNorm the name of its LayerNorm
 * @param classifier what classifies a sequence
 * @param questionMasked true if question answering has a feed-forward layer of its own and rules
 *     out answers inside the question; false if it is one linear layer
 * @param hiddenAct the activation where config.json names none
 * @param sepTokenId the separator where config.json names none
 */
public record Family(
        String modelType,
        String className,
        String prefix,
        boolean positionsAfterPadding,
        DropoutPlace dropoutPlace,
        String pooler,
        String languageModel,
        String transform,
        String transformNorm,
        Classifier classifier,
        boolean questionMasked,
        String hiddenAct,
        int sepTokenId) {

    /** What classifies a sequence. */
    public enum Classifier {
        /** One linear layer, the pooled first token. */
        POOLED,
        /** Two linear layers with tanh between them, the first token. */
        TANH,
        /** Two linear layers with {@code hidden_act} between them, the first token. */
        HIDDEN_ACT
    }

    /** BERT. */
    public static final Family BERT =
            new Family(
                    "bert",
                    "Bert",
                    "bert",
                    false,
                    DropoutPlace.AFTER_NORM,
                    "pooler.dense",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    Classifier.POOLED,
                    false,
                    "gelu",
                    // [SEP] of the published vocabularies. BERT's config.json never names it.
                    102);

    /** BigBird, whose parts are named as BERT's. */
    public static final Family BIG_BIRD =
            new Family(
                    "big_bird",
                    "BigBird",
                    "bert",
                    false,
                    DropoutPlace.BEFORE_NORM,
                    "pooler",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    Classifier.HIDDEN_ACT,
                    true,
                    "gelu_new",
                    66);

    /**
     * RoBERTa, and models that continue it under another name.
     *
     * @param modelType {@code model_type}, which is also the prefix
     * @param className what the names of its classes begin with
     * @return the family
     */
    public static Family roberta(String modelType, String className) {
        return roberta(modelType, className, modelType);
    }

    /**
     * Models of RoBERTa's architecture whose encoder has another name than their {@code
     * model_type}.
     *
     * @param modelType {@code model_type}
     * @param className what the names of its classes begin with
     * @param prefix the name of the encoder in a model with a head
     * @return the family
     */
    public static Family roberta(String modelType, String className, String prefix) {
        return new Family(
                modelType,
                className,
                prefix,
                true,
                DropoutPlace.AFTER_NORM,
                "pooler.dense",
                "lm_head",
                "dense",
                "layer_norm",
                Classifier.TANH,
                false,
                "gelu",
                2);
    }

    /**
     * {@return the same family under another name}
     *
     * @param type {@code model_type}, which is also the prefix
     * @param name what the names of its classes begin with
     */
    public Family named(String type, String name) {
        return new Family(
                type,
                name,
                type,
                positionsAfterPadding,
                dropoutPlace,
                pooler,
                languageModel,
                transform,
                transformNorm,
                classifier,
                questionMasked,
                hiddenAct,
                sepTokenId);
    }
}
