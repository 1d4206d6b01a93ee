/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.efficienttransformers.examples.recipes.run.ProgressLine;
import org.efficienttransformers.examples.recipes.run.TrainingOptions;

/**
 * Writes a model card, the README.md of a Hugging Face folder, from the record of the run that
 * trained the model.
 *
 * @param name the model's name
 * @param license its licence; null to name none
 * @param about what it is for, its limits, where its data comes from: Markdown
 * @param run the content of run.json
 */
record ModelCard(String name, String license, String about, JsonObject run) {

    /** What the hub calls the task of a head. */
    private static final Map<String, String> TASKS =
            Map.of(
                    "SEQUENCE_CLASSIFICATION", "text-classification",
                    "TOKEN_CLASSIFICATION", "token-classification",
                    "QUESTION_ANSWERING", "question-answering",
                    "MASKED_LM", "fill-mask",
                    "CAUSAL_LM", "text-generation",
                    "CONDITIONAL_GENERATION", "summarization");

    /** What it calls the tasks of recipes that its head alone doesn't tell. */
    private static final Map<String, String> TASKS_OF_RECIPES =
            Map.of("embeddings", "sentence-similarity", "reranker", "text-ranking");

    /** The card, as Markdown after the header that the hub reads. */
    String markdown() {
        StringBuilder card = new StringBuilder(4096);
        card.append("---\n");
        header(card, "license", license);
        String own = TASKS_OF_RECIPES.get(text("recipe"));
        header(card, "library_name", own == null ? null : "sentence-transformers");
        header(card, "pipeline_tag", own == null ? TASKS.get(text("head")) : own);
        header(card, "base_model", text("base_model"));
        card.append("---\n\n# ")
                .append(name)
                .append("\n\n")
                .append(about.strip())
                .append("\n\n## Data\n\n| | examples | labels | SHA-256 of labels and texts |\n")
                .append("|---|---|---|---|\n");
        for (Map.Entry<String, JsonElement> entry : run.getAsJsonObject("data").entrySet()) {
            JsonObject data = entry.getValue().getAsJsonObject();
            StringJoiner labels = new StringJoiner(", ");
            data.getAsJsonObject("labels")
                    .entrySet()
                    .forEach(l -> labels.add(l.getKey() + " " + l.getValue().getAsLong()));
            row(
                    card,
                    entry.getKey(),
                    number(data, "examples"),
                    labels.toString(),
                    "`" + data.get("sha256").getAsString().substring(0, 16) + "...`");
        }
        addTraining(card);
        addScores(card);
        return card.toString();
    }

    private String text(String key) {
        return run.has(key) ? run.get(key).getAsString() : null;
    }

    private static void header(StringBuilder card, String key, String value) {
        if (value != null) {
            card.append(key).append(": ").append(value).append('\n');
        }
    }

    private void addTraining(StringBuilder card) {
        JsonObject training = run.getAsJsonObject("training");
        card.append("\n## Training\n\nRecipe `")
                .append(run.get("recipe").getAsString())
                .append("` of ")
                .append(run.get("date").getAsString(), 0, 10)
                .append(", with\n\n```\n")
                .append(command())
                .append("\n```\n\n| | |\n|---|---|\n");
        row(card, "parameters", number(run, "parameters"));
        row(card, "seed", run.get("seed").getAsString());
        row(card, "steps", number(training, "steps"));
        row(card, "tokens", number(training, "tokens"));
        row(
                card,
                "time of the steps",
                ProgressLine.clock(Duration.ofSeconds(training.get("seconds").getAsLong())));
        row(card, "tokens/s", number(training, "tokens_per_second"));
        row(
                card,
                "peak memory of the process",
                String.format(
                        Locale.ROOT,
                        "%,.0f MB",
                        training.get("peak_resident_bytes").getAsLong() / 1e6));
        row(card, "machine", run.get("machine").getAsString());
        String figure = training.get("figure").getAsString();
        card.append("\nValidation ").append(figure).append(" by step:\n\n| step | ");
        card.append(figure).append(" |\n|---|---|\n");
        training.getAsJsonObject("evaluations")
                .entrySet()
                .forEach(e -> row(card, e.getKey(), share(e.getValue())));
        card.append("\nThe model is the one of the best evaluation.\n\n![Loss and ")
                .append(figure)
                .append(" by step](")
                .append(TrainingOptions.CURVES)
                .append(")\n");
    }

    private void addScores(StringBuilder card) {
        if (run.has("test")) {
            card.append("\n## Held-out scores\n\n| | |\n|---|---|\n");
            run.getAsJsonObject("test")
                    .entrySet()
                    .forEach(e -> row(card, e.getKey(), share(e.getValue())));
        }
    }

    /** The arguments, an option a line. */
    private String command() {
        StringBuilder command = new StringBuilder();
        for (JsonElement argument : run.getAsJsonArray("arguments")) {
            String value = argument.getAsString();
            boolean option = value.startsWith("--");
            if (command.length() > 0) {
                command.append(option ? '\n' : ' ');
            }
            command.append(value);
        }
        return command.toString();
    }

    private static String number(JsonObject object, String key) {
        return String.format(Locale.ROOT, "%,d", object.get(key).getAsLong());
    }

    private static String share(JsonElement value) {
        return String.format(Locale.ROOT, "%.4f", value.getAsDouble());
    }

    private static void row(StringBuilder card, String... cells) {
        card.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
