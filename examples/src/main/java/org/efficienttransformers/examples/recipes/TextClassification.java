/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.data.TextFiles;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.FineTuningSettings;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.ClassificationTask;
import org.efficienttransformers.finetune.task.ClassificationTask.Examples;
import org.efficienttransformers.finetune.task.Labels;
import org.efficienttransformers.finetune.task.Masking;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.training.CrossEntropyLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
            "  et train text-classification --model hf://allenai/longformer-base-4096 --train train.csv \\",
            "      --validation validation.csv --output target/classifier --truncate",
            "",
            "  A model from scratch, 2 layers of width 128, on mails (see MailCorpus):",
            "  et train text-classification --new longformer \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --set attention_window=256 --learning-rate 1e-3 --epochs 4 \\",
            "      --train target/mail/train.jsonl --validation target/mail/validation.jsonl \\",
            "      --test target/mail/held-out.jsonl --output target/mail-longformer --truncate",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class TextClassification extends Recipe<LabelledText> {

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

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Gives this share of the probability that a label should have to all labels"
                            + " alike, such as 0.1 (default: ${DEFAULT-VALUE}).")
    private double smoothing;

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

    @Override
    List<LabelledText> readTrain(Path path) throws IOException {
        if ((trainLength != null && trainLength < 8) || (longEvery != null && longEvery < 1)) {
            throw new BadInputException(
                    "--train-length is %s and --long-every %s; the first must be 8 or more, the"
                            + " second 1 or more.",
                    trainLength, longEvery);
        }
        return read(path);
    }

    @Override
    List<LabelledText> read(Path path) throws IOException {
        return new TextFiles(textName, labelName).read(path);
    }

    @Override
    List<LabelledText> recorded(List<LabelledText> examples) {
        return examples;
    }

    @Override
    Head head() {
        return Head.SEQUENCE_CLASSIFICATION;
    }

    @Override
    List<String> labels(List<LabelledText> trained) {
        return Labels.of(trained).names();
    }

    @Override
    Function<List<LabelledText>, FineTuningTask> tasks(
            Trainee trainee, List<LabelledText> trained, Settings settings) {
        Labels labels = Labels.of(trained);
        Examples examples = shortened(encode(trainee, labels, trained), trainee);
        Masking masking = masking(trainee, settings.get(FineTuningSettings.SEED));
        CrossEntropyLoss loss = loss(examples, labels);
        Batching batching = trainee.batching(settings);
        return held ->
                new ClassificationTask(
                        examples,
                        encode(trainee, labels, held),
                        labels.names(),
                        batching,
                        masking,
                        loss);
    }

    private Examples encode(Trainee trainee, Labels labels, List<LabelledText> texts) {
        return new Examples(
                trainee.encode(texts.stream().map(LabelledText::text).toList(), truncate),
                texts.stream().map(labels::index).toList());
    }

    private Examples shortened(Examples examples, Trainee trainee) {
        if (trainLength == null) {
            return examples;
        }
        int[] end = trainee.tokenizer().single().suffix();
        List<int[]> ids = new ArrayList<>();
        for (int[] whole : examples.ids()) {
            boolean kept = longEvery != null && ids.size() % longEvery == 0;
            ids.add(kept ? whole : shorten(whole, end));
        }
        return new Examples(ids, examples.classes());
    }

    /** Cuts a longer sequence, and puts the tokens that mark an end after it. */
    private int[] shorten(int[] ids, int... end) {
        if (ids.length <= trainLength) {
            return ids;
        }
        int[] shorter = Arrays.copyOf(ids, trainLength);
        System.arraycopy(end, 0, shorter, trainLength - end.length, end.length);
        return shorter;
    }

    private Masking masking(Trainee trainee, long seed) {
        SpecialToken token = trainee.tokenizer().specialTokens().mask();
        if (!(mask >= 0 && mask < 1) || (mask > 0 && token == null)) {
            throw new BadInputException(
                    "--mask is %s%s; it must be from 0 to below 1, and 0 without a mask token.",
                    mask, token == null ? ", and the tokenizer has no mask token" : "");
        }
        return new Masking(mask, token == null ? 0 : token.id(), seed);
    }

    private CrossEntropyLoss loss(Examples examples, Labels labels) {
        CrossEntropyLoss.Builder builder = CrossEntropyLoss.builder().optSmoothing(smoothing);
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
