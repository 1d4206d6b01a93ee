/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import org.efficienttransformers.examples.search.Result;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.recipes.data.LabelledText;
import org.efficienttransformers.model.StateDict;
import picocli.CommandLine.ParseResult;

/**
 * run.json: all that is needed to tell how a model was made, and to make it again. Model cards are
 * written from it.
 */
final class RunRecord {

    /** The name of the file. */
    static final String FILE = "run.json";

    private final JsonObject json = new JsonObject();

    RunRecord(ParseResult command, int seed) {
        JsonArray arguments = new JsonArray();
        command.originalArgs().forEach(arguments::add);
        json.addProperty("recipe", command.commandSpec().name());
        json.add("arguments", arguments);
        json.addProperty("seed", seed);
        json.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        json.addProperty("machine", Machine.describe());
        json.add("data", new JsonObject());
    }

    /** Adds data: its name without folders, its size, labels, and a hash of all texts. */
    void data(String role, Path path, List<LabelledText> texts) {
        JsonObject data = new JsonObject();
        data.addProperty("name", String.valueOf(path.getFileName()));
        data.addProperty("examples", texts.size());
        JsonObject labels = new JsonObject();
        Map<String, Long> counts =
                texts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        LabelledText::label, TreeMap::new, Collectors.counting()));
        counts.forEach(labels::addProperty);
        data.add("labels", labels);
        data.addProperty("sha256", hash(texts));
        json.getAsJsonObject("data").add(role, data);
    }

    /** Adds texts without labels. */
    void texts(String role, Path path, List<String> texts) {
        data(role, path, texts.stream().map(text -> new LabelledText(text, "text", role)).toList());
    }

    private static String hash(List<LabelledText> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledText text : texts) {
                digest.update(
                        (text.label() + "\n" + text.text() + "\n")
                                .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }

    /** Adds config.json and the number of parameters. */
    void model(Checkpoint checkpoint) {
        long parameters =
                StateDict.of(checkpoint.model()).values().stream()
                        .mapToLong(parameter -> parameter.getShape().size())
                        .sum();
        json.addProperty("parameters", parameters);
        json.add("config", checkpoint.config().toJson());
    }

    /** Adds what came of the training. */
    void training(TrainingRun.Result result) {
        JsonObject training = new JsonObject();
        training.addProperty("steps", result.steps());
        training.addProperty("tokens", result.tokens());
        training.addProperty("seconds", Math.round(result.seconds()));
        training.addProperty("tokens_per_second", Math.round(result.tokens() / result.seconds()));
        training.addProperty("peak_resident_bytes", result.peakBytes());
        training.addProperty("figure", result.figure());
        JsonObject evaluations = new JsonObject();
        result.evaluations()
                .forEach((step, figure) -> evaluations.addProperty(step.toString(), figure));
        training.add("evaluations", evaluations);
        json.add("training", training);
    }

    /** Adds what the test found. */
    void test(Evaluation evaluation) {
        JsonObject figures = new JsonObject();
        evaluation.figures().forEach(figures::addProperty);
        json.add("test", figures);
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), text(json));
    }

    /** The content of the file. */
    static String text(JsonObject json) {
        return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json)
                + "\n";
    }
}
