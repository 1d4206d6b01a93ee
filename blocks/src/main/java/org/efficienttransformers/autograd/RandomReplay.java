/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Random numbers that can be drawn again: those of each part of a computation follow from a seed of
 * its own.
 *
 * <p>DJL can't read the state of an engine's generator, which dropout draws from, but it can seed
 * it. The seeds follow from one number that is drawn from it first, so that a whole training is as
 * reproducible by {@code Engine.setRandomSeed} as any.
 */
public final class RandomReplay {

    /** Starts nothing: for computations that draw none. */
    public static final RandomReplay NONE = new RandomReplay(null, 0);

    private static final int ODD = 0x9E3779B9;

    private final Engine engine;
    private final int seed;

    private RandomReplay(Engine engine, int seed) {
        this.engine = engine;
        this.seed = seed;
    }

    /** Draws the seed. */
    public static RandomReplay draw(Engine engine) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), engine.getEngineName())) {
            long drawn =
                    manager.randomInteger(0, Integer.MAX_VALUE, new Shape(1), DataType.INT64)
                            .getLong();
            return new RandomReplay(engine, (int) drawn);
        }
    }

    /** Starts the numbers of a part, the same each time. */
    public void start(int part) {
        if (engine != null) {
            engine.setRandomSeed(seed + (part + 1) * ODD);
        }
    }
}
