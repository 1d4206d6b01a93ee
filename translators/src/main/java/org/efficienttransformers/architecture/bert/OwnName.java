/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.JsonObject;
import java.util.Map;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * {@code linformer} and {@code performer}, which transformers doesn't know: encoders of another
 * family with that attention. {@code base_model_type} names the family, {@code bert} by default.
 */
public final class OwnName extends BertLine {

    /** The key of our own that names the family. */
    static final String BASE = "base_model_type";

    private static final Map<String, String> CLASSES =
            Map.of("linformer", "Linformer", "performer", "Performer");

    @Override
    public Map<String, String> classNames() {
        return CLASSES;
    }

    @Override
    protected Family withoutAttention(PretrainedConfig config) {
        String name = config.string(BASE, "bert");
        JsonObject json = config.toJson();
        json.addProperty("model_type", name);
        PretrainedConfig base = new PretrainedConfig(json, config.source());
        require(
                Architectures.modelTypes().contains(name)
                        && Architectures.of(base) instanceof BertLine line
                        && !(line instanceof OwnName),
                "%s has base_model_type = %s; it must be a model_type of the BERT line, such as"
                        + " bert or roberta.",
                config.source(),
                name);
        return ((BertLine) Architectures.of(base)).family(base);
    }

    @Override
    protected Family family(PretrainedConfig config) {
        return family(withoutAttention(config), config.modelType());
    }

    /** The family of another that got this attention. */
    static Family family(Family base, String modelType) {
        return base.named(modelType, CLASSES.get(modelType));
    }

    @Override
    protected String ownAttention(PretrainedConfig config) {
        return config.modelType();
    }
}
