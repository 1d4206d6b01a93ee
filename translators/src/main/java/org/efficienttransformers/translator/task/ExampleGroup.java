/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.translator.window.Window;

/**
 * An input that is made of several, each with an answer of its own.
 *
 * @param <P> the answer of a part
 * @param <O> the answer
 */
public final class ExampleGroup<P, O> implements Example<O> {

    private final List<? extends Example<? extends P>> parts;
    private final Function<List<P>, O> form;
    private final List<Window> windows = new ArrayList<>();
    private final IdentityHashMap<Window, Example<?>> owners = new IdentityHashMap<>();

    /**
     * Joins inputs.
     *
     * @param parts the inputs
     * @param form makes the answer of theirs
     */
    public ExampleGroup(List<? extends Example<? extends P>> parts, Function<List<P>, O> form) {
        this.parts = parts;
        this.form = form;
        for (Example<?> part : parts) {
            for (Window window : part.windows()) {
                windows.add(window);
                owners.put(window, part);
            }
        }
    }

    @Override
    public List<Window> windows() {
        return windows;
    }

    @Override
    public void accept(Window window, Outputs outputs) {
        owners.get(window).accept(window, outputs);
    }

    @Override
    public O answer() {
        List<P> answers = new ArrayList<>();
        for (Example<? extends P> part : parts) {
            answers.add(part.answer());
        }
        return form.apply(answers);
    }
}
