/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import org.efficienttransformers.settings.Settings;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.ClassificationTask.Examples;
import org.efficienttransformers.examples.recipes.ModelOptions.Trainee;
import org.efficienttransformers.examples.recipes.data.LabelledText;
import org.efficienttransformers.examples.recipes.data.Labels;
import org.efficienttransformers.examples.recipes.data.TextFiles;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.training.CrossEntropyLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recipe: trains a model to tell texts apart, and saves it as a Hugging Face folder. */
@Command(
        name = "text-classification",
        sortOptions = false,
        description = {
            "Trains a model to tell texts apart, such as mails, tickets or contracts.",
            "Data is a .csv file with a header, a .jsonl file, or a folder that has a folder of"
                    + " text files for each label."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Fine-tune a model of the hub, its texts up to 4,096 tokens:",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.TextClassification"
                    + " \\",
            "      -Dexec.args=\"--model hf://allenai/longformer-base-4096 --train train.csv \\",
            "          --validation validation.csv --output target/classifier --truncate\"",
            "",
            "  A model from scratch, 2 layers of width 128, on mails (see MailCorpus):",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.TextClassification"
                    + " \\",
            "      -Dexec.args=\"--new longformer \\",
            "          --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "          --set attention_window=256 --learning-rate 1e-3 --epochs 4 \\",
            "          --train target/mail/train.jsonl --validation target/mail/validation.jsonl"
                    + " \\",
            "          --test target/mail/held-out.jsonl --output target/mail-longformer"
                    + " --truncate\"",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class TextClassification implements Callable<Integer> {

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

    @Option(
            names = "--text",
            paramLabel = "NAME",
            defaultValue = "text",
            description = "The column or key of the text (default: ${DEFAULT-VALUE}).")
    private String textName;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            defaultValue = "label",
            description = "The column or key of the label (default: ${DEFAULT-VALUE}).")
    private String labelName;

    @Option(
            names = "--truncate",
            description = "Cuts texts that are longer than the model takes, at their ends.")
    private boolean truncate;

    @Option(
            names = "--train-length",
            paramLabel = "N",
            description =
                    "Cuts texts to N tokens to learn from, which saves time; validation and test"
                            + " take them whole.")
    private Integer trainLength;

    @Option(
            names = "--long-every",
            paramLabel = "N",
            description =
                    "With --train-length: leaves every Nth text whole, so that the model meets long"
                            + " ones.")
    private Integer longEvery;

    @Option(
            names = "--mask",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Replaces this share of the tokens to learn from by the mask token, others in"
                            + " each epoch, so that the model doesn't learn texts by heart"
                            + " (default: ${DEFAULT-VALUE}).")
    private double mask;

    @Option(
            names = "--balance",
            description = "Weighs classes so that each counts as much as the others.")
    private boolean balance;

    @Mixin private TrainingOptions training;

    /** Made by picocli. */
    TextClassification() {}

    /**
     * Runs the recipe.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new TextClassification(), args);
    }

    /** {@inheritDoc} */
    @Override
    public Integer call() throws IOException {
        training.check();
        if ((trainLength != null && trainLength < 8) || (longEvery != null && longEvery < 1)) {
            throw new BadInputException(
                    "--train-length is %s and --long-every %s; the first must be 8"
                            + " or more, the second 1 or more.",
                    trainLength, longEvery);
        }
        PrintWriter out = spec.commandLine().getOut();
        TextFiles files = new TextFiles(textName, labelName);
        List<LabelledText> trainTexts = files.read(train);
        List<LabelledText> validationTexts = files.read(validation);
        List<LabelledText> testTexts = test == null ? List.of() : files.read(test);
        Labels labels = Labels.of(trainTexts);

        Engine.getInstance().setRandomSeed(training.seed());
        try (NDManager manager = NDManager.newBaseManager()) {
            Trainee trainee = model.open(Head.SEQUENCE_CLASSIFICATION, labels.names(), manager);
            Examples trained = shortened(encode(trainee, labels, trainTexts), trainee);
            Examples tested = encode(trainee, labels, testTexts);
            ClassificationTask task =
                    new ClassificationTask(
                            trained,
                            encode(trainee, labels, validationTexts),
                            labels.names(),
                            settings(trainee),
                            masking(trainee),
                            loss(trained, labels));
            out.printf(
                    "examples    %,d to learn from, %,d for validation, %,d for the test%n",
                    trainTexts.size(), validationTexts.size(), testTexts.size());
            RecipeRun run = new RecipeRun(spec, training);
            run.record().data("train", train, trainTexts);
            run.record().data("validation", validation, validationTexts);
            if (test != null) {
                run.record().data("test", test, testTexts);
            }
            run.run(
                    trainee.checkpoint(),
                    trainee.tokenizerFolder(),
                    task,
                    test == null ? null : (model, scope) -> task.evaluate(tested, model, scope),
                    manager);
            return 0;
        }
    }

    private Examples encode(Trainee trainee, Labels labels, List<LabelledText> texts) {
        List<Integer> classes = new ArrayList<>();
        for (LabelledText text : texts) {
            classes.add(labels.index(text));
        }
        List<int[]> ids =
                Tokens.encode(
                        trainee.tokenizer(),
                        texts.stream().map(LabelledText::text).toList(),
                        trainee.checkpoint().model().maxLength(),
                        truncate);
        return new Examples(ids, classes);
    }

    private Examples shortened(Examples examples, Trainee trainee) {
        if (trainLength == null) {
            return examples;
        }
        int[] end = trainee.tokenizer().single().suffix();
        List<int[]> ids = new ArrayList<>();
        for (int[] whole : examples.ids()) {
            boolean kept = longEvery != null && ids.size() % longEvery == 0;
            ids.add(kept ? whole : Tokens.shorten(whole, trainLength, end));
        }
        return new Examples(ids, examples.classes());
    }

    private ClassificationTask.Settings settings(Trainee trainee) {
        return new ClassificationTask.Settings(
                trainee.padding(),
                training.batchSize(),
                training.batchTokens(),
                trainee.checkpoint().model().dependsOnPadding());
    }

    private Masking masking(Trainee trainee) {
        SpecialToken token = trainee.tokenizer().specialTokens().mask();
        if (!(mask >= 0 && mask < 1) || (mask > 0 && token == null)) {
            throw new BadInputException(
                    "--mask is %s%s; it must be from 0 to below 1, and 0 without a"
                            + " mask token.",
                    mask, token == null ? ", and the tokenizer has no mask token" : "");
        }
        return new Masking(mask, token == null ? 0 : token.id(), training.seed());
    }

    private CrossEntropyLoss loss(Examples examples, Labels labels) {
        CrossEntropyLoss.Builder builder = CrossEntropyLoss.builder();
        if (balance) {
            float[] weights = new float[labels.names().size()];
            for (int c = 0; c < weights.length; c++) {
                int label = c;
                long count = examples.classes().stream().filter(x -> x == label).count();
                weights[c] = (float) examples.classes().size() / (weights.length * count);
            }
            builder.optClassWeights(weights);
        }
        return builder.build();
    }
}
