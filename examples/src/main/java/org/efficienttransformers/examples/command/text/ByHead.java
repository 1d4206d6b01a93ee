/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.translator.EfficientTransformersTranslatorFactory;
import org.efficienttransformers.translator.SupportedTask;

/**
 * Chooses the translator by the name of a task, or, where none is named, takes what the head of the
 * model was trained for: the types needn't be known before the model is loaded.
 */
final class ByHead implements TranslatorFactory {

    private static final long serialVersionUID = 1L;

    private final String asked;
    private transient SupportedTask task;

    /**
     * Takes the task that is asked for.
     *
     * @param asked its name, or null for the first of the head
     */
    ByHead(String asked) {
        this.asked = asked;
    }

    /** The task that was chosen when the model was loaded. */
    SupportedTask task() {
        return task;
    }

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return Set.of(new Pair<>(Object.class, Object.class));
    }

    @Override
    @SuppressWarnings("unchecked") // the types are Object, which everything is
    public <I, O> Translator<I, O> newInstance(
            Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
            throws TranslateException {
        Head head = ((TransformerModel) model.getBlock()).head();
        // Served are whole requests of HTTP; here, each input has its own type.
        List<SupportedTask> tasks =
                SupportedTask.of(head).stream()
                        .filter(offered -> !offered.name().equals("serving"))
                        .toList();
        task =
                tasks.stream()
                        .filter(offered -> asked == null || offered.name().equals(asked))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new BadInputException(
                                                "its head %s can't serve the task '%s'; allowed: %s.",
                                                head,
                                                asked,
                                                tasks.stream()
                                                        .map(SupportedTask::name)
                                                        .collect(Collectors.joining("; "))));
        return (Translator<I, O>)
                new EfficientTransformersTranslatorFactory()
                        .newInstance(task.input(), task.output(), model, arguments);
    }
}
