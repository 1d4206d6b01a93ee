/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import ai.djl.ndarray.NDManager;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.checkpoint.Dropouts;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.KindOption;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.zoo.EfficientTransformersZoo;
import org.efficienttransformers.zoo.ModelSpec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which model to train: one to fine-tune, or a new one by mechanism and size. */
public final class ModelOptions {

    /** What layers compute in is asked for in addition to the values of config.json. */
    private static final String DTYPE = "dtype";

    private static final Pattern HUB =
            Pattern.compile(
                    "(?:hf:/|djl://\\Q"
                            + EfficientTransformersZoo.GROUP_ID
                            + "\\E)/([^/?]+/[^/?]+)(?:\\?.*)?");

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    private static final class Origin {

        @Option(
                names = "--model",
                paramLabel = "MODEL",
                description =
                        "Fine-tunes this model: a name that 'zoo list' has, a folder with config.json"
                                + " and weights, a URL (hf://organisation/name, hf:///folder), or an"
                                + " id of the hub (organisation/name).")
        private String model;

        @Option(
                names = "--new",
                paramLabel = "MECHANISM",
                converter = KindOption.class,
                completionCandidates = KindOption.class,
                description =
                        "Trains a new model from scratch, with this attention:"
                                + " ${COMPLETION-CANDIDATES}.")
        private AttentionKind kind;
    }

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            description = "With --new: the folder of the tokenizer.")
    private Path tokenizer;

    @Option(
            names = "--start",
            paramLabel = "FOLDER",
            description =
                    "With --new: begins with the weights of this model instead of random ones, where"
                            + " names and shapes are the same, such as those of a model with other"
                            + " attention and the same tokenizer.")
    private Path start;

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
                            + " attention=longformer. With both, on a GPU: dtype=bfloat16 or"
                            + " float16. May be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--dropout",
            paramLabel = "KEY=X",
            description =
                    "Leaves this share of the features out in training, instead of what config.json"
                            + " says, by its key there, such as hidden_dropout_prob=0 or"
                            + " attention_probs_dropout_prob=0. May be repeated.")
    private Map<String, Double> dropouts = new LinkedHashMap<>();

    /**
     * Loads or makes the model.
     *
     * @param head what the task needs
     * @param labels the labels; empty if it has none
     * @param manager owns the model and the tokenizer
     * @return the model, ready to be trained
     * @throws IOException if a file is missing or broken
     */
    public Trainee open(Head head, List<String> labels, NDManager manager) throws IOException {
        if (origin.model != null) {
            if (start != null) {
                throw new BadInputException(
                        "--start goes with --new; a --model begins with its own weights.");
            }
            return load(head, labels, manager);
        }
        if (tokenizer == null) {
            throw new BadInputException(
                    "--new needs --tokenizer, the folder of a tokenizer.json or of other tokenizer"
                            + " files.");
        }
        TextTokenizer text = TextTokenizer.load(tokenizer).attach(manager);
        Trainee trainee = create(config(head, labels, Vocabulary.of(text)), text, manager);
        if (start != null) {
            WarmStart.copy(start, head, labels, trainee, manager);
        }
        return trainee;
    }

    /**
     * Makes a new model for ids that come from elsewhere than a tokenizer.
     *
     * @param head what the task needs
     * @param labels the labels; empty if it has none
     * @param vocabulary what is to be known of the ids
     * @param manager owns the model
     * @return the model, ready to be trained
     * @throws IOException never, as no file is read
     */
    public Trainee create(Head head, List<String> labels, Vocabulary vocabulary, NDManager manager)
            throws IOException {
        if (origin.model != null || tokenizer != null || start != null) {
            throw new BadInputException(
                    "--model, --tokenizer or --start is given, but this recipe trains new models on"
                            + " tokens of its own; give --new.");
        }
        return create(config(head, labels, vocabulary), null, manager);
    }

    private Trainee create(PretrainedConfig config, TextTokenizer text, NDManager manager)
            throws IOException {
        Map<String, String> asked = new HashMap<>(settings);
        asked.keySet().retainAll(Set.of(DTYPE));
        return Trainee.create(config, LoadOptions.of(asked), text, tokenizer, manager);
    }

    /**
     * {@return the id of the model of the hub that is fine-tuned; null if it is a local or a new
     * one}
     */
    public String hubId() {
        if (origin.model == null) {
            return null;
        }
        // Models of the hub that the zoo lists have their ids for names there.
        Matcher id = HUB.matcher(ModelSpec.of(origin.model).url());
        return id.matches() ? id.group(1) : null;
    }

    private PretrainedConfig config(Head head, List<String> labels, Vocabulary vocabulary) {
        int length = maxLength == null ? NewModel.MAX_LENGTH : maxLength;
        Map<String, String> ofConfig = new LinkedHashMap<>(settings);
        ofConfig.remove(DTYPE);
        PretrainedConfig config =
                new NewModel(origin.kind, layers, hiddenSize, heads, length, ofConfig)
                        .config(head, labels, vocabulary);
        return new Dropouts(dropouts).in(config, head);
    }

    private Trainee load(Head head, List<String> labels, NDManager manager) throws IOException {
        for (String name : settings.keySet()) {
            if (!LoadOptions.NAMES.contains(name)) {
                throw new BadInputException(
                        "--set names '%s'; allowed with --model: %s.",
                        name, String.join(", ", LoadOptions.NAMES.stream().sorted().toList()));
            }
        }
        String url = ModelSpec.of(origin.model).url();
        Repository repository = Repository.newInstance("model", url);
        List<MRL> models = repository.getResources();
        if (models.isEmpty()) {
            throw new BadInputException(
                    "--model is '%s', where there is no config.json with weights; give another"
                            + " folder, a name of the zoo, or an id of the hub.",
                    origin.model);
        }
        Artifact artifact = repository.resolve(models.get(0), Map.of());
        // Those of an entry of the zoo, or in a URL.
        Map<String, Object> arguments = new HashMap<>(artifact.getArguments());
        arguments.keySet().retainAll(LoadOptions.NAMES);
        arguments.putAll(settings);
        if (maxLength != null) {
            arguments.put("maxLength", maxLength);
        }
        LoadOptions options = LoadOptions.of(arguments);
        repository.prepare(artifact);
        Path folder = repository.getResourceDirectory(artifact);
        return Trainee.load(folder, head, labels, new Dropouts(dropouts), options, manager);
    }
}
