/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

/**
 * What sets the post-norm encoders of the BERT line apart: the names of their parts in checkpoints,
 * how they number positions, and what their heads are made of.
 *
 * @param modelType {@code model_type} of config.json
 * @param prefix the name of the encoder in a model with a head
 * @param positionsAfterPadding true if positions are counted from pad_token_id + 1, over tokens
 *     that are not padding; false if from 0
 * @param dropoutBeforeNorm true if embeddings are dropped in front of their LayerNorm; false if
 *     behind it
 * @param pooler the name of the pooler's linear layer
 * @param languageModel the name of the language model head
 * @param transform the name of its linear layer
 * @param transformNorm the name of its LayerNorm
 * @param classifier what classifies a sequence
 * @param questionMasked true if question answering has a feed-forward layer of its own and rules
 *     out answers inside the question; false if it is one linear layer
 */
public record ModelFamily(
        String modelType,
        String prefix,
        boolean positionsAfterPadding,
        boolean dropoutBeforeNorm,
        String pooler,
        String languageModel,
        String transform,
        String transformNorm,
        Classifier classifier,
        boolean questionMasked) {

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
    public static final ModelFamily BERT =
            new ModelFamily(
                    "bert",
                    "bert",
                    false,
                    false,
                    "pooler.dense",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    Classifier.POOLED,
                    false);

    /** RoBERTa. */
    public static final ModelFamily ROBERTA = roberta("roberta");

    /** Longformer, which continues RoBERTa. */
    public static final ModelFamily LONGFORMER = roberta("longformer");

    /** BigBird, whose parts are named as BERT's. */
    public static final ModelFamily BIG_BIRD =
            new ModelFamily(
                    "big_bird",
                    "bert",
                    false,
                    true,
                    "pooler",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    Classifier.HIDDEN_ACT,
                    true);

    /**
     * Returns the same family under another name, by which its encoder goes in a model with a head,
     * too.
     *
     * @param name the value of {@code model_type}
     * @return the renamed family
     */
    public ModelFamily named(String name) {
        return new ModelFamily(
                name,
                name,
                positionsAfterPadding,
                dropoutBeforeNorm,
                pooler,
                languageModel,
                transform,
                transformNorm,
                classifier,
                questionMasked);
    }

    private static ModelFamily roberta(String name) {
        return new ModelFamily(
                name,
                name,
                true,
                false,
                "pooler.dense",
                "lm_head",
                "dense",
                "layer_norm",
                Classifier.TANH,
                false);
    }
}
