/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A program that closes models and predictors while 8 threads predict, and prints what came of the
 * predictions. It runs in a JVM of its own, since what it looks for ends the JVM.
 */
final class ClosingProbe {

    private static final int THREADS = 8;
    private static final List<String> ATTENTIONS =
            List.of("full", "longformer", "bigbird", "reformer", "linformer", "performer");

    private static final Work<String, Classifications> TEXT =
            new Work<>(
                    String.class,
                    Classifications.class,
                    manager -> "After the upgrade the module doesn't compile any more. ".repeat(6),
                    answer -> (float) answer.get("spam").getProbability());

    private static final Work<NDList, NDList> ARRAYS =
            new Work<>(
                    NDList.class,
                    NDList.class,
                    manager -> {
                        int[] ids = new int[70];
                        Arrays.setAll(ids, i -> 5 + i);
                        return new NDList(manager.create(ids, new Shape(1, ids.length)));
                    },
                    answer -> answer.head().getFloat(0, 0));

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    private ClosingProbe() {}

    /** What is predicted. */
    private record Work<I, O>(
            Class<I> input,
            Class<O> output,
            Function<NDManager, I> example,
            Function<O, Float> number) {

        float predict(Predictor<I, O> predictor) throws TranslateException {
            try (NDManager manager = NDManager.newBaseManager()) {
                return number.apply(predictor.predict(example.apply(manager)));
            }
        }
    }

    /**
     * Closes.
     *
     * @param arguments how often
     */
    public static void main(String[] arguments) throws Exception {
        ClosingProbe probe = new ClosingProbe();
        for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
            String model = "mail-" + ATTENTIONS.get(i % ATTENTIONS.size());
            boolean predictors = i / ATTENTIONS.size() % 4 == 3;
            Work<?, ?> work = i / ATTENTIONS.size() % 2 == 0 ? TEXT : ARRAYS;
            probe.close(model, work, predictors);
        }
        probe.threads.shutdown();
        System.out.println(new TreeMap<>(probe.outcomes));
    }

    private <I, O> void close(String name, Work<I, O> work, boolean predictors) throws Exception {
        ZooModel<I, O> model =
                Criteria.builder()
                        .setTypes(work.input, work.output)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId(name)
                        .build()
                        .loadModel();
        float expected;
        try (Predictor<I, O> predictor = model.newPredictor()) {
            expected = work.predict(predictor);
        }
        Queue<Predictor<I, O>> open = new ConcurrentLinkedQueue<>();
        CountDownLatch started = new CountDownLatch(THREADS);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            ends.add(
                    threads.submit(() -> predictUntilClosed(model, work, expected, open, started)));
        }
        started.await();
        TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(20_000));
        if (predictors) {
            open.forEach(Predictor::close);
            open.forEach(Predictor::close);
        } else {
            ends.add(threads.submit(model::close)); // twice at once
        }
        model.close();
        for (Future<?> end : ends) {
            end.get(1, TimeUnit.MINUTES);
        }
        count("close");
    }

    private <I, O> void predictUntilClosed(
            ZooModel<I, O> model,
            Work<I, O> work,
            float expected,
            Queue<Predictor<I, O>> open,
            CountDownLatch started) {
        try (Predictor<I, O> predictor = model.newPredictor()) {
            open.add(predictor);
            started.countDown();
            while (true) {
                float answer = work.predict(predictor);
                count(Math.abs(answer - expected) < 1e-5f ? "answer" : "wrong answer");
            }
        } catch (TranslateException e) {
            boolean closed = e.getCause() instanceof IllegalStateException;
            count(closed ? "refusal" : "error " + e);
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }
}
