/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.lsh;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.efficienttransformers.attention.AttentionCost;
import org.efficienttransformers.attention.AttentionCost.InUse;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * Those whose vectors have nearly the same direction, found by hashing; in some layers, the text
 * around.
 *
 * <p>It has a model of its own: the layers are reversible. Dropout rates of attention are among its
 * settings, as config.json has one for each kind of layer; that of the sizes is unused.
 */
public final class ReformerKind extends AttentionKind {

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
                    Setting.choice("attn_layers", Layer.LSH, "the kind of each layer").configOnly(),
                    List.of(),
                    "a list of local and lsh, one for each layer");

    /** What local layers see. */
    public static final ChunkSettings LOCAL = new ChunkSettings("local", 0.05);

    /** What hashed layers see. */
    public static final ChunkSettings LSH = new ChunkSettings("lsh", 0);

    /** How often vectors are hashed. */
    public static final Setting<Integer> HASHES =
            Setting.integer("num_hashes", 1, 1, LshHash.MOST_ROUNDS, "how often vectors are hashed")
                    .configOnly();

    /** The number of buckets or its factors. By default as many as a length asks for. */
    public static final Setting<List<Integer>> BUCKETS =
            Setting.list(
                    Setting.integer("num_buckets", null, 2, "the number of buckets, or its factors")
                            .configOnly(),
                    List.of(),
                    "an even number, or a list of even factors");

    /** What the rotations are drawn from. By default each call draws new ones. */
    public static final Setting<Integer> SEED =
            Setting.integer(
                            "hash_seed",
                            null,
                            Integer.MIN_VALUE,
                            "what the rotations of the hash are drawn from")
                    .configOnly();

    private static final About ABOUT =
            new About(
                    "reformer",
                    "LSH and local (Reformer)",
                    "learned pattern",
                    new Paper("Reformer: The Efficient Transformer", "2001.04451"),
                    "n log n",
                    "n",
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
                                    kind + "_attn_chunk_length",
                                    64,
                                    1,
                                    "the number of positions in a chunk")
                            .configOnly(),
                    Setting.integer(
                                    kind + "_num_chunks_before",
                                    1,
                                    0,
                                    "how many chunks before its own a position sees")
                            .configOnly(),
                    Setting.integer(
                                    kind + "_num_chunks_after",
                                    0,
                                    0,
                                    "how many chunks after its own a position sees")
                            .configOnly(),
                    Setting.number(
                                    kind + "_attention_probs_dropout_prob",
                                    dropout,
                                    0,
                                    "the rate at which attention probabilities are dropped")
                            .configOnly());
        }

        /**
         * {@return which chunks a position sees}
         *
         * @param settings what was chosen
         */
        public Chunks chunks(Settings settings) {
            return new Chunks(settings.get(length), settings.get(before), settings.get(after));
        }

        /** Refuses chunks that are longer, or reach further, than the longest text. */
        private void check(AttentionSizes sizes, Settings settings) {
            // Texts are padded to whole chunks, and what is beyond them costs what they cost.
            int longest = Math.max(sizes.maxLength(), length.defaultValue());
            checkMost(length, settings, longest);
            int most = Math.max(longest / settings.get(length), 1);
            checkMost(before, settings, most);
            checkMost(after, settings, most);
        }
    }

    private static void checkMost(Setting<Integer> setting, Settings settings, int most) {
        require(
                settings.get(setting) <= most,
                "%s is %d; allowed: at most %d, as the longest text has no more.",
                setting.key(),
                settings.get(setting),
                most);
    }

    /** Made by the service loader. */
    public ReformerKind() {
        super(
                ABOUT,
                true,
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

    @Override
    public boolean isSwappable() {
        return false;
    }

    @Override
    public boolean isReversible() {
        return true;
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

    @Override
    public ChunkedAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below) {
        boolean local = layer(settings, layer) == Layer.LOCAL;
        ChunkSettings chunked = local ? LOCAL : LSH;
        chunked.check(sizes, settings);
        Chunks chunks = chunked.chunks(settings);
        AttentionSizes own = sizes.withDropout(settings.get(chunked.dropout).floatValue());
        return local
                ? new LocalAttention(own, chunks)
                : new LshAttention(
                        own,
                        chunks,
                        settings.get(HASHES),
                        settings.get(BUCKETS),
                        settings.get(SEED));
    }

    @Override
    public Settings example() {
        return Settings.DEFAULT.with(LSH.length, 4);
    }

    /**
     * The pattern of a hashed layer, one round of hashing having put positions into any buckets.
     */
    @Override
    public AttentionPattern pattern(Settings settings, int length, boolean causal) {
        int[] buckets = new Random(3).ints(length, 0, 8).toArray();
        Chunks chunks = LSH.chunks(settings);
        return hashed(buckets, chunks.length(), chunks.before(), chunks.after(), causal);
    }

    /**
     * Defines what is seen in a local layer.
     *
     * @param length the number of positions
     * @param chunk the chunk length
     * @param before how many chunks before its own a query sees; the first follows upon the last
     * @param after how many chunks after its own a query sees
     * @param causal true if a query sees itself and earlier keys only
     * @return the pattern
     */
    public static AttentionPattern local(
            int length, int chunk, int before, int after, boolean causal) {
        int count = (length + chunk - 1) / chunk;
        return AttentionPattern.of(
                length,
                causal,
                (query, key) ->
                        meet(query / chunk, key / chunk, count, before, after)
                                ? Reason.LOCAL
                                : Reason.HIDDEN);
    }

    /**
     * Defines what is seen in a hashed layer, by one head in one round: sorted by bucket, positions
     * are cut into chunks, and a query sees its own chunk and its neighbours, itself excepted.
     *
     * @param buckets the bucket of each position
     * @param chunk the chunk length
     * @param before how many chunks before its own a query sees; the first follows upon the last
     * @param after how many chunks after its own a query sees
     * @param causal true if a query sees earlier keys only
     * @return the pattern
     */
    public static AttentionPattern hashed(
            int[] buckets, int chunk, int before, int after, boolean causal) {
        int length = buckets.length;
        int count = (length + chunk - 1) / chunk;
        int[] chunks = IntStream.range(0, length).map(i -> place(buckets, i) / chunk).toArray();
        IntBinaryPredicate near =
                (query, key) ->
                        query != key && meet(chunks[query], chunks[key], count, before, after);
        return AttentionPattern.of(
                length,
                causal,
                (query, key) -> {
                    if (query != key) {
                        return near.test(query, key) ? Reason.HASHED : Reason.HIDDEN;
                    }
                    boolean alone =
                            IntStream.range(0, causal ? query : length)
                                    .noneMatch(other -> near.test(query, other));
                    return alone ? Reason.LOCAL : Reason.HIDDEN;
                });
    }

    @FunctionalInterface
    private interface IntBinaryPredicate {
        boolean test(int a, int b);
    }

    /** Where a position stands when sorted by bucket, those of one bucket as they were. */
    private static int place(int[] buckets, int position) {
        int place = 0;
        for (int other = 0; other < buckets.length; other++) {
            boolean first = buckets[other] < buckets[position];
            if (first || (buckets[other] == buckets[position] && other < position)) {
                place++;
            }
        }
        return place;
    }

    private static boolean meet(int query, int key, int count, int before, int after) {
        for (int step = -before; step <= after; step++) {
            if (Math.floorMod(query + step, count) == key) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String describe(Settings settings) {
        int rounds = settings.get(HASHES);
        return "chunks of "
                + settings.get(LSH.length)
                + ", "
                + rounds
                + (rounds == 1 ? " round" : " rounds");
    }

    @Override
    public AttentionCost cost(AttentionSizes sizes, Settings settings, int length) {
        double n = length;
        double e = sizes.hiddenSize();
        int rounds = settings.get(HASHES);
        int chunk = settings.get(LSH.length);
        // Half of the layers look at the text around, half at all rounds of hashes.
        double scores = AttentionCost.scores(n, Math.min(n, 2.0 * chunk), e);
        int layers = sizes.layers();
        long hashed =
                IntStream.range(0, layers)
                        .filter(layer -> layer(settings, layer) == Layer.LSH)
                        .count();
        // The keys of hashed layers are their queries; no projection has a bias.
        long projections = 4 * (layers - hashed) + 3 * hashed;
        return new AttentionCost(
                (scores + rounds * scores) / 2,
                3,
                projections * sizes.hiddenSize() * sizes.hiddenSize(),
                // Queries, keys, values, context in pieces and joined.
                5,
                7.5,
                // Of a head all but that once more, with the context of all rounds.
                List.of(InUse.of(3 + 2 * rounds, n, sizes.headSize())));
    }
}
