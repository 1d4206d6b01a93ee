/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

/**
 * The sizes of an encoder, named as in config.json.
 *
 * @param vocabSize number of rows of the word embeddings
 * @param hiddenSize e
 * @param numHiddenLayers number of layers
 * @param numAttentionHeads h; must divide hiddenSize
 * @param intermediateSize width of the feed-forward layers
 * @param hiddenAct activation of the feed-forward layers
 * @param hiddenDropoutProb dropout rate of embeddings and layers in training, from 0 to below 1
 * @param attentionProbsDropoutProb dropout rate of attention probabilities in training
 * @param maxPositionEmbeddings number of rows of the position embeddings
 * @param typeVocabSize number of rows of the token type embeddings
 * @param layerNormEps epsilon of every LayerNorm
 * @param padTokenId the id of padding
 * @param sepTokenId the id of the separator between two texts
 * @param classifierDropout dropout rate in front of the layers that classify, in training
 * @param rescaleEmbeddings true if word embeddings are multiplied by sqrt(e) (BigBird)
 */
public record EncoderConfig(
        int vocabSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        Activation hiddenAct,
        float hiddenDropoutProb,
        float attentionProbsDropoutProb,
        int maxPositionEmbeddings,
        int typeVocabSize,
        float layerNormEps,
        int padTokenId,
        int sepTokenId,
        float classifierDropout,
        boolean rescaleEmbeddings) {

    /** Checks each size. */
    public EncoderConfig {
        positive("vocab_size", vocabSize);
        positive("hidden_size", hiddenSize);
        positive("num_hidden_layers", numHiddenLayers);
        positive("num_attention_heads", numAttentionHeads);
        positive("intermediate_size", intermediateSize);
        positive("max_position_embeddings", maxPositionEmbeddings);
        positive("type_vocab_size", typeVocabSize);
        rate("hidden_dropout_prob", hiddenDropoutProb);
        rate("attention_probs_dropout_prob", attentionProbsDropoutProb);
        rate("classifier_dropout", classifierDropout);
        if (hiddenSize % numAttentionHeads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size is "
                            + hiddenSize
                            + " and num_attention_heads is "
                            + numAttentionHeads
                            + "; the second must divide the first.");
        }
        if (!(layerNormEps > 0)) {
            throw new IllegalArgumentException(
                    "layer_norm_eps is " + layerNormEps + "; it must be above 0.");
        }
        if (padTokenId < 0 || padTokenId >= vocabSize) {
            throw new IllegalArgumentException(
                    "pad_token_id is "
                            + padTokenId
                            + "; it must be from 0 to below vocab_size, "
                            + vocabSize
                            + ".");
        }
    }

    /**
     * The sizes of an encoder without peculiarities: the classifier's dropout is that of the
     * layers, and embeddings are taken as they are.
     *
     * @param vocabSize as above
     * @param hiddenSize as above
     * @param numHiddenLayers as above
     * @param numAttentionHeads as above
     * @param intermediateSize as above
     * @param hiddenAct as above
     * @param hiddenDropoutProb as above
     * @param attentionProbsDropoutProb as above
     * @param maxPositionEmbeddings as above
     * @param typeVocabSize as above
     * @param layerNormEps as above
     * @param padTokenId as above
     * @param sepTokenId as above
     */
    public EncoderConfig(
            int vocabSize,
            int hiddenSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int intermediateSize,
            Activation hiddenAct,
            float hiddenDropoutProb,
            float attentionProbsDropoutProb,
            int maxPositionEmbeddings,
            int typeVocabSize,
            float layerNormEps,
            int padTokenId,
            int sepTokenId) {
        this(
                vocabSize,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                hiddenDropoutProb,
                attentionProbsDropoutProb,
                maxPositionEmbeddings,
                typeVocabSize,
                layerNormEps,
                padTokenId,
                sepTokenId,
                hiddenDropoutProb,
                false);
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above 0.");
        }
    }

    private static void rate(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; it must be from 0 to below 1.");
        }
    }

    /**
     * Returns the same encoder with another number of positions.
     *
     * @param rows number of rows of the position embeddings
     * @return the changed sizes
     */
    public EncoderConfig withMaxPositionEmbeddings(int rows) {
        return new EncoderConfig(
                vocabSize,
                hiddenSize,
                numHiddenLayers,
                numAttentionHeads,
                intermediateSize,
                hiddenAct,
                hiddenDropoutProb,
                attentionProbsDropoutProb,
                rows,
                typeVocabSize,
                layerNormEps,
                padTokenId,
                sepTokenId,
                classifierDropout,
                rescaleEmbeddings);
    }
}
