/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;

/**
 * Answers the rows of a partition, a window of rows at a time.
 *
 * @param <I> the input of the model
 * @param <O> its answer
 */
final class PartitionFunction<I, O> implements MapPartitionsFunction<Row, Row> {

    private static final long serialVersionUID = 1L;

    /**
     * Tokens that are handed to the model together: several of its batches, so that few are half
     * full, and so few that a row which spoils the lot costs little.
     */
    private static final int TOKENS_AT_ONCE = 32_768;

    private final ModelSpec spec;
    private final TextTask<I, O> task;
    private final int[] columns;
    private final int windowSize;
    private final Progress progress;

    PartitionFunction(
            ModelSpec spec, TextTask<I, O> task, int[] columns, int windowSize, Progress progress) {
        this.spec = spec;
        this.task = task;
        this.columns = columns.clone();
        this.windowSize = windowSize;
        this.progress = progress;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {

            private Iterator<Row> answered = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                return answered.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!answered.hasNext()) {
                    List<Row> window = new ArrayList<>();
                    while (window.size() < windowSize && rows.hasNext()) {
                        window.add(rows.next());
                    }
                    answered = answer(window).iterator();
                }
                return answered.next();
            }
        };
    }

    private List<Row> answer(List<Row> rows) {
        TextModel<I, O> model = ExecutorModels.get(spec, task);
        Object[] answers = new Object[rows.size()];
        String[] errors = new String[rows.size()];
        int[] tokens = new int[rows.size()];
        for (int i = 0; i < tokens.length; i++) {
            errors[i] = count(model, rows.get(i), tokens, i);
        }
        List<Integer> order =
                IntStream.range(0, rows.size())
                        .filter(i -> errors[i] == null)
                        .boxed()
                        .sorted(Comparator.comparing(i -> -tokens[i]))
                        .toList();
        for (int from = 0, to; from < order.size(); from = to) {
            to = from;
            for (int sum = 0; to < order.size(); to++) {
                sum += tokens[order.get(to)];
                if (to > from && sum > TOKENS_AT_ONCE) {
                    break;
                }
            }
            predict(model, rows, order.subList(from, to), answers, errors);
        }
        List<Row> results = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            results.add(extended(rows.get(i), answers[i], errors[i]));
        }
        progress.rows().add(rows.size());
        progress.tokens().add(Arrays.stream(tokens).asLongStream().sum());
        progress.failures().add(Arrays.stream(errors).filter(error -> error != null).count());
        return results;
    }

    /** Counts the tokens of a row's texts; returns what is wrong with them, or null. */
    private String count(TextModel<I, O> model, Row row, int[] tokens, int i) {
        for (int column : columns) {
            if (row.isNullAt(column)) {
                return "The column " + row.schema().fieldNames()[column] + " is null.";
            }
            try {
                tokens[i] += model.tokens(row.getString(column));
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }
        return null;
    }

    /** Answers rows together; where one of them can't be, each by itself. */
    private void predict(
            TextModel<I, O> model,
            List<Row> rows,
            List<Integer> chosen,
            Object[] answers,
            String[] errors) {
        try {
            List<O> results =
                    model.predict(
                            chosen.stream().map(i -> task.read(rows.get(i), columns)).toList());
            for (int i = 0; i < results.size(); i++) {
                answers[chosen.get(i)] = task.write(results.get(i));
            }
        } catch (IllegalArgumentException e) {
            if (chosen.size() == 1) {
                errors[chosen.get(0)] = e.getMessage();
                return;
            }
            int middle = chosen.size() / 2;
            predict(model, rows, chosen.subList(0, middle), answers, errors);
            predict(model, rows, chosen.subList(middle, chosen.size()), answers, errors);
        }
    }

    private static Row extended(Row row, Object answer, String error) {
        Object[] values = new Object[row.size() + 2];
        for (int i = 0; i < row.size(); i++) {
            values[i] = row.get(i);
        }
        values[row.size()] = answer;
        values[row.size() + 1] = error;
        return RowFactory.create(values);
    }
}
