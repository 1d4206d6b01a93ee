/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.recipes.run.ModelOptions;
import org.efficienttransformers.examples.recipes.run.TrainingOptions;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.RunRecord;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the recipes that take data have in common: reading it, the model, the training, the test.
 *
 * @param <T> an example, as it is read
 */
abstract class Recipe<T> implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ModelOptions model;

    @Option(
            names = "--train",
            paramLabel = "DATA",
            required = true,
            description = "What to learn from.")
    private Path train;

    @Option(
            names = "--validation",
            paramLabel = "DATA",
            required = true,
            description = "What tells which model is best, and when to stop.")
    private Path validation;

    @Option(
            names = "--test",
            paramLabel = "DATA",
            description = "What the best model is tested on at the end.")
    private Path test;

    @Mixin private TrainingOptions training;

    /** Checks what picocli can't, and reads the data to learn from. */
    List<T> readTrain(Path path) throws IOException {
        return read(path);
    }

    /** Reads other data. */
    abstract List<T> read(Path path) throws IOException;

    abstract Head head();

    /** The labels that the model learns; empty if it learns none. */
    List<String> labels(List<T> trained) {
        return List.of();
    }

    /**
     * Prepares the training.
     *
     * @return from other data to the task to be evaluated on it
     */
    abstract Function<List<T>, FineTuningTask> tasks(
            Trainee trainee, List<T> trained, Settings settings);

    /** What the record of the run counts and hashes. */
    abstract List<LabelledText> recorded(List<T> examples);

    @Override
    public Integer call() throws IOException {
        training.check();
        Settings settings = training.settings();
        List<T> trained = readTrain(train);
        List<T> validated = read(validation);
        List<T> tested = test == null ? List.of() : read(test);
        RunRecord record = training.record();
        record.data("train", train, recorded(trained));
        record.data("validation", validation, recorded(validated));
        if (test != null) {
            record.data("test", test, recorded(tested));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed(training.seed());
            Trainee trainee = model.open(head(), labels(trained), manager);
            Function<List<T>, FineTuningTask> tasks = tasks(trainee, trained, settings);
            FineTuningTask task = tasks.apply(validated);
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "examples    %,d to learn from (%,d sequences of up to %,d tokens), %,d for"
                            + " validation, %,d for the test%n",
                    trained.size(),
                    task.lengths().length,
                    trainee.maxLength(),
                    validated.size(),
                    tested.size());
            record.put("base_model", model.hubId());
            training.run(trainee, task, test == null ? null : tasks.apply(tested), record, manager);
            return 0;
        }
    }
}
