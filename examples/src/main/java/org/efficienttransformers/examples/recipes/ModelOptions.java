/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDManager;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which model to train: one to fine-tune, or a new one by mechanism and size. */
final class ModelOptions {

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    private static final class Origin {

        @Option(
                names = "--model",
                paramLabel = "URL",
                description =
                        "Fine-tunes this model: hf://org/name, or hf:///folder for a local one.")
        private String url;

        @Option(
                names = "--new",
                paramLabel = "MECHANISM",
                description =
                        "Trains a new model from scratch, with this attention:"
                                + " ${COMPLETION-CANDIDATES}.")
        private Mechanism mechanism;
    }

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "With --new: the folder of the tokenizer.")
    private Path tokenizer;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "2",
            description = "With --new: the number of layers (default: ${DEFAULT-VALUE}).")
    private int layers;

    @Option(
            names = "--hidden-size",
            paramLabel = "N",
            defaultValue = "128",
            description =
                    "With --new: the width; feed-forward layers are four times as wide (default:"
                            + " ${DEFAULT-VALUE}).")
    private int hiddenSize;

    @Option(
            names = "--heads",
            paramLabel = "N",
            defaultValue = "4",
            description = "With --new: the number of heads (default: ${DEFAULT-VALUE}).")
    private int heads;

    @Option(
            names = "--max-length",
            paramLabel = "N",
            description =
                    "The longest text in tokens (default: what the model takes; with --new 4096).")
    private Integer maxLength;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "With --new: a value of config.json, such as attention_window=128. With"
                            + " --model: an argument as in a Criteria, such as"
                            + " attention=longformer. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * A model to be trained and its tokenizer.
     *
     * @param checkpoint the model, not frozen
     * @param tokenizer its tokenizer; null for tasks without one
     * @param tokenizerFolder where its files are
     * @param name what to call the model in reports
     */
    record Trainee(
            Checkpoint checkpoint, TextTokenizer tokenizer, Path tokenizerFolder, String name) {

        /** How sequences are filled up; any id will do, as the model doesn't see it. */
        Padding padding() {
            SpecialToken pad = tokenizer.specialTokens().pad();
            return Padding.of(
                    checkpoint.config(),
                    pad == null ? 0 : pad.id(),
                    checkpoint.model().maxLength());
        }
    }

    /**
     * Loads or makes the model.
     *
     * @param head what the task needs
     * @param labels the labels; empty if it has none
     * @param manager owns the model and the tokenizer
     * @return the model, ready to be trained
     * @throws BadInputException if there can't be such a model
     */
    Trainee open(Head head, List<String> labels, NDManager manager) throws IOException {
        Trainee trainee =
                origin.url == null ? create(head, labels, manager) : load(head, labels, manager);
        trainee.checkpoint.model().freezeParameters(false);
        return trainee;
    }

    private Trainee create(Head head, List<String> labels, NDManager manager) throws IOException {
        if (tokenizer == null) {
            throw new BadInputException(
                    "--new needs --tokenizer, the folder of a tokenizer.json or of"
                            + " other tokenizer files.");
        }
        TextTokenizer text = TextTokenizer.load(tokenizer).attach(manager);
        Vocabulary vocabulary = Vocabulary.of(text);
        return new Trainee(
                fresh(head, labels, vocabulary, manager),
                text,
                tokenizer,
                origin.mechanism.toString());
    }

    /**
     * Makes a new model for ids that come from elsewhere than a tokenizer.
     *
     * @return the model, ready to be trained
     * @throws BadInputException if there can't be such a model
     */
    Checkpoint create(Head head, List<String> labels, Vocabulary vocabulary, NDManager manager)
            throws IOException {
        if (origin.url != null || tokenizer != null) {
            throw new BadInputException(
                    "--model or --tokenizer is given, but this recipe trains new"
                            + " models on tokens of its own; give --new.");
        }
        Checkpoint checkpoint = fresh(head, labels, vocabulary, manager);
        checkpoint.model().freezeParameters(false);
        return checkpoint;
    }

    private Checkpoint fresh(
            Head head, List<String> labels, Vocabulary vocabulary, NDManager manager)
            throws IOException {
        return UntrainedModels.create(
                new NewModel(
                                origin.mechanism,
                                layers,
                                hiddenSize,
                                heads,
                                maxLength == null ? NewModel.MAX_LENGTH : maxLength,
                                settings)
                        .config(head, labels, vocabulary),
                manager);
    }

    private Trainee load(Head head, List<String> labels, NDManager manager) throws IOException {
        if (!origin.url.toLowerCase(Locale.ROOT).startsWith("hf:")) {
            throw new BadInputException(
                    "--model is '%s'; allowed: hf://org/name, or hf:///folder for"
                            + " a local one.",
                    origin.url);
        }
        Repository repository = Repository.newInstance("model", origin.url);
        MRL mrl = repository.getResources().get(0);
        Artifact artifact = repository.resolve(mrl, Map.of());
        repository.prepare(artifact);
        Path folder = repository.getResourceDirectory(artifact);
        Map<String, Object> arguments = new HashMap<>(settings);
        if (maxLength != null) {
            arguments.put("maxLength", maxLength);
        }
        for (String name : settings.keySet()) {
            if (!LoadOptions.NAMES.contains(name)) {
                throw new BadInputException(
                        "--set names '%s'; allowed with --model: %s.",
                        name, String.join(", ", LoadOptions.NAMES.stream().sorted().toList()));
            }
        }
        return new Trainee(
                UntrainedModels.withHead(folder, head, labels, manager, LoadOptions.of(arguments)),
                TextTokenizer.load(folder).attach(manager),
                folder,
                origin.url);
    }
}
