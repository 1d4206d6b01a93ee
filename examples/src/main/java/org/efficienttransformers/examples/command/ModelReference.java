/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import ai.djl.ModelException;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.hub.TerminalProgress;
import org.efficienttransformers.zoo.ModelSpec;

/**
 * A model as a user names it: an entry of the zoo, a folder, a URL, or an id of the hub.
 *
 * @param name as given
 * @param entry the entry of the zoo, or null if it is none
 * @param url the URL, or null if it is an entry of the zoo
 */
public record ModelReference(String name, ZooEntry entry, String url) {

    /** What help says of it. */
    public static final String HELP =
            "A name that 'zoo list' has, a folder with config.json and weights, a URL"
                    + " (hf://organisation/name, hf:///folder), or an id of the hub"
                    + " (organisation/name).";

    /** Finds out what a name means. */
    public static ModelReference of(String name) {
        Optional<ZooEntry> entry = ZooEntry.find(name);
        if (entry.isPresent()) {
            return new ModelReference(name, entry.get(), null);
        }
        try {
            return new ModelReference(name, null, ModelSpec.of(name).url());
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e.getMessage(), e);
        }
    }

    /** The folder that it lies in, if it is a local one. */
    Optional<Path> folder() {
        return url != null && url.startsWith("hf:///")
                ? Optional.of(Path.of(URI.create("file://" + URI.create(url).getRawPath())))
                : Optional.empty();
    }

    /** Loads it to give raw outputs. */
    public ZooModel<NDList, NDList> load(Map<String, ?> arguments) {
        return load(Criteria.builder().setTypes(NDList.class, NDList.class), arguments);
    }

    /** Loads it for what the criteria ask for. */
    public <I, O> ZooModel<I, O> load(Criteria.Builder<I, O> criteria, Map<String, ?> arguments) {
        if (entry == null) {
            criteria.optModelUrls(url);
        } else {
            criteria.optGroupId(ZooEntry.GROUP).optArtifactId(name);
        }
        arguments.forEach(criteria::optArgument);
        try {
            return criteria.optProgress(new TerminalProgress(System.err)).build().loadModel();
        } catch (ModelException
                | IOException
                | UncheckedIOException
                | EngineException
                | IllegalArgumentException e) {
            throw new BadInputException(
                    e, "The model %s can't be loaded: %s", name, e.getMessage());
        }
    }
}
