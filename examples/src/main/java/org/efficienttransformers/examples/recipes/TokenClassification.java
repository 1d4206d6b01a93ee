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
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.ModelOptions.Trainee;
import org.efficienttransformers.examples.recipes.data.LabelledText;
import org.efficienttransformers.examples.recipes.data.LabelledWords;
import org.efficienttransformers.examples.recipes.data.Labels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recipe: trains a model to label the words of a text, such as names of people and places. */
@Command(
        name = "token-classification",
        sortOptions = false,
        description = {
            "Trains a model to label words, such as names of people and places.",
            "Data is a .jsonl file with the lists tokens and labels in each line, or a CoNLL file:"
                    + " a word a line, its label in the last column, a blank line behind each text."
                    + " Labels begin with B- and I-, or are O."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Fine-tune a model of the hub:",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.TokenClassification"
                    + " \\",
            "      -Dexec.args=\"--model hf://allenai/longformer-base-4096 --train train.conll \\",
            "          --validation validation.conll --output target/names\"",
            "",
            "  A model from scratch:",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.TokenClassification"
                    + " \\",
            "      -Dexec.args=\"--new longformer --set attention_window=128 \\",
            "          --tokenizer examples/src/main/tokenizers/mail --learning-rate 1e-3 \\",
            "          --train train.jsonl --validation validation.jsonl --output target/names\"",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class TokenClassification implements Callable<Integer> {

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
            names = "--truncate",
            description = "Cuts texts that are longer than the model takes, at their ends.")
    private boolean truncate;

    @Mixin private TrainingOptions training;

    /** Made by picocli. */
    TokenClassification() {}

    /**
     * Runs the recipe.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new TokenClassification(), args);
    }

    /** {@inheritDoc} */
    @Override
    public Integer call() throws IOException {
        training.check();
        List<LabelledWords> trainTexts = LabelledWords.read(train);
        List<LabelledWords> validationTexts = LabelledWords.read(validation);
        List<LabelledText> trainWords = words(trainTexts);
        Labels labels = Labels.of(trainWords);
        Engine.getInstance().setRandomSeed(training.seed());
        try (NDManager manager = NDManager.newBaseManager()) {
            Trainee trainee = model.open(Head.TOKEN_CLASSIFICATION, labels.names(), manager);
            int length = trainee.checkpoint().model().maxLength();
            WordEncoder encoder = new WordEncoder(trainee.tokenizer(), length, truncate);
            TokenClassificationTask task =
                    new TokenClassificationTask(
                            encoder.encode(trainTexts, labels),
                            encoder.encode(validationTexts, labels),
                            labels.names(),
                            trainee.padding());
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "examples    %,d to learn from, %,d for validation%n",
                    trainTexts.size(), validationTexts.size());
            RecipeRun run = new RecipeRun(spec, training);
            run.record().data("train", train, trainWords);
            run.record().data("validation", validation, words(validationTexts));
            run.run(trainee.checkpoint(), trainee.tokenizerFolder(), task, null, manager);
            return 0;
        }
    }

    private static List<LabelledText> words(List<LabelledWords> texts) {
        return texts.stream().flatMap(text -> text.words().stream()).toList();
    }
}
