/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * A model that reads texts of given lengths, one after the other.
 *
 * @param model the model
 * @param predictors makes what one thread reads with
 */
record Reading(ZooModel<?, ?> model, Supplier<OneThread> predictors) implements AutoCloseable {

    /** Reads a text. */
    @FunctionalInterface
    private interface Task {

        void read(int index, int tokens) throws TranslateException;
    }

    /** What one thread reads with. */
    record OneThread(Predictor<?, ?> predictor, Task task) implements AutoCloseable {

        /**
         * Predicts once.
         *
         * @param index which text
         * @param tokens how much of it
         */
        void read(int index, int tokens) throws TranslateException {
            task.read(index, tokens);
        }

        @Override
        public void close() {
            predictor.close();
        }
    }

    /** The bundled Longformer, which reads speeches. */
    static Reading ofSpeeches(Device device, String type) throws ModelException, IOException {
        ZooModel<String, float[]> model =
                criteria(String.class, float[].class, device, type)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2-longformer-4096")
                        .build()
                        .loadModel();
        List<EncodedText> tokens = new ArrayList<>();
        List<String> texts = Library.speeches().stream().map(Document::text).toList();
        try (TextTokenizer tokenizer = TextTokenizer.load(model.getModelPath())) {
            texts.forEach(text -> tokens.add(tokenizer.encode(text)));
            int added = tokenizer.single().addedTokens();
            return new Reading(
                    model,
                    () -> {
                        Predictor<String, float[]> predictor = model.newPredictor();
                        return new OneThread(
                                predictor,
                                (index, length) -> {
                                    int which = index % texts.size();
                                    int end = tokens.get(which).ends()[length - added - 1];
                                    predictor.predict(texts.get(which).substring(0, end));
                                });
                    });
        }
    }

    /** The model of a Hugging Face folder, which reads ids. */
    static Reading ofIds(Path folder, Device device, String type)
            throws ModelException, IOException {
        ZooModel<NDList, NDList> model =
                criteria(NDList.class, NDList.class, device, type)
                        .optModelUrls("hf://" + folder.toAbsolutePath())
                        .build()
                        .loadModel();
        int words = PretrainedConfig.read(folder).integer("vocab_size");
        return new Reading(
                model,
                () -> {
                    Predictor<NDList, NDList> predictor = model.newPredictor();
                    return new OneThread(
                            predictor,
                            (index, length) -> {
                                long[] ids =
                                        new Random(index).longs(length, words / 2, words).toArray();
                                read(predictor, device, ids);
                            });
                });
    }

    private static <I, O> Criteria.Builder<I, O> criteria(
            Class<I> in, Class<O> out, Device device, String type) {
        return Criteria.builder().setTypes(in, out).optDevice(device).optArgument("dtype", type);
    }

    private static void read(Predictor<NDList, NDList> predictor, Device device, long... numbers)
            throws TranslateException {
        try (NDManager manager = NDManager.newBaseManager(device)) {
            NDArray ids = manager.create(numbers, new Shape(1, numbers.length));
            ids.setName("input_ids");
            try (NDList output = predictor.predict(new NDList(ids))) {
                // Waits for the device, as whoever uses the output does.
                output.attach(manager);
                output.head().toType(DataType.FLOAT32, false).max().getFloat();
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
