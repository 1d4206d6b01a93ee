/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.TimeUnit;
import org.efficienttransformers.attention.blocksparse.BlockSparseKernel;
import org.efficienttransformers.attention.blocksparse.BlockTable;
import org.efficienttransformers.attention.blocksparse.RandomBlocks;
import org.efficienttransformers.attention.full.FullKernel;
import org.efficienttransformers.attention.lsh.ChunkKernel;
import org.efficienttransformers.attention.lsh.ChunkKernel.Chunks;
import org.efficienttransformers.attention.randomfeature.FeatureKernel;
import org.efficienttransformers.attention.randomfeature.FeatureMap;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.attention.window.SlidingWindowKernel;
import org.efficienttransformers.attention.window.SlidingWindowKernel.SlidingWindow;
import org.efficienttransformers.kernel.KernelMode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Times the kernels alone, without any projections: batch 1, 12 heads of 64, float32, inference.
 * docs/BENCHMARKS.md says how to start it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class KernelBenchmark {

    private static final int HEADS = 12;
    private static final int HEAD_SIZE = 64;
    private static final int CHUNK = 64;
    private static final int ROUNDS = 4;
    private static final int FEATURES = 256;
    private static final int SLOTS = 256;
    private static final int BLOCK = 64;
    private static final int RANDOM_BLOCKS = 3;
    private static final SlidingWindow WINDOW = new SlidingWindow(256, false);
    private static final FeatureMap MAP = new FeatureMap(FeatureMap.Function.SOFTMAX, 0);

    /** Tokens, a multiple of 64. */
    @Param({"4096", "8192", "16384"})
    public int length;

    /** The form of the kernels. */
    @Param({"FUSED", "PORTABLE"})
    public KernelMode kernels;

    private NDManager manager;
    private NDManager scope;
    private NDArray query; // b n h d
    private NDArray key; // b n h d
    private NDArray value; // b n h d
    private NDArray slotKey; // b k h d
    private NDArray slotValue; // b k h d
    private NDArray order; // b h rounds n
    private NDArray directions; // r d
    private BlockTable table;

    /** Makes the inputs. */
    @Setup
    public void prepare() {
        Engine.getInstance().setRandomSeed(1);
        manager = NDManager.newBaseManager();
        query = random(length);
        key = random(length);
        value = random(length);
        slotKey = random(SLOTS);
        slotValue = random(SLOTS);
        order = manager.randomNormal(new Shape(1, HEADS, ROUNDS, length)).argSort(-1);
        Shape shape = new Shape(FEATURES, HEAD_SIZE);
        directions = OrthogonalFeatures.DEFAULT.initialize(manager, shape, query.getDataType());
        int blocks = length / BLOCK;
        RandomBlocks random = new RandomBlocks.Fixed(0);
        table = BlockTable.with(random.choose(HEADS, blocks, BLOCK, RANDOM_BLOCKS), BLOCK);
    }

    private NDArray random(int positions) {
        return manager.randomNormal(new Shape(1, positions, HEADS, HEAD_SIZE));
    }

    /** Results of a call go with it. */
    @Setup(Level.Invocation)
    public void open() {
        scope = manager.newSubManager();
        scope.tempAttachAll(query, key, value, slotKey, slotValue, order, directions);
    }

    /** Frees the results of a call. */
    @TearDown(Level.Invocation)
    public void free() {
        scope.close();
    }

    /** Frees the inputs. */
    @TearDown
    public void close() {
        manager.close();
    }

    /**
     * Full attention.
     *
     * @return an element
     */
    @Benchmark
    public float full() {
        return read(FullKernel.attend(kernels, query, key, value, null, false, 0));
    }

    /**
     * Linformer's: full attention to 256 slots.
     *
     * @return an element
     */
    @Benchmark
    public float lowRank() {
        return read(FullKernel.attend(kernels, query, slotKey, slotValue, null, false, 0));
    }

    /**
     * Longformer's: a window of 512.
     *
     * @return an element
     */
    @Benchmark
    public float slidingWindow() {
        return read(
                SlidingWindowKernel.attend(
                        kernels, WINDOW, query, key, value, null, null, 0, false));
    }

    /**
     * BigBird's: blocks of 64, 3 random ones.
     *
     * @return an element
     */
    @Benchmark
    public float blockSparse() {
        return read(BlockSparseKernel.attend(kernels, table, query, key, value, null, 0, false));
    }

    /**
     * Reformer's: chunks of 64 in the orders of 4 rounds, hashed at random.
     *
     * @return an element
     */
    @Benchmark
    public float chunks() {
        Chunks chunks = new Chunks(CHUNK, 1, 0);
        return read(
                ChunkKernel.attend(
                        kernels, chunks, order, query, key, value, null, false, true, 0, false));
    }

    /**
     * Performer's: 256 features.
     *
     * @return an element
     */
    @Benchmark
    public float features() {
        return read(
                FeatureKernel.attend(
                        kernels, MAP, directions, query, key, value, null, false, false));
    }

    /** An engine may still be at work when it returns an array. */
    private static float read(NDArray context) {
        return context.getFloat(0, 0, 0);
    }
}
