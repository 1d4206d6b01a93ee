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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.recipes.data.ListOpsGenerator;
import org.efficienttransformers.examples.recipes.data.ListOpsGenerator.Expression;
import org.efficienttransformers.examples.recipes.run.ModelOptions;
import org.efficienttransformers.examples.recipes.run.TrainingOptions;
import org.efficienttransformers.examples.recipes.run.Vocabulary;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.TokenSequences;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.classification.ClassificationTask;
import org.efficienttransformers.finetune.task.classification.ClassificationTask.Examples;
import org.efficienttransformers.finetune.task.classification.Masking;
import org.efficienttransformers.finetune.task.classification.SingleLabel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recipe: ListOps of the Long Range Arena, from scratch. */
@Command(
        name = "listops",
        sortOptions = false,
        description = {
            "Trains a new model on ListOps of the Long Range Arena (arXiv:2011.04006): finding the"
                    + " value of nested expressions of 500 to 2,000 tokens.",
            "The expressions are made here, by the rules of the published generator, and as many of"
                    + " them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  A small Longformer:",
            "  et train listops --new longformer --set attention_window=128 --max-length 2048 \\",
            "      --learning-rate 1e-3 --examples 10000 --epochs 1 --output listops",
            "",
            "  One of the published size, for as many steps:",
            "  et train listops --new longformer --set attention_window=512 --max-length 2048 \\",
            "      --layers 6 --hidden-size 512 --heads 8 --batch-size 32 --batch-tokens 65536 \\",
            "      --epochs 2 --max-steps 5000 --learning-rate 1e-4 --output listops"
        })
public final class ListOps implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ModelOptions model;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "96000",
            description = "How many expressions to learn from (default: ${DEFAULT-VALUE}).")
    @Range
    private int examples;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "How many more for validation, and as many for the test (default:"
                            + " ${DEFAULT-VALUE}).")
    @Range
    private int heldOut;

    @Mixin private TrainingOptions training;

    @Override
    public Integer call() throws IOException {
        training.check();
        List<Expression> all =
                ListOpsGenerator.PUBLISHED.draw(examples + 2 * heldOut, training.seed());
        List<Expression> trained = all.subList(0, examples);
        List<Expression> tested = all.subList(examples + heldOut, all.size());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "examples    %,d to learn from, %,d for validation, %,d for the test%nyardsticks "
                        + " of the test: %.4f by the most frequent value, %.4f by the one of the first"
                        + " operator%n",
                examples,
                heldOut,
                heldOut,
                guessed(trained, tested, expression -> 0),
                guessed(trained, tested, expression -> expression.ids()[1]));
        List<String> labels =
                IntStream.range(0, ListOpsGenerator.CLASSES).mapToObj(String::valueOf).toList();
        Engine.getInstance().setRandomSeed(training.seed());
        try (NDManager manager = NDManager.newBaseManager()) {
            Vocabulary vocabulary =
                    new Vocabulary(
                            ListOpsGenerator.VOCABULARY,
                            ListOpsGenerator.PAD,
                            ListOpsGenerator.BEGIN,
                            ListOpsGenerator.END);
            Trainee trainee =
                    model.create(Head.SEQUENCE_CLASSIFICATION, labels, vocabulary, manager);
            Batching batching =
                    Batching.of(trainee.checkpoint(), ListOpsGenerator.PAD, training.settings());
            Function<List<Expression>, FineTuningTask> tasks =
                    held ->
                            new ClassificationTask(
                                    examples(trained, labels),
                                    examples(held, labels),
                                    batching,
                                    Masking.NONE);
            training.run(
                    trainee,
                    tasks.apply(all.subList(examples, examples + heldOut)),
                    tasks.apply(tested),
                    training.record(),
                    manager);
            return 0;
        }
    }

    /** The share that is right by guessing the most frequent value of what has the same key. */
    private static double guessed(
            List<Expression> trained, List<Expression> tested, ToIntFunction<Expression> key) {
        int[][] counts = new int[ListOpsGenerator.VOCABULARY][ListOpsGenerator.CLASSES];
        for (Expression expression : trained) {
            counts[key.applyAsInt(expression)][expression.value()]++;
        }
        int right = 0;
        for (Expression expression : tested) {
            int[] values = counts[key.applyAsInt(expression)];
            int most = Arrays.stream(values).max().orElseThrow();
            boolean first =
                    Arrays.stream(values, 0, expression.value()).noneMatch(value -> value == most);
            right += first && values[expression.value()] == most ? 1 : 0;
        }
        return (double) right / tested.size();
    }

    private static Examples examples(List<Expression> expressions, List<String> labels) {
        return new Examples(
                TokenSequences.of(expressions.stream().map(Expression::ids).toList()),
                new SingleLabel(expressions.stream().map(Expression::value).toList(), labels));
    }
}
