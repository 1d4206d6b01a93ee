/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.recipes.data.TextTuples;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.HardNegatives;
import org.efficienttransformers.finetune.task.classification.ClassificationTask;
import org.efficienttransformers.finetune.task.classification.ClassificationTask.Examples;
import org.efficienttransformers.finetune.task.classification.Masking;
import org.efficienttransformers.finetune.task.classification.Ranking;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a cross-encoder, which scores how well a text fits a query. */
@Command(
        name = "reranker",
        sortOptions = false,
        description = {
            "Trains a cross-encoder: it reads a query and a text together, and gives a score from 0 to"
                    + " 1 of how well they fit.",
            "Data is a .csv file with a header, or a .jsonl file, of queries, texts that fit them and"
                    + " texts that don't; or of pairs and labels from 0 to 1. Of pairs that fit"
                    + " alone, others are found that look alike. CrossEncoder of"
                    + " sentence-transformers loads the folder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Pairs that fit, each with 4 others that share its words:",
            "  et train reranker --model answerdotai/ModernBERT-base --negatives 4 \\",
            "      --train pairs.jsonl --validation held-out.jsonl --output reranker --truncate",
            "",
            "  One from scratch:",
            "  et train reranker --new full \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --set type_vocab_size=2 --learning-rate 1e-3 --epochs 20 --train pairs.jsonl \\",
            "      --validation held-out.jsonl --output small-reranker --truncate",
            "",
            "  Pairs with labels:",
            "  et train reranker --model BAAI/bge-reranker-v2-m3 --texts query,passage \\",
            "      --label relevance --train train.csv --validation dev.csv --output reranker"
        })
public final class Reranker extends Recipe<TextTuples.Texts> {

    private static final int FOUND = 4;

    @Option(
            names = "--texts",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "query,positive",
            description =
                    "The columns or keys of the texts, separated by commas: the query, a text, and"
                            + " more that don't fit, if there are (default: ${DEFAULT-VALUE}).")
    private List<String> names;

    @Option(
            names = "--label",
            paramLabel = "NAME",
            description =
                    "The column or key that says how well query and text fit, from 0 to 1 (default:"
                            + " all do).")
    private String label;

    @Option(
            names = "--negatives",
            paramLabel = "N",
            description =
                    "Finds so many texts for each query that share its words and don't fit, among those"
                            + " of the same file (default: 4 if there are neither labels nor texts"
                            + " that don't fit, or else 0).")
    private Integer negatives;

    @Option(
            names = "--truncate",
            description = "Cuts pairs that are longer than the model takes, the longer text first.")
    private boolean truncate;

    @Override
    List<TextTuples.Texts> readTrain(Path path) throws IOException {
        if (names.size() < 2 || (label != null && names.size() > 2)) {
            throw new BadInputException(
                    "--texts is %s; it must name two columns or more, with --label two.",
                    String.join(",", names));
        }
        if (negatives != null && (negatives < 0 || (negatives == 0 && isOneSided()))) {
            throw new BadInputException(
                    "--negatives is %s; allowed: 0 or more, and 1 or more where there are neither"
                            + " labels nor texts that don't fit.",
                    negatives);
        }
        return read(path);
    }

    /** Whether the data has nothing but what fits. */
    private boolean isOneSided() {
        return label == null && names.size() == 2;
    }

    @Override
    List<TextTuples.Texts> read(Path path) throws IOException {
        return TextTuples.read(path, names, label);
    }

    @Override
    Head head() {
        return Head.SEQUENCE_CLASSIFICATION;
    }

    @Override
    List<String> labels(List<TextTuples.Texts> trained) {
        return List.of("LABEL_0"); // as transformers names the one of a cross-encoder
    }

    @Override
    List<LabelledText> recorded(List<TextTuples.Texts> examples) {
        return examples.stream()
                .map(
                        texts ->
                                new LabelledText(
                                        String.join("\n", texts.texts()),
                                        label == null ? "texts" : String.valueOf(texts.label()),
                                        ""))
                .toList();
    }

    @Override
    Function<List<TextTuples.Texts>, FineTuningTask> tasks(
            Trainee trainee, List<TextTuples.Texts> trained, Settings settings) {
        Examples examples = examples(trainee, trained);
        Batching batching = trainee.batching(settings);
        return held ->
                new ClassificationTask(examples, examples(trainee, held), batching, Masking.NONE);
    }

    /** Pairs as they are read and found. */
    private static final class Pairs {

        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private final List<String> queries = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<Float> relevances = new ArrayList<>();

        void add(String query, String text, double relevance) {
            numbers.putIfAbsent(query, numbers.size());
            queries.add(query);
            texts.add(text);
            relevances.add((float) relevance);
        }

        Ranking ranking() {
            return new Ranking(queries.stream().map(numbers::get).toList(), relevances);
        }
    }

    private Examples examples(Trainee trainee, List<TextTuples.Texts> rows) {
        Pairs pairs = new Pairs();
        for (TextTuples.Texts row : rows) {
            String query = row.texts().get(0);
            pairs.add(query, row.texts().get(1), row.label());
            row.texts().stream().skip(2).forEach(text -> pairs.add(query, text, 0));
        }
        int wanted = negatives == null ? (isOneSided() ? FOUND : 0) : negatives;
        if (wanted > 0) {
            addNegatives(pairs, wanted, trainee);
        }
        return new Examples(
                trainee.encodePairs(pairs.queries, pairs.texts, truncate), pairs.ranking());
    }

    /** Those that the query isn't known to go with. */
    private static void addNegatives(Pairs pairs, int count, Trainee trainee) {
        Map<String, List<String>> own = new LinkedHashMap<>();
        for (int i = 0; i < pairs.queries.size(); i++) {
            own.computeIfAbsent(pairs.queries.get(i), query -> new ArrayList<>())
                    .add(pairs.texts.get(i));
        }
        HardNegatives finder =
                new HardNegatives(pairs.texts, text -> trainee.tokenizer().encode(text).ids());
        own.forEach(
                (query, texts) ->
                        finder.of(query, texts, count).forEach(text -> pairs.add(query, text, 0)));
    }
}
