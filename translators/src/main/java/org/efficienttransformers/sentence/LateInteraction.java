/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * How a folder makes a vector of each token, for models that compare the tokens of a query with
 * those of a document (<a href="https://arxiv.org/abs/2004.12832">ColBERT, Khattab and Zaharia,
 * 2020</a>).
 *
 * <p>There are three forms of such folders: that of sentence-transformers 6 ({@code model_type}
 * MultiVectorEncoder in config_sentence_transformers.json), that of PyLate (ColBERT there), and
 * that of Stanford's ColBERT (class HF_ColBERT in config.json, with artifact.metadata).
 *
 * @param query how queries are read
 * @param document how documents are read
 * @param steps what happens to the vector of each token
 * @param averages whether a score is divided by the number of the query's vectors
 */
public record LateInteraction(Side query, Side document, List<VectorStep> steps, boolean averages) {

    /** The file that Stanford's ColBERT writes next to config.json. */
    public static final String METADATA = "artifact.metadata";

    /** The matrix of Stanford's ColBERT, among the weights of the model. */
    public static final String PROJECTION = "linear.weight";

    /** The class of Stanford's ColBERT. */
    public static final String STANFORD = "HF_ColBERT";

    private static final String NATIVE = "MultiVectorEncoder";
    private static final String PYLATE = "ColBERT";
    private static final String TOKENS = "token_embeddings";
    private static final String QUERY = "query";
    private static final String DOCUMENT = "document";
    private static final String QUERY_LENGTH = "query_length";
    private static final String DOCUMENT_LENGTH = "document_length";
    private static final String EXPANSION = "query_expansion";
    private static final String SKIPPED = "skiplist_words";

    /** That of ColBERT where nothing is said. */
    private static final int USUAL_LENGTH = 32;

    /** All that Python's string.punctuation has. */
    private static final List<String> PUNCTUATION =
            List.of("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".split(""));

    /** Any of these says that PyLate wrote the settings. */
    private static final List<String> PYLATE_KEYS =
            List.of(
                    QUERY_LENGTH,
                    DOCUMENT_LENGTH,
                    EXPANSION,
                    "do_query_expansion",
                    "attend_to_expansion_tokens",
                    "query_prefix",
                    "document_prefix",
                    SKIPPED);

    /** Copies the list. */
    public LateInteraction {
        steps = List.copyOf(steps);
    }

