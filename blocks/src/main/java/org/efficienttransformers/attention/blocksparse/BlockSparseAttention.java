/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * BigBird's attention: blocks of positions see their neighbours, some blocks at random, and the
 * first and the last block, which see all and are seen by all.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2007.14062">paper</a> "Big Bird: Transformers
 * for Longer Sequences", in its internal transformer construction (ITC). Time and memory grow with
 * n * k * (5 + r).
 *
 * <pre>
 *   8 blocks, 1 random block each
 *     g g g g g g g g
 *     g x x . . r . g
 *     g x x x r . . g
 *     g . x x x . r g
 *     g r . x x x . g
 *     g . . r x x x g
 *     g . r . . x x g
 *     g g g g g g g g
 * </pre>
 *
 * <p>Lengths that the block size doesn't divide are padded inside. Padding that goes beyond that
 * moves the last block, and so changes what is seen. Up to (5 + 2 * r) * k positions everything
 * sees everything; each call decides for itself. Beyond, rows at padded positions are zero. All
 * this is as in Hugging Face transformers ({@code modeling_big_bird.py}), which however remembers
 * for good that it once met a short input, and never drops block-sparse probabilities in training.
 * There is no causal form: a decoder takes {@link FullAttention}.
 */
public final class BlockSparseAttention extends HeadwiseAttention {

    private final int blockSize;
    private final int numRandomBlocks;
    private final RandomBlocks randomBlocks;
    private final RandomBlocks trainingRandomBlocks;
    private final Block query;
    private final Block key;
    private final Block value;

    /** By the number of blocks; plans are the same on every call. */
    private final Map<Integer, BlockTable> tables = new ConcurrentHashMap<>();

    private final Map<Integer, long[]> drawn = new ConcurrentHashMap<>();

    private final Map<Integer, BlockTable> trainingTables = new ConcurrentHashMap<>();

    private BlockSparseAttention(Builder builder) {
        super(builder);
        require(
                !causal,
                "BigBird's block-sparse attention can't be causal; take full attention for a"
                        + " decoder (attention=full).");
        require(builder.blockSize >= 1, "block_size is %s; it must be above 0.", builder.blockSize);
        require(
                builder.numRandomBlocks >= 0,
                "num_random_blocks is %s; it must be 0 or more.",
                builder.numRandomBlocks);
        blockSize = builder.blockSize;
        numRandomBlocks = builder.numRandomBlocks;
        randomBlocks = builder.randomBlocks;
        trainingRandomBlocks = builder.trainingRandomBlocks;
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
    }

    /** {@inheritDoc} */
    @Override
    public boolean isCheapToRecompute() {
        return true;
    }

    /** {@inheritDoc} */
    @Override
    public boolean dependsOnPadding() {
        return true;
    }

    /** The length up to which everything sees everything. */
    private long longestFull() {
        return (5L + 2L * numRandomBlocks) * blockSize;
    }

    /** {@inheritDoc} */
    @Override
    public boolean hasProgramTable() {
        return numRandomBlocks > 0 && !(randomBlocks instanceof FirstBlock);
    }

    /** {@inheritDoc} */
    @Override
    public ProgramPart program(ProgramTarget target) {
        if (!target.isCutInto(blockSize)) {
            return null;
        }
        boolean gpu = target.isGpu();
        return part(
                List.of(
                        "attention/blocksparse/program" + (gpu ? "_gpu.py" : ".py"),
                        "attention/blocksparse/program_whole.py",
                        "attention/blocksparse/program_tokens.py",
                        FullKernel.program(target)),
                Map.of(
                        "BLOCK",
                        blockSize,
                        "LIMIT",
                        longestFull(),
                        "DRAWN",
                        hasProgramTable() ? "True" : "False",
                        // That the first block counts once more for each random one.
                        "MORE",
                        hasProgramTable() ? 0.0 : Math.log1p(numRandomBlocks)),
                gpu
                        ? List.of(List.of(query), List.of(key), List.of(value))
                        : List.of(List.of(query), List.of(key, value)),
                List.of());
    }

    /** The random blocks, (h, block rows, r); of a short text none. */
    @Override
    public NDArray programTable(NDManager manager, long length) {
        if (isShort(length)) {
            return manager.create(new Shape(0), DataType.INT64);
        }
        int blocks = Math.toIntExact((length + blockSize - 1) / blockSize);
        long[] flat =
                drawn.computeIfAbsent(
                        blocks,
                        n ->
                                Arrays.stream(
                                                randomBlocks.choose(
                                                        heads, n, blockSize, numRandomBlocks))
                                        .flatMap(Arrays::stream)
                                        .flatMapToInt(Arrays::stream)
                                        .asLongStream()
                                        .toArray());
        return HostData.create(manager, flat, new Shape(heads, blocks - 2, numRandomBlocks));
    }

    /** {@inheritDoc} */
    @Override
    public ProgramPart trainingProgram(ProgramTarget target) {
        return part(
                List.of("attention/blocksparse/training.py", "program/training_heads.py"),
                Map.of("BLOCK", blockSize),
                List.of(List.of(query, key, value)),
                List.of());
    }

    /** {@inheritDoc} */
    @Override
    public NDArray trainingTable(NDManager manager, long length) {
        return isShort(length)
                ? null
                : table(Math.toIntExact((length + blockSize - 1) / blockSize), true).array(manager);
    }

    /** Whether everything sees everything. */
    private boolean isShort(long length) {
        return length <= longestFull();
    }

