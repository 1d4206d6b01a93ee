/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;

/**
 * The models of this JVM, each loaded once, by the first task that needs it. They stay until the
 * JVM ends, as executors do for the tasks to come.
 */
final class ExecutorModels {

    private static final Map<Key, TextModel<?, ?>> MODELS = new ConcurrentHashMap<>();

    private ExecutorModels() {}

    private record Key(ModelSpec spec, Class<?> input, Class<?> output) {}

    /** Returns a model; tasks that come while it is being loaded wait. */
    @SuppressWarnings("unchecked") // the key has the types
    static <I, O> TextModel<I, O> get(ModelSpec spec, TextTask<I, O> task) {
        return (TextModel<I, O>)
                MODELS.computeIfAbsent(
                        new Key(spec, task.input(), task.output()),
                        key -> TextModel.load(spec, task.input(), task.output()));
    }
}
