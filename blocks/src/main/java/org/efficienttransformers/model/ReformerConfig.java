/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import java.util.EnumSet;
import java.util.List;
import org.efficienttransformers.attention.lsh.Chunks;

/**
 * The sizes of a Reformer, named as in config.json.
 *
 * @param vocabSize number of rows of the word embeddings
 * @param hiddenSize e, of each of the two streams
 * @param numAttentionHeads h
 * @param attentionHeadSize d; h * d need not be e
 * @param attnLayers the kind of each layer, from the bottom
 * @param local what local layers see
 * @param lsh what hashed layers see
 * @param hashes how they hash
 * @param isDecoder true if a position sees itself and earlier ones only
 * @param feedForwardSize width of the feed-forward layers
 * @param chunkSizeFeedForward how many positions go through them at a time; 0 for all
 * @param hiddenAct activation of the feed-forward layers
 * @param hiddenDropoutProb dropout rate of embeddings and layers in training, from 0 to below 1
 * @param classifierDropout dropout rate of a classification head
 * @param maxPositionEmbeddings the length of the longest text
 * @param axial the axial position embeddings; null for a table of max_position_embeddings rows
 * @param layerNormEps epsilon of every LayerNorm
 * @param padTokenId the id of padding
 */
public record ReformerConfig(
        int vocabSize,
        int hiddenSize,
        int numAttentionHeads,
        int attentionHeadSize,
        List<Layer> attnLayers,
        Look local,
        Look lsh,
        Hashes hashes,
        boolean isDecoder,
        int feedForwardSize,
        int chunkSizeFeedForward,
        Activation hiddenAct,
        float hiddenDropoutProb,
        float classifierDropout,
        int maxPositionEmbeddings,
        Axial axial,
        float layerNormEps,
        int padTokenId) {

    /** The kind of attention of a layer. */
    public enum Layer {
        /** {@code local}: a position sees the chunks of the text around it. */
        LOCAL,
        /** {@code lsh}: a position sees those whose vectors have nearly the same direction. */
        LSH
    }

    /**
     * What a position sees in a layer of one kind.
     *
     * @param chunks the chunk length and the numbers of chunks before and after
     * @param dropout dropout rate of attention probabilities in training
     */
    public record Look(Chunks chunks, float dropout) {}

    /**
     * How hashed layers hash.
     *
     * @param rounds {@code num_hashes}
     * @param buckets {@code num_buckets}, or its factors; empty for as many as a length asks for
     * @param seed {@code hash_seed} of the rotations; null for new ones in each call
     */
    public record Hashes(int rounds, List<Integer> buckets, Integer seed) {

        /** Copies the list. */
        public Hashes {
            buckets = List.copyOf(buckets);
        }
    }

    /**
     * Axial position embeddings: positions are laid out in rows and columns, and one's vector is
     * that of its row followed by that of its column.
     *
     * @param rows first number of {@code axial_pos_shape}
     * @param columns second number of {@code axial_pos_shape}
     * @param rowSize first number of {@code axial_pos_embds_dim}
     * @param columnSize second number of {@code axial_pos_embds_dim}
     * @param normStd {@code axial_norm_std}, the standard deviation of new vectors
     */
    public record Axial(int rows, int columns, int rowSize, int columnSize, float normStd) {

        /** Checks the sizes. */
        public Axial {
            positive("axial_pos_shape", rows);
            positive("axial_pos_shape", columns);
            positive("axial_pos_embds_dim", rowSize);
            positive("axial_pos_embds_dim", columnSize);
        }

        /**
         * Returns for how many positions there are vectors.
         *
         * @return rows times columns
         */
        public long positions() {
            return (long) rows * columns;
        }

        /**
         * Describes the shape as config.json has it, and its product.
         *
         * @return such as {@code axial_pos_shape [8, 16] = 128}
         */
        String describe() {
            return "axial_pos_shape [" + rows + ", " + columns + "] = " + positions();
        }
    }

    /** Checks each size. */
    public ReformerConfig {
        attnLayers = List.copyOf(attnLayers);
        positive("vocab_size", vocabSize);
        positive("hidden_size", hiddenSize);
        positive("num_attention_heads", numAttentionHeads);
        positive("attention_head_size", attentionHeadSize);
        positive("feed_forward_size", feedForwardSize);
        positive("max_position_embeddings", maxPositionEmbeddings);
        rate("hidden_dropout_prob", hiddenDropoutProb);
        rate("classifier_dropout", classifierDropout);
        rate("local_attention_probs_dropout_prob", local.dropout());
        rate("lsh_attention_probs_dropout_prob", lsh.dropout());
        if (attnLayers.isEmpty()) {
            throw new IllegalArgumentException(
                    "attn_layers is empty; give each layer's kind, local or lsh.");
        }
        if (chunkSizeFeedForward < 0) {
            throw new IllegalArgumentException(
                    "chunk_size_feed_forward is "
                            + chunkSizeFeedForward
                            + "; it must be 0 for all positions at once, or above.");
        }
        if (axial != null && axial.rowSize() + axial.columnSize() != hiddenSize) {
            throw new IllegalArgumentException(
                    "axial_pos_embds_dim is ["
                            + axial.rowSize()
                            + ", "
                            + axial.columnSize()
                            + "] and hidden_size is "
                            + hiddenSize
                            + "; the first two must sum to the third.");
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
     * Returns the length of the longest text that the positions suffice for.
     *
     * @return a number of tokens
     */
    public int maxLength() {
        return axial == null
                ? maxPositionEmbeddings
                : (int) Math.min(maxPositionEmbeddings, axial.positions());
    }

    /**
     * Returns the length that longer texts are padded to a multiple of, so that all layers cut them
     * into whole chunks.
     *
     * @return the least common multiple of the chunk lengths of the kinds of layers that there are
     */
    long chunkMultiple() {
        long local = this.local.chunks().length();
        long lsh = this.lsh.chunks().length();
        if (kinds().size() == 1) {
            return shortestChunk();
        }
        long divisor = local;
        for (long rest = lsh; rest > 0; ) {
            long remainder = divisor % rest;
            divisor = rest;
            rest = remainder;
        }
        return local / divisor * lsh;
    }

    /** The shortest chunk length of the kinds of layers that there are. */
    int shortestChunk() {
        int length = Integer.MAX_VALUE;
        for (Layer kind : kinds()) {
            length = Math.min(length, look(kind).chunks().length());
        }
        return length;
    }

    /** Tells whether training draws random numbers. */
    boolean isRandom() {
        boolean hashesAnew = kinds().contains(Layer.LSH) && hashes.seed() == null;
        return hashesAnew || hiddenDropoutProb > 0 || local.dropout() > 0 || lsh.dropout() > 0;
    }

    /** What a position sees in layers of this kind. */
    Look look(Layer kind) {
        return kind == Layer.LSH ? lsh : local;
    }

    private EnumSet<Layer> kinds() {
        return EnumSet.copyOf(attnLayers);
    }
}
