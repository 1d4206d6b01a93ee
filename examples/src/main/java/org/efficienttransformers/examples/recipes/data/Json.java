/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * Takes values out of JSON that somebody else wrote; what is missing or of another kind ends in a
 * sentence.
 */
final class Json {

    private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

    private Json() {}

    /** Parses a document by the letter of RFC 8259; null if it isn't an object. */
    static JsonObject object(String text) {
        try {
            JsonElement element = STRICT.fromJson(text, JsonElement.class);
            return element != null && element.isJsonObject() ? element.getAsJsonObject() : null;
        } catch (JsonParseException e) {
            return null;
        }
    }

    /** An element of a list. */
    static JsonObject object(JsonElement element, String where) {
        check(element.isJsonObject(), element, "an element", where, "an object, such as {...}");
        return element.getAsJsonObject();
    }

    /** A list. */
    static JsonArray array(JsonObject object, String key, String where) {
        return get(object, key, where, JsonElement::isJsonArray, "a list", e -> e.getAsJsonArray());
    }

    /** A list of texts. */
    static List<String> texts(JsonObject object, String key, String where) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(object, key, where)) {
            boolean fits = element.isJsonPrimitive();
            check(fits, element, "an element of '" + key + "'", where, "a text");
            texts.add(element.getAsString());
        }
        return texts;
    }

    /** A text, or a number or true or false as a text. */
    static String text(JsonObject object, String key, String where) {
        return get(
                object, key, where, JsonElement::isJsonPrimitive, "a text", e -> e.getAsString());
    }

    /** True or false; false where it isn't said. */
    static boolean bool(JsonObject object, String key, String where) {
        return object.has(key)
                && get(
                        object,
                        key,
                        where,
                        e -> e instanceof JsonPrimitive value && value.isBoolean(),
                        "true or false",
                        e -> e.getAsBoolean());
    }

    /** A whole number. */
    static int integer(JsonObject object, String key, String where) {
        return get(object, key, where, Json::isInteger, "a whole number", e -> e.getAsInt());
    }

    /** A finite number. */
    static double number(JsonObject object, String key, String where) {
        return get(object, key, where, Json::isNumber, "a finite number", e -> e.getAsDouble());
    }

    private static boolean isNumber(JsonElement element) {
        return element instanceof JsonPrimitive value
                && value.isNumber()
                && Double.isFinite(value.getAsDouble());
    }

    private static boolean isInteger(JsonElement element) {
        if (!(element instanceof JsonPrimitive value) || !value.isNumber()) {
            return false;
        }
        BigDecimal number = value.getAsBigDecimal();
        return number.scale() <= 0
                && number.precision() - number.scale() <= 10
                && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
    }

    private static <T> T get(
            JsonObject object,
            String key,
            String where,
            Predicate<JsonElement> fits,
            String kind,
            Function<JsonElement, T> as) {
        JsonElement value = object.get(key);
        if (value == null) {
            throw new BadInputException(
                    "There is no '%s' in %s; it has %s, and needs %s of that name.",
                    key, where, String.join(", ", object.keySet()), kind);
        }
        check(fits.test(value), value, "'" + key + "'", where, kind);
        return as.apply(value);
    }

    private static void check(
            boolean fits, JsonElement value, String name, String where, String kind) {
        if (!fits) {
            String text = value.toString();
            throw new BadInputException(
                    "In %s %s is %s; it must be %s.",
                    where, name, text.length() > 60 ? text.substring(0, 57) + "..." : text, kind);
        }
    }
}
