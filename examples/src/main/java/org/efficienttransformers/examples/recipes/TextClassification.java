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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.recipes.data.LabelledExample;
import org.efficienttransformers.examples.recipes.data.TextFiles;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.FineTuningSettings;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.TokenSequences;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.Labels;
import org.efficienttransformers.finetune.task.classification.ClassificationTask;
import org.efficienttransformers.finetune.task.classification.ClassificationTask.Examples;
import org.efficienttransformers.finetune.task.classification.Masking;
import org.efficienttransformers.finetune.task.classification.Problem;
import org.efficienttransformers.finetune.task.classification.Regression;
import org.efficienttransformers.finetune.task.classification.SeveralLabels;
import org.efficienttransformers.finetune.task.classification.SingleLabel;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.training.loss.CrossEntropyLoss;
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
            "  et train text-classification --model allenai/longformer-base-4096 --train train.csv \\",
            "      --validation validation.csv --output classifier --truncate",
            "",
            "  A model from scratch, 2 layers of width 128, on mails of 'et reproduce mail-corpus':",
            "  et train text-classification --new longformer \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --set attention_window=256 --learning-rate 1e-3 --epochs 4 \\",
            "      --train target/mail/train.jsonl --validation target/mail/validation.jsonl \\",
            "      --test target/mail/held-out.jsonl --output target/mail-longformer --truncate",
            "",
            "  Several labels at once, pairs of texts, numbers:",
            "  et train text-classification --model answerdotai/ModernBERT-base \\",
            "      --problem multi_label_classification --train train.jsonl \\",
            "      --validation validation.jsonl --output topics",
            "  et train text-classification --model answerdotai/ModernBERT-base --problem regression \\",
            "      --text sentence1,sentence2 --label score --train train.csv --validation dev.csv \\",
            "      --output similarity",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class TextClassification extends Recipe<LabelledExample> {

    private static final String SINGLE = "single_label_classification";
    private static final String SEVERAL = "multi_label_classification";
    private static final String REGRESSION = "regression";

    @Option(
            names = "--text",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "text",
            description =
                    "The column or key of the text (default: ${DEFAULT-VALUE}), or of both texts of"
                            + " pairs, separated by a comma, such as premise,hypothesis.")
    private List<String> textNames;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            defaultValue = "label",
            description = "The column or key of the label (default: ${DEFAULT-VALUE}).")
    private String labelName;

    @Option(
            names = "--problem",
            paramLabel = "KIND",
            defaultValue = "single_label_classification",
            description =
                    "What texts have: single_label_classification, multi_label_classification (any"
                            + " number of labels: a list in .jsonl, separated by commas in .csv) or"
                            + " regression (a number), as transformers calls them (default:"
                            + " ${DEFAULT-VALUE}).")
    private String problem;

    @Option(
            names = "--threshold",
            paramLabel = "X",
            defaultValue = "0.5",
            description =
                    "With several labels: from which probability on one counts as found in"
                            + " evaluations (default: ${DEFAULT-VALUE}).")
    private double threshold;

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
    @Range(min = 8)
    private Integer trainLength;

    @Option(
            names = "--long-every",
            paramLabel = "N",
            description =
                    "With --train-length: leaves every Nth text whole, so that the model meets long"
                            + " ones.")
    @Range
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

    @Override
    List<LabelledExample> readTrain(Path path) throws IOException {
        if (!List.of(SINGLE, SEVERAL, REGRESSION).contains(problem)) {
            throw new BadInputException(
                    "--problem is '%s'; allowed: %s, %s, %s.",
                    problem, SINGLE, SEVERAL, REGRESSION);
        }
        if (!problem.equals(SINGLE) && (balance || smoothing != 0)) {
            throw new BadInputException(
                    "--balance and --label-smoothing are of texts with one label; leave them out with"
                            + " --problem %s.",
                    problem);
        }
        if (textNames.isEmpty()
                || textNames.size() > 2
                || (textNames.size() > 1 && trainLength != null)) {
            throw new BadInputException(
                    "--text is '%s'; it must name a text, or the two of a pair, and a pair isn't cut by"
                            + " --train-length.",
                    String.join(",", textNames));
        }
        return read(path);
    }

    @Override
    List<LabelledExample> read(Path path) throws IOException {
        return new TextFiles(textNames, labelName, problem.equals(SEVERAL)).examples(path);
    }

    @Override
    List<LabelledText> recorded(List<LabelledExample> examples) {
        return examples.stream().map(LabelledExample::joined).toList();
    }

    @Override
    Head head() {
        return Head.SEQUENCE_CLASSIFICATION;
    }

    /** Each label of each example by itself. */
    private static List<LabelledText> each(List<LabelledExample> examples) {
        return examples.stream()
                .flatMap(
                        example ->
                                example.labels().stream()
                                        .map(label -> new LabelledText("", label, example.where())))
                .toList();
    }

    @Override
    List<String> labels(List<LabelledExample> trained) {
        return problem.equals(REGRESSION) ? List.of("LABEL_0") : Labels.of(each(trained)).names();
    }

    @Override
    Function<List<LabelledExample>, FineTuningTask> tasks(
            Trainee trainee, List<LabelledExample> trained, Settings settings) {
        Labels labels = new Labels(labels(trained));
        Examples examples = shortened(encode(trainee, labels, trained), trainee);
        Masking masking = masking(trainee, settings.get(FineTuningSettings.SEED));
        Batching batching = trainee.batching(settings);
        return held ->
                new ClassificationTask(examples, encode(trainee, labels, held), batching, masking);
    }

    private Examples encode(Trainee trainee, Labels labels, List<LabelledExample> examples) {
        List<List<String>> columns =
                IntStream.range(0, textNames.size())
                        .mapToObj(i -> examples.stream().map(e -> e.texts().get(i)).toList())
                        .toList();
        TokenSequences sequences =
                columns.size() == 1
                        ? TokenSequences.of(trainee.encode(columns.get(0), truncate))
                        : trainee.encodePairs(columns.get(0), columns.get(1), truncate);
        return new Examples(sequences, problem(labels, examples));
    }

    private Problem problem(Labels labels, List<LabelledExample> examples) {
        if (problem.equals(REGRESSION)) {
            return new Regression(examples.stream().map(TextClassification::number).toList());
        }
        if (problem.equals(SEVERAL)) {
            List<Set<Integer>> classes =
                    examples.stream()
                            .map(
                                    example ->
                                            each(List.of(example)).stream()
                                                    .map(labels::index)
                                                    .collect(Collectors.toSet()))
                            .toList();
            return new SeveralLabels(classes, labels.names(), threshold);
        }
        List<Integer> classes = each(examples).stream().map(labels::index).toList();
        return new SingleLabel(classes, labels.names(), loss(classes, labels));
    }

    private static float number(LabelledExample example) {
        String text = example.labels().get(0);
        try {
            float number = Float.parseFloat(text.strip());
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // is told below
        }
        throw new BadInputException(
                "The label of %s is '%s'; with --problem regression it must be a finite number.",
                example.where(), text);
    }

    private Examples shortened(Examples examples, Trainee trainee) {
        if (trainLength == null) {
            return examples;
        }
        int[] end = trainee.tokenizer().single().suffix();
        List<int[]> ids = new ArrayList<>();
        for (int[] whole : examples.sequences().ids()) {
            boolean kept = longEvery != null && ids.size() % longEvery == 0;
            ids.add(kept ? whole : shorten(whole, end));
        }
        return new Examples(TokenSequences.of(ids), examples.problem());
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

    private CrossEntropyLoss loss(List<Integer> classes, Labels labels) {
        CrossEntropyLoss.Builder builder = CrossEntropyLoss.builder().optSmoothing(smoothing);
        if (balance) {
            float[] weights = new float[labels.names().size()];
            for (int c = 0; c < weights.length; c++) {
                int label = c;
                long count = classes.stream().filter(x -> x == label).count();
                // A class that only the training data has weighs nothing where it isn't.
                weights[c] = (float) classes.size() / (weights.length * Math.max(1, count));
            }
            builder.optClassWeights(weights);
        }
        return builder.build();
    }
}