    /** {@inheritDoc} */
    @Override
    protected ByHeads begin(
            ParameterStore store,
            NDArray hidden,
            NDArray visible,
            NDArray global,
            NDArray positions,
            boolean training) {
        long length = hidden.getShape().get(1);
        float rate = training ? dropout : 0;
        if (isShort(length)) {
            return range ->
                    FullKernel.attend(
                            kernels,
                            project(query, range, store, hidden, training),
                            project(key, range, store, hidden, training),
                            project(value, range, store, hidden, training),
                            visible,
                            false,
                            rate);
        }
        int blocks = Math.toIntExact((length + blockSize - 1) / blockSize);
        long padded = (long) blocks * blockSize;
        NDArray states = padded == length ? hidden : pad(hidden, padded); // b n e
        NDArray seen = padded == length ? visible : pad(tokens(hidden, visible), padded);
        boolean recorded = isRecorded(store, hidden, training);
        return range -> {
            NDArray all = on(hidden.getManager(), states);
            NDArray context =
                    BlockSparseKernel.attend(
                            kernels,
                            table(blocks, training).of(range.first(), range.count()),
                            project(query, range, store, all, training),
                            project(key, range, store, all, training),
                            project(value, range, store, all, training),
                            seen,
                            rate,
                            recorded); // b n h*d
            if (padded > length) {
                context = context.get(new NDIndex(":, :{}", length));
            }
            return visible == null ? context : context.mul(visible.expandDims(2));
        };
    }

    private static NDArray tokens(NDArray hidden, NDArray visible) {
        return visible == null
                ? hidden.getManager().ones(hidden.getShape().slice(0, 2), hidden.getDataType())
                : visible;
    }

    /** (b, n, ...) to (b, length, ...), what is added being zero. */
    private static NDArray pad(NDArray array, long length) {
        Shape shape = array.getShape();
        Shape gap = new Shape(shape.get(0), length - shape.get(1)).addAll(shape.slice(2));
        return array.concat(array.getManager().zeros(gap, array.getDataType()), 1);
    }

    private BlockTable table(int blocks, boolean training) {
        RandomBlocks choice = training ? trainingRandomBlocks : randomBlocks;
        return (training ? trainingTables : tables)
                .computeIfAbsent(blocks, n -> table(choice, heads, n, blockSize, numRandomBlocks));
    }

    /** What each block row of each head sees: the arguments of {@link RandomBlocks#choose}. */
    static BlockTable table(RandomBlocks choice, int heads, int blocks, int blockSize, int count) {
        int[][][] random = choice.choose(heads, blocks, blockSize, count);
        int[][][] lists = new int[heads][blocks - 2][];
        for (int head = 0; head < heads; head++) {
            for (int row = 1; row < blocks - 1; row++) {
                lists[head][row - 1] = list(row, blocks, random[head][row - 1]);
            }
        }
        return new BlockTable(blockSize, lists);
    }

    /** Global blocks and window, each once, and the random blocks. */
    private static int[] list(int row, int blocks, int... random) {
        Set<Integer> fixed = new LinkedHashSet<>();
        fixed.add(0);
        fixed.add(row - 1);
        fixed.add(row);
        fixed.add(row + 1);
        fixed.add(blocks - 1);
        int[] list = new int[fixed.size() + random.length];
        int i = 0;
        for (int block : fixed) {
            list[i++] = block;
        }
        System.arraycopy(random, 0, list, i, random.length);
        return list;
    }

    /**
     * Starts building.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a {@link BlockSparseAttention}. */
    public static final class Builder extends SelfAttention.Builder<Builder> {

        private int blockSize = 64;
        private int numRandomBlocks = 3;
        private RandomBlocks randomBlocks = RandomBlocks.fixed(0);
        private RandomBlocks trainingRandomBlocks = randomBlocks;

        private Builder() {}

        /** {@inheritDoc} */
        @Override
        protected Builder self() {
            return this;
        }

        /**
         * Sets the number of positions in a block, k ({@code block_size} of config.json). Default:
         * 64.
         *
         * @param blockSize the number, above 0
         * @return this builder
         */
        public Builder optBlockSize(int blockSize) {
            this.blockSize = blockSize;
            return this;
        }

        /**
         * Sets the number of random blocks that a block sees, r ({@code num_random_blocks} of
         * config.json). Default: 3.
         *
         * @param numRandomBlocks the number, 0 for none
         * @return this builder
         */
        public Builder optNumRandomBlocks(int numRandomBlocks) {
            this.numRandomBlocks = numRandomBlocks;
            return this;
        }

        /**
         * Sets how random blocks are chosen, in inference and in training. Default: {@code
         * RandomBlocks.fixed(0)}; give each layer a seed of its own.
         *
         * @param randomBlocks the choice
         * @return this builder
         */
        public Builder optRandomBlocks(RandomBlocks randomBlocks) {
            return optRandomBlocks(randomBlocks, randomBlocks);
        }

        /**
         * Sets how random blocks are chosen, differently in training, as Hugging Face transformers
         * does.
         *
         * @param inference the choice in inference
         * @param training the choice in training
         * @return this builder
         */
        public Builder optRandomBlocks(RandomBlocks inference, RandomBlocks training) {
            randomBlocks = inference;
            trainingRandomBlocks = training;
            return this;
        }

        /**
         * Builds the block.
         *
         * @return the block
         * @throws IllegalArgumentException if a size is out of range, or they don't fit together
         */
        public BlockSparseAttention build() {
            return new BlockSparseAttention(this);
        }
    }
}
