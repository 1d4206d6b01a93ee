/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.serving;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.modality.Input;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.efficienttransformers.translator.MultipleChoiceInput;
import org.efficienttransformers.translator.RerankInput;

/**
 * A request as DJL Serving hands it on: one input of a task, or a list of them.
 *
 * <p>A body of content type application/json is an input or a list of inputs, alone or as {@code
 * inputs} of an object. An input is a text or an object with the fields of a task, as transformers'
 * pipelines and the Hugging Face inference API name them. A body of another content type is a text.
 * A form with the fields {@code question} and {@code context}, or {@code text} and {@code
 * text_pair}, is such an input too.
 *
 * @param inputs the inputs: String, StringPair, QAInput, ZeroShotClassificationInput,
 *     MultipleChoiceInput or RerankInput
 * @param isList true if they came as a list, and the answers are to be one
 */
record ServingRequest(List<Object> inputs, boolean isList) {

    private static final String INPUTS = "inputs";
    private static final String PARAMETERS = "parameters";
    private static final String LABELS = "candidate_labels";
    private static final String TEMPLATE = "hypothesis_template";
    private static final String SEVERAL = "multi_label";

    /**
     * Reads a request.
     *
     * @param input what DJL Serving hands on
     * @return the request
     * @throws IllegalArgumentException if it isn't allowed
     */
    static ServingRequest of(Input input) {
        require(!input.getContent().isEmpty(), "The request has no body; send a text or JSON.");
        String type = input.getProperty("Content-Type", "").toLowerCase(Locale.ROOT);
        if (type.startsWith("application/json")) {
            return ofJson(parse(input.getData().getAsString()));
        }
        JsonObject form = new JsonObject();
        for (var field : input.getContent()) {
            if (field.getKey() != null && !field.getKey().equals("data")) {
                form.addProperty(field.getKey(), field.getValue().getAsString());
            }
        }
        Object only = form.isEmpty() ? input.getData().getAsString() : single(form);
        return new ServingRequest(List.of(only), false);
    }

    private static JsonElement parse(String json) {
        try {
            JsonElement root = JsonParser.parseString(json);
            require(!root.isJsonNull(), "The request's JSON is null; send an input.");
            return root;
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    "The request is not valid JSON: " + e.getMessage(), e);
        }
    }

    private static ServingRequest ofJson(JsonElement root) {
        if (root.isJsonObject() && root.getAsJsonObject().has(INPUTS)) {
            JsonObject object = root.getAsJsonObject();
            JsonElement inputs = object.get(INPUTS);
            JsonObject rest = object.deepCopy();
            rest.remove(INPUTS);
            JsonElement parameters = rest.remove(PARAMETERS);
            if (parameters != null) {
                object(parameters, PARAMETERS).asMap().forEach(rest::add);
            }
            return rest.isEmpty() ? ofJson(inputs) : ofJson(withFields(inputs, rest));
        }
        if (!root.isJsonArray()) {
            return new ServingRequest(List.of(single(root)), false);
        }
        List<Object> inputs = new ArrayList<>();
        root.getAsJsonArray().forEach(element -> inputs.add(single(element)));
        return new ServingRequest(inputs, true);
    }

    /** Adds the fields next to {@code inputs} to each text of it. */
    private static JsonElement withFields(JsonElement inputs, JsonObject fields) {
        if (inputs.isJsonArray()) {
            JsonArray all = new JsonArray();
            inputs.getAsJsonArray().forEach(input -> all.add(withFields(input, fields)));
            return all;
        }
        JsonObject input = fields.deepCopy();
        if (inputs.isJsonObject()) {
            inputs.getAsJsonObject().asMap().forEach(input::add);
        } else {
            input.add("text", inputs);
        }
        return input;
    }

    private static Object single(JsonElement element) {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
            return element.getAsString();
        }
        JsonObject object = object(element, "an input");
        if (object.has("question")) {
            String context = object.has("paragraph") ? "paragraph" : "context";
            Fields fields = new Fields(object, "question", context);
            return new QAInput(fields.text("question"), fields.text(context));
        }
        if (object.has("query")) {
            Fields fields = new Fields(object, "query", "texts");
            return new RerankInput(fields.text("query"), fields.texts("texts"));
        }
        if (object.has("choices")) {
            Fields fields = new Fields(object, "prompt", "choices");
            return new MultipleChoiceInput(fields.text("prompt"), fields.texts("choices"));
        }
        if (object.has(LABELS)) {
            Fields fields = new Fields(object, "text", LABELS, TEMPLATE, SEVERAL);
            return new ZeroShotClassificationInput(
                    fields.text("text"),
                    fields.texts(LABELS).toArray(String[]::new),
                    object.has(SEVERAL) && fields.bool(SEVERAL),
                    object.has(TEMPLATE) ? fields.text(TEMPLATE) : null);
        }
        if (object.has("text_pair")) {
            Fields fields = new Fields(object, "text", "text_pair");
            return new StringPair(fields.text("text"), fields.text("text_pair"));
        }
        return new Fields(object, "text").text("text");
    }

    private static JsonObject object(JsonElement element, String what) {
        require(
                element.isJsonObject(),
                "The request has %s for %s; allowed: a text or an object of its fields.",
                element,
                what);
        return element.getAsJsonObject();
    }

    /** The fields of an input, of which none but the allowed ones may be there. */
    private static final class Fields {

        private final JsonObject object;
        private final Set<String> allowed;

        Fields(JsonObject object, String... allowed) {
            this.object = object;
            this.allowed = new LinkedHashSet<>(List.of(allowed));
            for (String field : object.keySet()) {
                if (!this.allowed.contains(field)) {
                    throw wrong("has the field " + field);
                }
            }
        }

        String text(String field) {
            JsonElement value = object.get(field);
            if (value == null) {
                throw wrong("lacks the field " + field);
            }
            if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
                throw wrong("has " + value + " for " + field + ", which is a text");
            }
            return value.getAsString();
        }

        boolean bool(String field) {
            JsonElement value = object.get(field);
            if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
                throw wrong("has " + value + " for " + field + ", which is true or false");
            }
            return value.getAsBoolean();
        }

        List<String> texts(String field) {
            JsonElement value = object.get(field);
            if (!value.isJsonArray()) {
                throw wrong("has " + value + " for " + field + ", which is a list of texts");
            }
            List<String> texts = new ArrayList<>();
            for (JsonElement element : value.getAsJsonArray()) {
                if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
                    throw wrong("has " + element + " in " + field + ", which is a list of texts");
                }
                texts.add(element.getAsString());
            }
            return texts;
        }

        private IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException(
                    "The request "
                            + what
                            + "; allowed fields: "
                            + String.join(", ", allowed)
                            + ".");
        }
    }
}
