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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.program.ProgramLinear;
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

    /** How many lengths of texts are remembered. */
    static final int MOST_TABLES = 16;

    private final int blockSize;
    private final int numRandomBlocks;
    private final RandomBlocks randomBlocks;
    private final RandomBlocks trainingRandomBlocks;
    private final Block query;
    private final Block key;
    private final Block value;

    /** Those last used, as plans are the same on every call. */
    private final Map<Drawn, BlockTable> tables =
            Collections.synchronizedMap(
                    recent(
                            table -> {
                                // Lies in the heap.
                            }));

    /** The same for programs, on the device of the parameters, and closed with them. */
    private final Map<Seen, NDArray> programTables = recent(NDArray::close);

    /**
     * Makes the block.
     *
     * @param sizes the sizes, not causal
     * @param blockSize the number of positions in a block k, above 0
     * @param numRandomBlocks the number of random blocks that a block sees r, 0 for none
     * @param inference how random blocks are chosen in inference; give each layer a seed of its own
     * @param training how they are chosen in training
     */
    public BlockSparseAttention(
            AttentionSizes sizes,
            int blockSize,
            int numRandomBlocks,
            RandomBlocks inference,
            RandomBlocks training) {
        super(sizes);
        require(
                !causal,
                "BigBird's block-sparse attention can't be causal; take full attention for a"
                        + " decoder (attention=full).");
        require(blockSize >= 1, "block_size is %s; it must be above 0.", blockSize);
        require(
                numRandomBlocks >= 0,
                "num_random_blocks is %s; it must be 0 or more.",
                numRandomBlocks);
        this.blockSize = blockSize;
        this.numRandomBlocks = numRandomBlocks;
        randomBlocks = inference;
        trainingRandomBlocks = training;
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
    }

    @Override
    public boolean isCheapToRecompute() {
        return true;
    }

    @Override
    public boolean dependsOnPadding() {
        return true;
    }

    /** The length up to which everything sees everything. */
    private long longestFull() {
        return (5L + 2L * numRandomBlocks) * blockSize;
    }

    /** Whether random blocks differ from row to row, and heads among each other. */
    private boolean isDrawn() {
        return numRandomBlocks > 0 && !(randomBlocks instanceof RandomBlocks.FirstBlock);
    }

    @Override
    public boolean hasProgramTable(ProgramTarget target) {
        return target.isGpu() || isDrawn();
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        if (!target.isCutInto(blockSize)) {
            return null;
        }
        List<String> files = new ArrayList<>();
        files.add("attention/blocksparse/program" + (target.isGpu() ? "_gpu.py" : ".py"));
        if (target.isGpu()) {
            files.add("attention/blocksparse/program_packed.py");
        }
        files.add("attention/blocksparse/program_whole.py");
        files.add("attention/blocksparse/program_tokens.py");
        files.add(FullKernel.program(target));
        return part(
                files,
                Map.of(
                        "BLOCK",
                        blockSize,
                        "LIMIT",
                        longestFull(),
                        "DRAWN",
                        isDrawn() ? "True" : "False",
                        "RANDOM",
                        numRandomBlocks,
                        // That the first block counts once more for each random one.
                        "MORE",
                        isDrawn() ? 0.0 : Math.log1p(numRandomBlocks)),
                linears(target, query, key, value),
                List.of());
    }

    /** On a GPU the blocks that are seen, or else the random ones; of a short text none. */
    @Override
    public NDArray programTable(NDManager manager, ProgramTarget target, long length) {
        if (isShort(length)) {
            return manager.create(new Shape(0), DataType.INT64);
        }
        NDManager owner = query.getParameters().valueAt(0).getArray().getManager();
        synchronized (programTables) {
            // The view lives on if the table is given up meanwhile.
            NDArray table =
                    programTables.compute(
                            new Seen(blocks(length), target.isGpu()),
                            (seen, old) ->
                                    old == null || old.isReleased() ? seen(owner, seen) : old);
            return table.reshape(table.getShape());
        }
    }

    private NDArray seen(NDManager owner, Seen seen) {
        int[][][] random = choose(seen.blocks, false);
        return seen.gpu ? SeenBlocks.all(owner, random) : SeenBlocks.random(owner, random);
    }

    @Override
    public int programRows(ProgramTarget target) {
        return target.isGpu() ? GPU_ROWS : 1;
    }

    @Override
    public ProgramPart trainingProgram(ProgramTarget target) {
        return part(
                List.of("attention/blocksparse/training.py"),
                Map.of("BLOCK", blockSize),
                List.of(ProgramLinear.of(query, key, value)),
                List.of());
    }

    @Override
    public NDArray trainingTable(NDManager manager, long length) {
        return isShort(length) ? null : table(length, true).array(manager);
    }

    /** Whether everything sees everything. */
    private boolean isShort(long length) {
        return length <= longestFull();
    }

    @Override
    protected ByHeads begin(AttentionInputs in) {
        NDArray hidden = in.hidden();
        NDArray visible = in.visible();
        long length = hidden.getShape().get(1);
        float rate = rate(in);
        if (isShort(length)) {
            return range ->
                    FullKernel.attend(
                            kernels,
                            project(query, range, in),
                            project(key, range, in),
                            project(value, range, in),
                            visible,
                            false,
                            rate);
        }
        BlockTable table = table(length, in.training());
        long padded = (long) (table.rows() + 2) * blockSize;
        NDArray states = Pieces.padded(hidden, padded); // b n e
        NDArray seen = padded == length ? visible : Pieces.padded(in.tokens(), padded);
        boolean recorded = isRecorded(in);
        return range -> {
            AttentionInputs all = in.withHidden(on(hidden.getManager(), states));
            NDArray context =
                    BlockSparseKernel.attend(
                            kernels,
                            table.of(range.first(), range.count()),
                            project(query, range, all),
                            project(key, range, all),
                            project(value, range, all),
                            seen,
                            rate,
                            recorded); // b n h*d
            if (padded > length) {
                context = context.get(new NDIndex(":, :{}", length));
            }
            return visible == null ? context : context.mul(visible.expandDims(2));
        };
    }

    private record Drawn(int blocks, boolean training) {}

    private record Seen(int blocks, boolean gpu) {}

    /** A map of what was used last. */
    private static <K, V> Map<K, V> recent(Consumer<V> forget) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                boolean old = size() > MOST_TABLES;
                if (old) {
                    forget.accept(eldest.getValue());
                }
                return old;
            }
        };
    }

    private int blocks(long length) {
        return Math.toIntExact((length + blockSize - 1) / blockSize);
    }

    private int[][][] choose(int blocks, boolean training) {
        return (training ? trainingRandomBlocks : randomBlocks)
                .choose(heads, blocks, blockSize, numRandomBlocks);
    }

    private BlockTable table(long length, boolean training) {
        int blocks = blocks(length);
        return tables.computeIfAbsent(
                new Drawn(blocks, training),
                key -> BlockTable.with(choose(blocks, training), blockSize));
    }
}
