/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * Those whose vectors have nearly the same direction, found by hashing; in some layers, the text
 * around.
 *
 * <p>It has a model of its own: the layers are reversible. Dropout rates of attention are among its
 * settings, as config.json has one for each kind of layer; that of the sizes is unused.
 */
public final class ReformerKind implements AttentionKind {

    /** The kind of attention of a layer. */
    public enum Layer {
        /** {@code local}: a position sees the chunks of the text around it. */
        LOCAL,
        /** {@code lsh}: a position sees those whose vectors have nearly the same direction. */
        LSH
    }

    /** The kind of each layer, from the bottom. By default they take turns, local ones first. */
    public static final Setting<List<Layer>> LAYERS =
            Setting.list(
                    Setting.choice(null, "attn_layers", Layer.LSH, "the kind of each layer"),
                    List.of(),
                    "a list of local and lsh, one for each layer");

    /** What local layers see. */
    public static final ChunkSettings LOCAL = new ChunkSettings("local", 0.05);

    /** What hashed layers see. */
    public static final ChunkSettings LSH = new ChunkSettings("lsh", 0);

    /** How often vectors are hashed. */
    public static final Setting<Integer> HASHES =
            Setting.integer(null, "num_hashes", 1, 1, "how often vectors are hashed");

    /** The number of buckets or its factors. By default as many as a length asks for. */
    public static final Setting<List<Integer>> BUCKETS =
            Setting.list(
                    Setting.integer(
                            null, "num_buckets", null, 2, "the number of buckets, or its factors"),
                    List.of(),
                    "an even number, or a list of even factors");

    /** What the rotations are drawn from. By default each call draws new ones. */
    public static final Setting<Integer> SEED =
            Setting.integer(
                    null,
                    "hash_seed",
                    null,
                    Integer.MIN_VALUE,
                    "what the rotations of the hash are drawn from");

    private static final About ABOUT =
            new About(
                    "reformer",
                    "LSH and local (Reformer)",
                    new Paper("Reformer: The Efficient Transformer", "2001.04451"),
                    "n log n",
                    "yes",
                    "checkpoints");

    /**
     * What a position sees in layers of one kind.
     *
     * @param length the number of positions in a chunk
     * @param before how many chunks before its own a position sees
     * @param after how many chunks after its own a position sees
     * @param dropout the rate at which attention probabilities are dropped in training
     */
    public record ChunkSettings(
            Setting<Integer> length,
            Setting<Integer> before,
            Setting<Integer> after,
            Setting<Double> dropout) {

        ChunkSettings(String kind, double dropout) {
            this(
                    Setting.integer(
                            null,
                            kind + "_attn_chunk_length",
                            64,
                            1,
                            "the number of positions in a chunk"),
                    Setting.integer(
                            null,
                            kind + "_num_chunks_before",
                            1,
                            0,
                            "how many chunks before its own a position sees"),
                    Setting.integer(
                            null,
                            kind + "_num_chunks_after",
                            0,
                            0,
                            "how many chunks after its own a position sees"),
                    Setting.number(
                            null,
                            kind + "_attention_probs_dropout_prob",
                            dropout,
                            0,
                            "the rate at which attention probabilities are dropped"));
        }

        /**
         * Returns which chunks a position sees.
         *
         * @param settings what was chosen
         * @return the chunks
         */
        public Chunks chunks(Settings settings) {
            return new Chunks(settings.get(length), settings.get(before), settings.get(after));
        }

        private <B extends ChunkedAttention.Builder<B>> B builder(
                B builder, AttentionSizes sizes, Settings settings) {
            return builder.setSizes(sizes)
                    .optDropout(settings.get(dropout).floatValue())
                    .setChunkLength(settings.get(length))
                    .optChunksBefore(settings.get(before))
                    .optChunksAfter(settings.get(after));
        }
    }

    /** {@inheritDoc} */
    @Override
    public About about() {
        return ABOUT;
    }

    /** {@inheritDoc} */
    @Override
    public boolean canBeCausal() {
        return true;
    }

    /** {@inheritDoc} */
    @Override
    public boolean isSwappable() {
        return false;
    }

    /** {@inheritDoc} */
    @Override
    public List<Setting<?>> settings() {
        return List.of(
                LAYERS,
                LOCAL.length,
                LOCAL.before,
                LOCAL.after,
                LOCAL.dropout,
                LSH.length,
                LSH.before,
                LSH.after,
                LSH.dropout,
                HASHES,
                BUCKETS,
                SEED);
    }

    /**
     * Returns the kind of a layer.
     *
     * @param settings what was chosen
     * @param layer the number of the layer, from 0
     * @return the one that is listed; where none are, local at even numbers, else hashed
     */
    public static Layer layer(Settings settings, int layer) {
        List<Layer> all = settings.get(LAYERS);
        if (all.isEmpty()) {
            return layer % 2 == 0 ? Layer.LOCAL : Layer.LSH;
        }
        require(
                layer < all.size(),
                "attn_layers has %d kinds, and there is a layer %d; give one for each layer.",
                all.size(),
                layer + 1);
        return all.get(layer);
    }

    /** {@inheritDoc} */
    @Override
    public ChunkedAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        if (layer(settings, layer) == Layer.LOCAL) {
            return LOCAL.builder(LocalAttention.builder(), sizes, settings).build();
        }
        LshAttention.Builder builder =
                LSH.builder(LshAttention.builder(), sizes, settings)
                        .optRounds(settings.get(HASHES))
                        .optMaxLength(sizes.maxLength());
        List<Integer> buckets = settings.get(BUCKETS);
        if (!buckets.isEmpty()) {
            builder.optBuckets(buckets.stream().mapToInt(Integer::intValue).toArray());
        }
        if (settings.get(SEED) != null) {
            builder.optHashSeed(settings.get(SEED));
        }
        return builder.build();
    }
}
