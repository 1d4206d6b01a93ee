/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintStream;

/**
 * What {@link StartUp} runs in a JVM of its own: README's first example. It prints a line when a
 * step is done.
 */
final class ColdStart {

    /** That the JVM has come to the program. */
    static final String MAIN = "main";

    /** That PyTorch's native library is loaded, and has made an array. */
    static final String ENGINE = "engine";

    /** That the bundled model is loaded. */
    static final String MODEL = "model";

    /** That it has embedded a question. */
    static final String ANSWER = "answer";

    private ColdStart() {}

    /**
     * Starts.
     *
     * @param args none
     * @throws ModelException if the bundled model can't be loaded
     * @throws IOException likewise
     * @throws TranslateException if it can't embed the question
     */
    public static void main(String[] args) throws ModelException, IOException, TranslateException {
        PrintStream out = System.out;
        out.println(MAIN);
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.create(1f).close();
        }
        out.println(ENGINE);
        Criteria<String, float[]> criteria =
                Criteria.builder()
                        .setTypes(String.class, float[].class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2-longformer-4096")
                        .build();
        try (ZooModel<String, float[]> model = criteria.loadModel();
                Predictor<String, float[]> predictor = model.newPredictor()) {
            out.println(MODEL);
            predictor.predict("Why was the harbour closed?");
            out.println(ANSWER);
        }
    }
}
