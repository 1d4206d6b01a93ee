/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.model.TransformerModel;

/**
 * A model with a translator, loaded as a Criteria would.
 *
 * @param model the model
 * @param translator the translator
 * @param <I> the input
 * @param <O> the answer
 */
public record LoadedModel<I, O>(Model model, Translator<I, O> translator) implements AutoCloseable {

    /** Loads a folder; arguments are names and values in turn. */
    public static <I, O> LoadedModel<I, O> load(
            Path folder, Class<I> input, Class<O> output, Object... arguments) throws IOException {
        return load(folder, input, output, model -> {}, arguments);
    }

    /** As {@link #load}, and changes the model before it is used. */
    public static <I, O> LoadedModel<I, O> load(
            Path folder,
            Class<I> input,
            Class<O> output,
            Consumer<TransformerModel> change,
            Object... arguments)
            throws IOException {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            map.put((String) arguments[i], arguments[i + 1]);
        }
        Model model = Model.newInstance("model", "PyTorch");
        try {
            TransformerModel block =
                    Checkpoint.load(
                                    folder,
                                    PredictionGuard.of(model).manager(),
                                    LoadOptions.of(map))
                            .model();
            change.accept(block);
            model.setBlock(block);
            model.load(folder, null, Map.of("hasParameter", "false"));
            return new LoadedModel<>(
                    model,
                    new EfficientTransformersTranslatorFactory()
                            .newInstance(input, output, model, map));
        } catch (Exception e) {
            model.close();
            if (e instanceof IOException io) {
                throw io;
            }
            if (e instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IOException(e);
        }
    }

    public Predictor<I, O> predictor() {
        return model.newPredictor(translator);
    }

    @Override
    public void close() {
        model.close();
    }
}
