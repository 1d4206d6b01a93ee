/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import org.efficienttransformers.examples.search.Result;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.model.TransformerModel;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a recipe does once it has its model and its data: the dry run, or training, the test of the
 * best model, and the record of it all.
 */
final class RecipeRun {

    private final PrintWriter out;
    private final TrainingOptions options;
    private final RunRecord record;

    RecipeRun(CommandSpec spec, TrainingOptions options) {
        this.options = options;
        out = spec.commandLine().getOut();
        record = new RunRecord(spec.commandLine().getParseResult(), options.seed());
    }

    /** Tests a model. */
    interface Test {

        /**
         * Tests.
         *
         * @param model the model, from inputs to outputs
         * @param manager owns arrays in the meantime
         * @return what came of it
         */
        Evaluation run(UnaryOperator<NDList> model, NDManager manager);
    }

    /** The record, to add the data to. */
    RunRecord record() {
        return record;
    }

    /**
     * Runs.
     *
     * @param checkpoint the model to train
     * @param tokenizer the folder of its tokenizer; null if it has none
     * @param task the task
     * @param test what to do with the best model at the end; null for nothing
     * @param manager owns the model
     */
    void run(Checkpoint checkpoint, Path tokenizer, TrainingTask task, Test test, NDManager manager)
            throws IOException {
        TrainingRun run = new TrainingRun(checkpoint, tokenizer, task, options, out);
        if (options.dryRun()) {
            run.describe(manager);
            return;
        }
        TrainingRun.Result result = run.train(manager);
        record.model(checkpoint);
        record.training(result);
        if (test != null && !result.interrupted()) {
            Evaluation found = test(test, manager);
            record.test(found);
            out.println("test        " + found);
        }
        record.write(options.output());
        out.println("saved       " + options.output());
        out.flush();
    }

    /** Loads the best model back, as its users will. */
    private Evaluation test(Test test, NDManager manager) throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            TransformerModel best =
                    Checkpoint.load(options.output(), scope, LoadOptions.DEFAULT).model();
            ParameterStore store = new ParameterStore(scope, false);
            return test.run(inputs -> best.forward(store, inputs, false), scope);
        }
    }
}
