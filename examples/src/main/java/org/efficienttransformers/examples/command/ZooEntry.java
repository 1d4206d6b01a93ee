/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import ai.djl.Application;
import ai.djl.repository.Artifact;
import ai.djl.repository.License;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.plan.Kinds;
import org.efficienttransformers.zoo.EfficientTransformersZoo;

/**
 * A model of the zoo, as DJL describes it: nothing is loaded or downloaded.
 *
 * @param application what it is for
 * @param metadata its name, description and licences
 * @param artifact its arguments, and as properties what config.json says
 */
public record ZooEntry(Application application, Metadata metadata, Artifact artifact) {

    /** The group of the zoo. */
    static final String GROUP = EfficientTransformersZoo.GROUP_ID;

    /**
     * Lists all, by name. DJL's own list asks other zoos too, which look for their models online.
     */
    public static List<ZooEntry> all() {
        List<ZooEntry> entries = new ArrayList<>();
        try {
            for (ModelLoader loader : ModelZoo.getModelZoo(GROUP).getModelLoaders()) {
                MRL model = loader.getMrl();
                Metadata metadata = model.getRepository().locate(model);
                entries.add(
                        new ZooEntry(
                                model.getApplication(), metadata, metadata.getArtifacts().get(0)));
            }
        } catch (IOException e) {
            throw new BadInputException(e, "The zoo can't be listed: %s", e.getMessage());
        }
        entries.sort(Comparator.comparing(ZooEntry::name));
        return entries;
    }

    /** Finds one by its name. */
    public static Optional<ZooEntry> find(String name) {
        return all().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The name that {@code optArtifactId} takes. */
    public String name() {
        return metadata.getArtifactId();
    }

    /** What it is, in a sentence. */
    public String description() {
        return metadata.getDescription() == null ? "" : metadata.getDescription();
    }

    /** The names of its licences. */
    public String licence() {
        Map<String, License> licences = metadata.getLicenses();
        return licences == null || licences.isEmpty()
                ? "not stated"
                : licences.values().stream()
                        .map(License::getName)
                        .collect(Collectors.joining(", "));
    }

    /** What it is for, as DJL calls it. */
    public String use() {
        return application.getPath().replaceFirst(".*/", "").replace('_', ' ');
    }

    /** Its mechanism: the one that its arguments put in, or that it was trained with. */
    public AttentionKind mechanism() {
        Object swapped = artifact.getArguments().get("attention");
        return swapped == null ? Kinds.of(config()) : AttentionKinds.of(swapped.toString());
    }

    /** What config.json says of it, and its arguments where they have a say in the mechanism. */
    public PretrainedConfig config() {
        JsonObject json = new JsonObject();
        artifact.getProperties().forEach((key, value) -> json.add(key, parsed(value)));
        Object window = artifact.getArguments().get("attentionWindow");
        if (window instanceof Number number) {
            json.addProperty("attention_window", number);
        }
        return new PretrainedConfig(json, name());
    }

    /** DJL's properties are texts, whatever config.json has. */
    private static JsonElement parsed(String value) {
        try {
            return JsonParser.parseString(value);
        } catch (JsonParseException e) {
            return new JsonPrimitive(value);
        }
    }

    /** The longest text, in tokens. */
    public int maxLength() {
        Object asked = artifact.getArguments().get("maxLength");
        if (asked instanceof Number number) {
            return number.intValue();
        }
        int rows = config().integer("max_position_embeddings");
        // RoBERTa's first rows belong to padding.
        boolean reserved = List.of("longformer", "roberta").contains(config().modelType());
        return reserved ? rows - config().integer("pad_token_id", 1) - 1 : rows;
    }
}
