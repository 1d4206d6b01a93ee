/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

/**
 * What sets the post-norm encoders of the BERT line apart: the names of their parts in checkpoints,
 * how they number positions, and what classifies a sequence.
 *
 * @param modelType {@code model_type} of config.json
 * @param prefix the name of the encoder in a model with a head
 * @param positionsAfterPadding true if positions are counted from pad_token_id + 1, over tokens
 *     that are not padding; false if from 0
 * @param pooler the name of the pooler's linear layer
 * @param languageModel the name of the masked language model head
 * @param transform the name of its linear layer
 * @param transformNorm the name of its LayerNorm
 * @param classifiesPooled true if the pooled first token is classified by one linear layer; false
 *     if the first token is, by two
 */
public record ModelFamily(
        String modelType,
        String prefix,
        boolean positionsAfterPadding,
        String pooler,
        String languageModel,
        String transform,
        String transformNorm,
        boolean classifiesPooled) {

    /** BERT. */
    public static final ModelFamily BERT =
            new ModelFamily(
                    "bert",
                    "bert",
                    false,
                    "pooler.dense",
                    "cls.predictions",
                    "transform.dense",
                    "transform.LayerNorm",
                    true);

    /** RoBERTa. */
    public static final ModelFamily ROBERTA = roberta("roberta");

    /** Longformer, which continues RoBERTa. */
    public static final ModelFamily LONGFORMER = roberta("longformer");

    private static ModelFamily roberta(String name) {
        return new ModelFamily(
                name, name, true, "pooler.dense", "lm_head", "dense", "layer_norm", false);
    }
}
