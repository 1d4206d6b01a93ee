/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.blocksparse;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.autograd.ScriptedSegment;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Masks;
import org.efficienttransformers.kernel.Pieces;
import org.efficienttransformers.kernel.Scalars;

/**
 * Attention of blocks of queries to the blocks of keys in their lists, under one softmax; the first
 * and the last block see all.
 *
 * <p>Some block rows at a time, their key blocks are gathered once and attended to as a batch, so
 * that time and memory grow with n * k * (length of a list). A block that counts c times is
 * gathered once, too: log(c) is added to its scores.
 */
public final class BlockSparseKernel {

    /**
     * Queries at a time: what is gathered for them stays in the cache. The fused form takes so many
     * of all heads, but head by head: copies of one head's keys and values fit into what the
     * allocator serves again, where fresh memory would cost as much as the arithmetic.
     */
    private static final int CHUNK = 128;

    /** A GPU pays per call. */
    private static final int GPU_CHUNK = 4096;

    private BlockSparseKernel() {}

    /**
     * Computes the attention.
     *
     * @param mode the form
     * @param table which key blocks a block row sees
     * @param query (b, n, h, d), n as many blocks as the table is for
     * @param key (b, n, h, d)
     * @param value (b, n, h, d)
     * @param visible which keys are visible, (b, n), 1 or 0 in the type of the query; null if all
     *     are. A query that sees no key gets some finite context
     * @param dropout the rate at which probabilities are dropped, 0 outside of training
     * @param recorded true if the engine records a graph for gradients
     * @return (b, n, h * d)
     * @throws IllegalArgumentException if the length isn't that of the table
     */
    public static NDArray attend(
            KernelMode mode,
            BlockTable table,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray visible,
            float dropout,
            boolean recorded) {
        Shape shape = query.getShape(); // b n h d
        long length = (long) (table.rows() + 2) * table.blockSize();
        require(
                shape.get(1) == length && shape.get(2) == table.heads(),
                "The queries are %s; the table is for length %s and %s heads.",
                shape,
                length,
                table.heads());
        NDManager manager = query.getManager();
        NDArray mask =
                visible == null
                        ? manager.zeros(new Shape(shape.get(0), length), query.getDataType())
                        : Masks.additive(visible); // b n
        Shape tableShape = new Shape(table.heads(), table.rows(), table.slots());
        NDArray positions = HostData.create(manager, table.positions(), tableShape);
        NDArray bias =
                HostData.create(
                                manager,
                                table.biases(Masks.hidden(query.getDataType())),
                                tableShape)
                        .toType(query.getDataType(), false);
        if (!mode.isFused(query)) {
            return portable(table, query, key, value, positions, bias, mask, dropout);
        }
        int headsAtATime = query.getDevice().isGpu() ? table.heads() : 1;
        boolean byHand =
                recorded
                        && RecomputingGradients.isRecomputing()
                        && dropout == 0
                        && !query.getDevice().isGpu()
                        && query.getDataType() == DataType.FLOAT32;
        // Autograd would keep a copy of the keys and values of each block row, and fill an array as
        // long as the text for the gradients of each.
        ScriptedSegment script =
                new ScriptedSegment(
                        "attention/blocksparse/block_sparse.py",
                        "attention/blocksparse/block_sparse_gradients.py",
                        Map.of(
                                "BLOCK",
                                table.blockSize(),
                                "HEADS",
                                headsAtATime,
                                "ROWS",
                                rowsAtATime(table, query) * table.heads() / headsAtATime,
                                "DROPOUT",
                                dropout,
                                "SUMMED",
                                byHand ? "True" : "False"));
        NDList inputs = new NDList(query, key, value, positions, bias, mask);
        return script.call(inputs, byHand);
    }

    private static int rowsAtATime(BlockTable table, NDArray query) {
        int chunk = query.getDevice().isGpu() ? GPU_CHUNK : CHUNK;
        return Math.max(chunk / table.blockSize(), 1);
    }

    private static NDArray portable(
            BlockTable table,
            NDArray query,
            NDArray key,
            NDArray value,
            NDArray positions,
            NDArray bias,
            NDArray mask,
            float dropout) {
        Shape shape = query.getShape(); // b n h d
        long batch = shape.get(0);
        long length = shape.get(1);
        long heads = shape.get(2);
        long size = shape.get(3);
        int block = table.blockSize();
        long blocks = length / block;
        NDArray q =
                Scalars.mul(query.transpose(0, 2, 1, 3), 1 / Math.sqrt((double) size)); // b h n d
        NDArray k = key.transpose(0, 2, 1, 3); // b h n d
        NDArray v = value.transpose(0, 2, 1, 3); // b h n d
        NDArray keyBlocks = k.reshape(batch, heads * blocks, block * size);
        NDArray valueBlocks = v.reshape(batch, heads * blocks, block * size);
        NDArray maskBlocks = mask.reshape(batch, blocks, block);
        NDArray all = mask.reshape(batch, 1, 1, length);
        NDList contexts = new NDList();
        contexts.add(attendAll(q, 0, block, k, v, all, dropout));
        int step = rowsAtATime(table, query);
        for (int first = 0; first < table.rows(); first += step) {
            int last = Math.min(first + step, table.rows());
            long rows = heads * (last - first);
            try (NDManager scope = query.getManager().newSubManager()) {
                scope.tempAttachAll(q, keyBlocks, valueBlocks, maskBlocks, positions, bias);
                NDIndex part = new NDIndex(":, {}:{}", first, last);
                NDIndex lists = new NDIndex(":, {}", positions.get(part).flatten());
                NDIndex listed =
                        new NDIndex(":, {}", Scalars.mod(positions.get(part).flatten(), blocks));
                NDArray rowMask =
                        maskBlocks
                                .get(listed)
                                .add(bias.get(part).reshape(1, -1, 1))
                                .reshape(batch, rows, 1, -1); // b (h * rows) 1 m
                NDArray context =
                        attend(
                                q.get(
                                                new NDIndex(
                                                        ":, :, {}:{}",
                                                        (first + 1) * block,
                                                        (last + 1) * block))
                                        .reshape(batch, rows, block, size),
                                keyBlocks.get(lists).reshape(batch, rows, -1, size),
                                valueBlocks.get(lists).reshape(batch, rows, -1, size),
                                rowMask,
                                dropout); // b (h * rows) k d
                contexts.add(
                        scope.ret(context.reshape(batch, heads, -1, size).transpose(0, 2, 1, 3)));
            }
        }
        contexts.add(attendAll(q, length - block, length, k, v, all, dropout));
        return Pieces.join(contexts, 1).reshape(batch, length, -1);
    }

    /** The context of a global block: (b, k, h, d). */
    private static NDArray attendAll(
            NDArray q, long start, long end, NDArray k, NDArray v, NDArray mask, float dropout) {
        try (NDManager scope = q.getManager().newSubManager()) {
            scope.tempAttachAll(q, k, v, mask);
            NDArray queries = q.get(new NDIndex(":, :, {}:{}", start, end)); // b h k d
            return scope.ret(attend(queries, k, v, mask, dropout).transpose(0, 2, 1, 3));
        }
    }

    private static NDArray attend(NDArray q, NDArray k, NDArray v, NDArray mask, float dropout) {
        NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).addi(mask);
        return Masks.drop(scores.softmax(-1), dropout).matMul(v);
    }
}
