/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.examples.recipes.QuestionWindows.Window;
import org.efficienttransformers.examples.recipes.data.Question;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.training.LengthGroupedBatches;
import org.efficienttransformers.training.SpanLoss;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.efficienttransformers.training.evaluator.AnswerScores;

/**
 * Contexts in which the answers to questions are to be found.
 *
 * @param train the windows to learn from
 * @param validation what to evaluate on
 * @param settings how to do so
 */
record QuestionAnsweringTask(List<Labelled> train, Asked validation, Settings settings)
        implements TrainingTask {

    /**
     * A window and what to learn of it.
     *
     * @param window the window
     * @param first the first token of the answer; the first of the window if it has none
     * @param last the last token of the answer, likewise
     */
    record Labelled(Window window, int first, int last) {}

    /**
     * Questions to be answered.
     *
     * @param questions the questions
     * @param windows the windows of all of them
     */
    record Asked(List<Question> questions, List<Window> windows) {}

    /**
     * How to put windows together, and to choose answers.
     *
     * @param padding how windows are filled up in training
     * @param batchSize how many are evaluated at once at most
     * @param batchTokens how many tokens at most
     * @param equalLengths whether padding would change what the model gives
     * @param maxAnswerLength the longest answer in tokens
     * @param mayBeNone whether there may be no answer
     */
    record Settings(
            Padding padding,
            int batchSize,
            int batchTokens,
            boolean equalLengths,
            int maxAnswerLength,
            boolean mayBeNone) {}

    /** {@inheritDoc} */
    @Override
    public int[] lengths() {
        return train.stream().mapToInt(labelled -> labelled.window.ids().length).toArray();
    }

    /** {@inheritDoc} */
    @Override
    public SpanLoss loss() {
        return new SpanLoss();
    }

    /** {@inheritDoc} */
    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        List<Labelled> labelled = Arrays.stream(examples).mapToObj(train::get).toList();
        long[] first = labelled.stream().mapToLong(Labelled::first).toArray();
        long[] last = labelled.stream().mapToLong(Labelled::last).toArray();
        Shape shape = new Shape(first.length); // b
        return new TrainingBatch(
                inputs(manager, labelled.stream().map(Labelled::window).toList(), settings.padding),
                new NDList(
                        HostData.create(manager, first, shape),
                        HostData.create(manager, last, shape)));
    }

    /** {@inheritDoc} */
    @Override
    public Evaluation evaluate(TrainingLoop loop, NDManager manager) {
        return evaluate(validation, loop::evaluate, manager);
    }

    /** Evaluates a model on other questions. */
    Evaluation evaluate(Asked asked, UnaryOperator<NDList> model, NDManager manager) {
        LengthGroupedBatches batches =
                LengthGroupedBatches.builder()
                        .setLengths(asked.windows.stream().mapToInt(w -> w.ids().length).toArray())
                        .optMaxSize(settings.batchSize)
                        .optMaxTokens(settings.batchTokens)
                        .optEqualLengths(settings.equalLengths)
                        .build();
        List<BestSpan> best = new ArrayList<>();
        asked.questions.forEach(question -> best.add(new BestSpan(settings.maxAnswerLength)));
        Padding alone = new Padding(settings.padding.id(), 1);
        for (int[] batch : batches.epoch(0)) {
            try (NDManager scope = manager.newSubManager()) {
                List<Window> windows = Arrays.stream(batch).mapToObj(asked.windows::get).toList();
                NDList outputs = model.apply(inputs(scope, windows, alone));
                outputs.attach(scope);
                NDArray starts = outputs.get("start_logits"); // b n
                float[] first = starts.toFloatArray();
                float[] last = outputs.get("end_logits").toFloatArray();
                int length = Math.toIntExact(starts.getShape().get(1));
                for (int i = 0; i < batch.length; i++) {
                    Window window = windows.get(i);
                    best.get(window.question()).see(window, first, last, i * length);
                }
            }
        }
        AnswerScores scores = new AnswerScores();
        for (int i = 0; i < best.size(); i++) {
            Question question = asked.questions.get(i);
            scores.add(
                    best.get(i).answer(question.context(), settings.mayBeNone),
                    question.answers().stream().map(Question.Span::text).toList());
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("f1", scores.f1());
        figures.put("exact_match", scores.exactMatch());
        return new Evaluation(figures, true);
    }

    /** The inputs of a model: those of {@link Tokens#pad}, and what else it takes, (b, n). */
    private static NDList inputs(NDManager manager, List<Window> windows, Padding padding) {
        NDList inputs = Tokens.pad(manager, windows.stream().map(Window::ids).toList(), padding);
        Shape shape = inputs.head().getShape();
        int length = Math.toIntExact(shape.get(1));
        long[] types = new long[windows.size() * length];
        long[] globals = new long[types.length];
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            int row = i * length;
            for (int j = 0; window.types() != null && j < window.types().length; j++) {
                types[row + j] = window.types()[j];
            }
            Arrays.fill(globals, row, row + window.globalTo(), 1);
        }
        if (windows.get(0).types() != null) {
            add(inputs, "token_type_ids", HostData.create(manager, types, shape));
        }
        if (windows.get(0).globalTo() > 0) {
            add(inputs, "global_attention_mask", HostData.create(manager, globals, shape));
        }
        return inputs;
    }

    private static void add(NDList inputs, String name, NDArray array) {
        array.setName(name);
        inputs.add(array);
    }
}
