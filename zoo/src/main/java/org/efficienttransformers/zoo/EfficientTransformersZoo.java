/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import ai.djl.repository.zoo.ModelZoo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The models that can be named by group and artifact.
 *
 * <p>Making the zoo reads no file: DJL makes all zoos as soon as one is asked for.
 */
public final class EfficientTransformersZoo extends ModelZoo {

    /** The group of all models of this zoo. */
    public static final String GROUP_ID = "org.efficienttransformers";

    private static final Set<String> ENGINES = Set.of("PyTorch");
    private static final int LENGTH = 4096;
    private static final List<String> MAIL_MODELS =
            List.of("full", "longformer", "bigbird", "reformer", "linformer", "performer");

    /** Lists the models. */
    EfficientTransformersZoo() {
        add(new MiniLmRepository("all-minilm-l6-v2", Map.of()));
        addLong("longformer", Map.of("attentionWindow", 128));
        addLong("bigbird", Map.of());
        addLong("linformer", Map.of());
        addLong("performer", Map.of());
        for (String attention : MAIL_MODELS) {
            addMail(attention);
        }
        add(
                new BundledRepository(
                        "speech-reranker",
                        "speech-reranker",
                        Application.NLP.TEXT_CLASSIFICATION,
                        "A cross-encoder that tells which passage a few remembered words are from;"
                                + " small, to try reranking."));
        for (PublishedModel model : PublishedModel.ALL) {
            add(new HuggingFaceRepository(model));
        }
    }

    /** Adds the sentence encoder with another attention, for texts of 4,096 tokens. */
    private void addLong(String attention, Map<String, ?> settings) {
        Map<String, Object> arguments = new HashMap<>(settings);
        arguments.put("attention", attention);
        arguments.put("maxLength", LENGTH);
        add(new MiniLmRepository("all-minilm-l6-v2-" + attention + "-" + LENGTH, arguments));
    }

    /** Adds a bundled classifier of mails; they are identical except for their attention. */
    private void addMail(String attention) {
        add(
                new BundledRepository(
                        "mail-" + attention,
                        "mail",
                        Application.NLP.TEXT_CLASSIFICATION,
                        "Tells made-up spam from other mails, up to 4,096 tokens; small, to try "
                                + attention
                                + " attention."));
    }

    private void add(FolderRepository repository) {
        addModel(repository.mrl());
    }

    @Override
    public String getGroupId() {
        return GROUP_ID;
    }

    @Override
    public Set<String> getSupportedEngines() {
        return ENGINES;
    }
}
