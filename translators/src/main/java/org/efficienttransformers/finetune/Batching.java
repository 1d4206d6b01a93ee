/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.training.LengthGroupedBatches;

/**
 * How sequences are put together.
 *
 * @param padId the id that fills them up, 0 or more; the model doesn't see it
 * @param multiple what the length of a batch to train on is a multiple of, 1 or more: Reformers are
 *     trained on whole chunks, or with axial positions on the longest length
 * @param maxLength the longest that a batch is filled up to, if its sequences aren't longer
 * @param size the most sequences that go through at once
 * @param tokens the most tokens that go through at once, padding included
 * @param equalLengths whether padding would change what the model gives for a sequence, so that
 *     only those of the same length are evaluated together
 */
public record Batching(
        int padId, int multiple, int maxLength, int size, int tokens, boolean equalLengths) {

    private static final int CHUNK = 64;

    /** Looks at a batch. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Looks at sequences.
         *
         * @param batch their indices
         * @param scope owns arrays in the meantime; it is closed after that
         */
        void visit(int[] batch, NDManager scope);
    }

    /**
     * Returns what suits a model.
     *
     * @param checkpoint the model
     * @param padId the id that fills sequences up
     * @param settings {@link FineTuningSettings#BATCH_SIZE}, {@link
     *     FineTuningSettings#BATCH_TOKENS} and {@link FineTuningSettings#PAD_TO_MULTIPLE}
     * @return how to put its sequences together
     */
    public static Batching of(Checkpoint checkpoint, int padId, Settings settings) {
        return new Batching(
                padId,
                multiple(checkpoint, settings.get(FineTuningSettings.PAD_TO_MULTIPLE)),
                checkpoint.model().maxLength(),
                settings.get(FineTuningSettings.BATCH_SIZE),
                settings.get(FineTuningSettings.BATCH_TOKENS),
                checkpoint.model().dependsOnPadding());
    }

    private static int multiple(Checkpoint checkpoint, int asked) {
        PretrainedConfig config = checkpoint.config();
        if (!config.modelType().equals("reformer")) {
            // Where padding changes what the model gives, there is no more of it than must be.
            return checkpoint.model().dependsOnPadding() ? 1 : asked;
        }
        if (config.bool("axial_pos_embds", true)) {
            return checkpoint.model().maxLength();
        }
        BigInteger local = BigInteger.valueOf(config.integer("local_attn_chunk_length", CHUNK));
        BigInteger lsh = BigInteger.valueOf(config.integer("lsh_attn_chunk_length", CHUNK));
        return local.multiply(lsh).divide(local.gcd(lsh)).intValueExact();
    }

    /**
     * Puts sequences to train on together, the shorter ones filled up.
     *
     * @param manager owns the arrays
     * @param ids the ids of each sequence
     * @return {@code input_ids}, and {@code attention_mask} where there is padding: (b, n), INT64
     */
    public NDList pad(NDManager manager, List<int[]> ids) {
        return pad(manager, ids, multiple);
    }

    /**
     * Puts sequences to train on together, with their types.
     *
     * @param manager owns the arrays
     * @param sequences the sequences
     * @return as {@link #pad(NDManager, List)}, and {@code token_type_ids} where there are types
     */
    public NDList pad(NDManager manager, TokenSequences sequences) {
        return withTypes(pad(manager, sequences.ids()), sequences.types());
    }

    /**
     * The same to evaluate: as long as the longest.
     *
     * @param manager owns the arrays
     * @param sequences the sequences
     * @return as {@link #pad(NDManager, TokenSequences)}
     */
    public NDList padToLongest(NDManager manager, TokenSequences sequences) {
        return withTypes(padToLongest(manager, sequences.ids()), sequences.types());
    }

    private static NDList withTypes(NDList inputs, List<int[]> types) {
        if (!types.isEmpty()) {
            Shape shape = inputs.head().getShape(); // b n
            int length = Math.toIntExact(shape.get(1));
            long[] values = new long[types.size() * length];
            for (int i = 0; i < types.size(); i++) {
                int[] own = types.get(i);
                for (int j = 0; j < own.length; j++) {
                    values[i * length + j] = own[j];
                }
            }
            NDArray array = HostData.create(inputs.head().getManager(), values, shape);
            array.setName("token_type_ids");
            inputs.add(array);
        }
        return inputs;
    }

    /**
     * Puts sequences to evaluate together: as long as the longest.
     *
     * @param manager owns the arrays
     * @param ids the ids of each sequence
     * @return as {@link #pad(NDManager, List)}
     */
    public NDList padToLongest(NDManager manager, List<int[]> ids) {
        return pad(manager, ids, 1);
    }

    private NDList pad(NDManager manager, List<int[]> ids, int multiple) {
        int longest = ids.stream().mapToInt(sequence -> sequence.length).max().orElseThrow();
        long whole = (longest + (long) multiple - 1) / multiple * multiple;
        int length = (int) Math.max(longest, Math.min(whole, maxLength));
        long[] values = new long[ids.size() * length];
        long[] mask = new long[values.length];
        Arrays.fill(values, padId);
        for (int i = 0; i < ids.size(); i++) {
            int[] sequence = ids.get(i);
            for (int j = 0; j < sequence.length; j++) {
                values[i * length + j] = sequence[j];
            }
            Arrays.fill(mask, i * length, i * length + sequence.length, 1);
        }
        Shape shape = new Shape(ids.size(), length); // b n
        NDList inputs = new NDList(HostData.create(manager, values, shape));
        inputs.head().setName("input_ids");
        if (Arrays.stream(mask).anyMatch(value -> value == 0)) {
            inputs.add(HostData.create(manager, mask, shape));
            inputs.get(1).setName("attention_mask");
        }
        return inputs;
    }

    /**
     * Goes through all sequences once, batch by batch, to evaluate them.
     *
     * @param lengths how many tokens each has
     * @param manager owns arrays in the meantime
     * @param visitor looks at each batch
     */
    public void forEach(int[] lengths, NDManager manager, Visitor visitor) {
        LengthGroupedBatches batches =
                LengthGroupedBatches.builder()
                        .setLengths(lengths)
                        .optMaxSize(size)
                        .optMaxTokens(tokens)
                        .optEqualLengths(equalLengths)
                        .build();
        for (int[] batch : batches.epoch(0)) {
            try (NDManager scope = manager.newSubManager()) {
                visitor.visit(batch, scope);
            }
        }
    }
}
