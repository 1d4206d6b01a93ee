/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * What sentence_bert_config.json and config_sentence_transformers.json say.
 *
 * @param maxLength {@code max_seq_length}, the longest text in tokens; 0 if that isn't said
 * @param lowerCase {@code do_lower_case}: texts are lower-cased, whatever the tokenizer does
 * @param prompts what may stand before a text, by name
 * @param defaultPromptName the name of the one that does unless another is asked for, or null
 * @param activation the class of the function that a cross-encoder's logits go through, or null
 * @param similarity how vectors are compared, such as {@code cosine}, or null if that isn't said
 * @param source the file with the prompts, for messages
 */
public record SentenceSettings(
        int maxLength,
        boolean lowerCase,
        Map<String, String> prompts,
        String defaultPromptName,
        String activation,
        String similarity,
        String source) {

    /** The length under which published folders say nothing. */
    private static final String MAX_LENGTH = "max_seq_length";

    private static final String[] TOKENIZER_ARGUMENTS = {"processor_kwargs", "tokenizer_args"};

    /** Copies the prompts. */
    public SentenceSettings {
        prompts = Map.copyOf(prompts);
    }

    /** Of a folder that isn't one of sentence-transformers. */
    static SentenceSettings none(String folder) {
        return new SentenceSettings(0, false, Map.of(), null, null, null, folder);
    }

    /**
     * Reads them.
     *
     * @param transformer sentence_bert_config.json, or an empty object
     * @param model config_sentence_transformers.json, or an empty object
     * @return the settings
     * @throws IllegalArgumentException if a value is none that sentence-transformers writes
     */
    static SentenceSettings read(PretrainedConfig transformer, PretrainedConfig model) {
        String prompt = text(model, "default_prompt_name");
        return new SentenceSettings(
                maxLength(transformer),
                transformer.bool("do_lower_case", false),
                prompts(model),
                prompt,
                text(model, "activation_fn"),
                text(model, "similarity_fn_name"),
                model.source());
    }

    private static String text(PretrainedConfig config, String key) {
        return config.has(key) ? config.string(key, null) : null;
    }

    /** What is said of the tokenizer counts more, as there. */
    private static int maxLength(PretrainedConfig config) {
        JsonObject json = config.toJson();
        for (String key : TOKENIZER_ARGUMENTS) {
            if (json.get(key) instanceof JsonObject arguments
                    && arguments.has("model_max_length")) {
                return positive(
                        new PretrainedConfig(arguments, config.source() + ", " + key + ","),
                        "model_max_length");
            }
        }
        return positive(config, MAX_LENGTH);
    }

    private static int positive(PretrainedConfig config, String key) {
        if (!config.has(key)) {
            return 0;
        }
        int length = config.integer(key);
        require(
                length >= 1,
                "%s has %s = %s; it must be a number of tokens, 1 or more.",
                config.source(),
                key,
                length);
        return length;
    }

    /** The prompts that there are, by name. */
    static Map<String, String> prompts(PretrainedConfig config) {
        Map<String, String> prompts = new LinkedHashMap<>();
        if (!config.has("prompts")) {
            return prompts;
        }
        JsonElement json = config.toJson().get("prompts");
        if (!json.isJsonObject()) {
            throw wrongPrompts(config, json);
        }
        for (Map.Entry<String, JsonElement> prompt : json.getAsJsonObject().entrySet()) {
            JsonElement text = prompt.getValue();
            if (text.isJsonNull()) {
                continue; // the name is known, and nothing stands for it
            }
            if (!text.isJsonPrimitive() || !text.getAsJsonPrimitive().isString()) {
                throw wrongPrompts(config, text);
            }
            prompts.put(prompt.getKey(), text.getAsString());
        }
        return prompts;
    }

    private static IllegalArgumentException wrongPrompts(PretrainedConfig config, JsonElement of) {
        return new IllegalArgumentException(
                config.source()
                        + " has "
                        + of
                        + " in prompts; it must be an object from names to texts.");
    }

    /**
     * Chooses what stands before each text.
     *
     * @param text the argument {@code prompt}, or null
     * @param name the argument {@code promptName}, or null
     * @return the prompt, which may be empty
     * @throws IllegalArgumentException if there is no prompt of the name, or both are given
     */
    public String prompt(String text, String name) {
        if (text != null) {
            require(
                    name == null,
                    "prompt is '%s' and promptName is '%s'; allowed: one of them.",
                    text,
                    name);
            return text;
        }
        String chosen = name == null ? defaultPromptName : name;
        if (chosen == null) {
            return "";
        }
        String prompt = prompts.get(chosen);
        if (prompt == null && name == null) {
            return ""; // as there
        }
        require(
                prompt != null,
                "promptName is '%s', and %s%s",
                name,
                source,
                prompts.isEmpty()
                        ? " has no prompts; give the text itself as prompt."
                        : " has the prompts "
                                + String.join(", ", prompts.keySet().stream().sorted().toList())
                                + ".");
        return prompt;
    }
}
