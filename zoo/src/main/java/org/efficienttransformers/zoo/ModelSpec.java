/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ModelException;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model by its name, with the arguments of its Criteria. Unlike a Criteria or a model it can be
 * serialised, so that it can be sent to where the model is to be loaded.
 *
 * @param model a name of this zoo, a folder with config.json and weights, a URL ({@code
 *     hf://organisation/name}, {@code hf:///folder}, {@code djl://group/artifact}), or an id of the
 *     hub ({@code organisation/name})
 * @param arguments as {@code optArgument} takes them
 */
public record ModelSpec(String model, Map<String, String> arguments) implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Pattern URL = Pattern.compile("(hf|djl|file):.*");
    private static final Pattern HUB_ID = Pattern.compile("[\\w.-]+/[\\w.-]+");

    /** Checks that there is a name, and copies the arguments. */
    public ModelSpec {
        require(
                model != null && !model.isBlank(),
                "No model is named; give a name of the zoo, a folder, a URL such as"
                        + " hf://organisation/name, or an id of the hub.");
        arguments = Map.copyOf(arguments);
    }

    /**
     * {@return a model without arguments}
     *
     * @param model its name
     */
    public static ModelSpec of(String model) {
        return new ModelSpec(model, Map.of());
    }

    /**
     * Returns the URL that a Criteria takes.
     *
     * @return the URL
     * @throws IllegalArgumentException if nothing has the name
     */
    public String url() {
        if (URL.matcher(model).matches()) {
            return model;
        }
        ModelZoo zoo = ModelZoo.getModelZoo(EfficientTransformersZoo.GROUP_ID);
        if (zoo.getModelLoader(model) != null) {
            return "djl://" + EfficientTransformersZoo.GROUP_ID + "/" + model;
        }
        if (isFolder(model)) {
            // DJL takes a comma for the end of a URL.
            return HuggingFaceRepository.url(Path.of(model), null).toString().replace(",", "%2C");
        }
        if (HUB_ID.matcher(model).matches()) {
            return "hf://" + model;
        }
        throw new IllegalArgumentException(
                String.format(
                        "There is no model '%s'; give a folder that exists, a URL such as"
                                + " hf://organisation/name, an id of the hub such as"
                                + " FacebookAI/roberta-base, or one of the zoo: %s.",
                        model,
                        zoo.getModelLoaders().stream()
                                .map(loader -> loader.getArtifactId())
                                .collect(Collectors.toCollection(TreeSet::new))
                                .stream()
                                .collect(Collectors.joining(", "))));
    }

    /**
     * Returns what loads it.
     *
     * @param input the class of the input
     * @param output the class of the answer
     * @param <I> the input
     * @param <O> the answer
     * @return the criteria, to which more can be added
     */
    public <I, O> Criteria.Builder<I, O> criteria(Class<I> input, Class<O> output) {
        Criteria.Builder<I, O> criteria =
                Criteria.builder().setTypes(input, output).optModelUrls(url());
        arguments.forEach(criteria::optArgument);
        return criteria;
    }

    /**
     * Loads it.
     *
     * @param input the class of the input
     * @param output the class of the answer
     * @param <I> the input
     * @param <O> the answer
     * @return the model, to be closed
     * @throws ModelException if it isn't there, or can't be loaded
     * @throws IOException if a file can't be read
     */
    public <I, O> ZooModel<I, O> load(Class<I> input, Class<O> output)
            throws ModelException, IOException {
        return criteria(input, output).build().loadModel();
    }

    /**
     * Returns the folder of its files, downloaded if need be, without loading it.
     *
     * @return a Hugging Face folder
     * @throws IOException if files are missing
     */
    public Path folder() throws IOException {
        Repository repository = Repository.newInstance("model", url());
        MRL mrl = repository.getResources().get(0);
        Artifact artifact = repository.resolve(mrl, Map.of());
        repository.prepare(artifact);
        return repository.getResourceDirectory(artifact);
    }

    private static boolean isFolder(String name) {
        try {
            return Files.isDirectory(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