    /**
     * How texts of one kind are read.
     *
     * @param prompt what stands before each text
     * @param marked whether the prompt begins with a token that a tokenizer may take for plain text
     * @param maxLength the longest text in tokens; 0 where that isn't said
     * @param expansion what a shorter text is filled up with, or null
     * @param skipped the tokens whose vectors are left out
     */
    public record Side(
            String prompt,
            boolean marked,
            int maxLength,
            Expansion expansion,
            List<String> skipped) {

        /** Copies the list. */
        public Side {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * Tokens that stand after a text and have vectors of their own.
     *
     * @param token the token; null for the mask
     * @param length how many tokens a text has with them
     * @param fixed whether no text may have more
     * @param attended whether other tokens see them
     */
    public record Expansion(String token, int length, boolean fixed, boolean attended) {}

    /**
     * Tells whether a folder makes a vector of each token.
     *
     * @param folder the folder
     * @param config its config.json
     * @return false if it makes one of each text, or doesn't say
     * @throws IOException if a file is broken
     */
    public static boolean isIn(SentenceFolder folder, PretrainedConfig config) throws IOException {
        return folder.exists() ? isIn(folder) : STANFORD.equals(config.architecture());
    }

    /** Tells whether the modules of a folder make a vector of each token. */
    static boolean isIn(SentenceFolder folder) throws IOException {
        String type = folder.modelSettings().string("model_type", "");
        return type.equals(NATIVE) || type.equals(PYLATE);
    }

    /**
     * Reads what a folder says.
     *
     * @param folder the folder
     * @param config its config.json
     * @param manager gives the device through which weights are read
     * @return what it says, if it makes a vector of each token
     * @throws IOException if a file is missing or broken
     * @throws IllegalArgumentException if a module or a value isn't supported
     */
    public static Optional<LateInteraction> read(
            SentenceFolder folder, PretrainedConfig config, NDManager manager) throws IOException {
        if (!isIn(folder, config)) {
            return Optional.empty();
        }
        if (!folder.exists()) {
            PretrainedConfig settings = stanford(folder.settings(METADATA));
            VectorStep projection = Dense.projection(folder.folder(), PROJECTION, manager);
            return Optional.of(
                    of(
                            settings,
                            settings,
                            mask(settings),
                            List.of(projection, UnitLength.INSTANCE)));
        }
        PretrainedConfig settings = folder.modelSettings();
        boolean isNative = settings.string("model_type", "").equals(NATIVE);
        PretrainedConfig mask = isNative ? null : mask(settings);
        List<VectorStep> steps = new ArrayList<>();
        for (SentenceModule module : folder.modules().subList(1, folder.modules().size())) {
            PretrainedConfig own = folder.config(module);
            String kind =
                    module.type().equals("pylate.models.Dense.Dense") ? "Dense" : module.kind();
            switch (kind) {
                case "Dense" -> {
                    requireTokens(own, own.string("module_input_name", TOKENS));
                    steps.add(Dense.read(folder.place(module), own, manager));
                }
                case "Normalize" -> {
                    requireTokens(own, own.string("module_input_name", "sentence_embedding"));
                    steps.add(UnitLength.INSTANCE);
                }
                case "MultiVectorMask" -> mask = own;
                case "Dropout" -> {
                    // of training
                }
                default ->
                        throw folder.refuse(
                                module,
                                "Dense, MultiVectorMask, Normalize or Dropout follow an encoder"
                                        + " whose model_type is "
                                        + NATIVE);
            }
        }
        if (!isNative) {
            steps.add(UnitLength.INSTANCE);
        }
        return Optional.of(of(settings, folder.transformerSettings(), mask, steps));
    }

    private static void requireTokens(PretrainedConfig config, String input) {
        require(
                input.equals(TOKENS),
                "%s has module_input_name = %s; a model that makes a vector of each token has %s.",
                config.source(),
                input,
                TOKENS);
    }

    /** PyLate's words for what artifact.metadata says. */
    private static PretrainedConfig stanford(PretrainedConfig metadata) {
        JsonObject json = new JsonObject();
        json.addProperty("query_prefix", metadata.string("query_token_id", "[unused0]") + " ");
        json.addProperty("document_prefix", metadata.string("doc_token_id", "[unused1]") + " ");
        json.addProperty(QUERY_LENGTH, metadata.integer("query_maxlen", USUAL_LENGTH));
        if (metadata.has("doc_maxlen")) {
            json.addProperty(DOCUMENT_LENGTH, metadata.integer("doc_maxlen"));
        }
        json.addProperty(
                "attend_to_expansion_tokens", metadata.bool("attend_to_mask_tokens", false));
        List<String> skipped = metadata.bool("mask_punctuation", true) ? PUNCTUATION : List.of();
        json.add(SKIPPED, PretrainedConfig.json(skipped));
        return new PretrainedConfig(json, metadata.source());
    }

    /** PyLate's words for a MultiVectorMask. */
    private static PretrainedConfig mask(PretrainedConfig settings) {
        return settings.has(SKIPPED) ? settings : settings.with(SKIPPED, PUNCTUATION);
    }

    private static LateInteraction of(
            PretrainedConfig settings,
            PretrainedConfig transformer,
            PretrainedConfig mask,
            List<VectorStep> steps) {
        Expansion expansion = expansion(settings, transformer);
        require(
                expansion == null || mask != null,
                "%s has %s, and no module MultiVectorMask gives its tokens vectors; add the module,"
                        + " or leave the key out.",
                transformer.source(),
                EXPANSION);
        require(
                mask == null || !mask.has("keep_only_token_ids"),
                "%s has keep_only_token_ids, which is for pictures; supported: null.",
                mask == null ? "" : mask.source());
        boolean fixed = expansion != null && expansion.fixed();
        return new LateInteraction(
                new Side(
                        prompt(settings, "query_prefix", QUERY),
                        settings.has("query_prefix"),
                        fixed ? expansion.length() : length(QUERY_LENGTH, transformer, settings),
                        expansion,
                        skipped(mask, QUERY)),
                new Side(
                        prompt(settings, "document_prefix", DOCUMENT),
                        settings.has("document_prefix"),
                        length(DOCUMENT_LENGTH, transformer, settings),
                        null,
                        skipped(mask, DOCUMENT)),
                steps,
                settings.string("similarity_fn_name", "").equals("meanmaxsim"));
    }

    private static int length(String key, PretrainedConfig transformer, PretrainedConfig settings) {
        return positive(transformer.has(key) ? transformer : settings, key);
    }

    private static int positive(PretrainedConfig config, String key) {
        int length = config.integer(key, 0);
        require(
                length >= 1 || !config.has(key),
                "%s has %s = %s; it must be a number of tokens, 1 or more.",
                config.source(),
                key,
                length);
        return length;
    }

    private static Expansion expansion(PretrainedConfig settings, PretrainedConfig transformer) {
        JsonObject own = transformer.toJson();
        if (own.has(EXPANSION)) {
            return expansion(transformer);
        }
        if (settings.toJson().has(EXPANSION)) {
            return expansion(settings);
        }
        if (PYLATE_KEYS.stream().noneMatch(settings::has)
                || !settings.bool("do_query_expansion", true)) {
            return null;
        }
        int length = settings.has(QUERY_LENGTH) ? positive(settings, QUERY_LENGTH) : USUAL_LENGTH;
        return new Expansion(
                null, length, true, settings.bool("attend_to_expansion_tokens", false));
    }

    private static Expansion expansion(PretrainedConfig config) {
        if (!config.has(EXPANSION)) {
            return null;
        }
        config.object(EXPANSION); // refuses what is none
        PretrainedConfig inner =
                new PretrainedConfig(
                        config.toJson().getAsJsonObject(EXPANSION),
                        config.source() + ", " + EXPANSION + ",");
        String strategy = inner.string("strategy", null);
        require(
                strategy.equals("fixed") || strategy.equals("min"),
                "%s has strategy = %s; supported: fixed, min.",
                inner.source(),
                strategy);
        inner.integer("length"); // must be there
        return new Expansion(
                inner.has("token") ? inner.string("token", null) : null,
                positive(inner, "length"),
                strategy.equals("fixed"),
                inner.bool("attend", false));
    }

    private static List<String> skipped(PretrainedConfig mask, String task) {
        if (mask == null || !mask.has(SKIPPED)) {
            return List.of();
        }
        List<String> tasks =
                mask.has("skiplist_tasks") ? mask.strings("skiplist_tasks") : List.of(DOCUMENT);
        return tasks.contains(task) ? mask.strings(SKIPPED) : List.of();
    }

    /** A prefix of PyLate's stands before the prompt. */
    private static String prompt(PretrainedConfig settings, String prefixKey, String name) {
        String prefix = settings.string(prefixKey, "");
        String prompt = SentenceSettings.prompts(settings).getOrDefault(name, "");
        return prompt.startsWith(prefix) ? prompt : prefix + prompt;
    }
}
