/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A value of a tokenizer.json and where it is, for the sentence that refuses it.
 *
 * @param path such as {@code normalizer.normalizers[2].pattern}
 * @param value the value
 */
record Node(String path, JsonElement value) {

    private static final int LONGEST_QUOTE = 60;

    /** A member of an object, which must be there. */
    Node get(String key) throws IOException {
        Node member = find(key);
        if (member == null) {
            throw new IOException(path + " has no " + key + ", which is needed.");
        }
        return member;
    }

    /**
     * A member of an object, or null if it is missing or null. One that is null is taken out, since
     * the library wants some of those that may be missing not to be null.
     */
    Node find(String key) throws IOException {
        JsonElement member = members().get(key);
        if (member == null || member.isJsonNull()) {
            members().remove(key);
            return null;
        }
        return new Node(path.isEmpty() ? key : path + "." + key, member);
    }

    /** The members of an object. */
    Map<String, JsonElement> members() throws IOException {
        if (!value.isJsonObject()) {
            throw refused("an object");
        }
        return value.getAsJsonObject().asMap();
    }

    /** The elements of a list. */
    List<Node> elements() throws IOException {
        if (!value.isJsonArray()) {
            throw refused("a list");
        }
        List<Node> nodes = new ArrayList<>();
        for (JsonElement element : value.getAsJsonArray()) {
            nodes.add(new Node(path + "[" + nodes.size() + "]", element));
        }
        return nodes;
    }

    /** A text of Unicode characters. */
    String text(int longest) throws IOException {
        String text = is(JsonPrimitive::isString) ? value.getAsString() : null;
        if (text == null || text.length() > longest) {
            throw refused("a text of at most " + longest + " characters");
        }
        if (!isUnicode(text)) {
            throw refused("a text without halves of surrogate pairs");
        }
        return text;
    }

    /** A text of one character. */
    void character() throws IOException {
        String text = text(2);
        if (text.codePointCount(0, text.length()) != 1) {
            throw refused("one character");
        }
    }

    /** One of some words. */
    String word(List<String> allowed) throws IOException {
        if (!is(JsonPrimitive::isString) || !allowed.contains(value.getAsString())) {
            throw refused(String.join(", ", allowed));
        }
        return value.getAsString();
    }

    boolean bool() throws IOException {
        if (!is(JsonPrimitive::isBoolean)) {
            throw refused("true or false");
        }
        return value.getAsBoolean();
    }

    /** A truth value that may be missing. */
    void optionalBool(String key) throws IOException {
        Node member = find(key);
        if (member != null) {
            member.bool();
        }
    }

    void integer(int lowest, int highest) throws IOException {
        String digits = is(JsonPrimitive::isNumber) ? value.getAsString() : "";
        long number = -1;
        if (!digits.isEmpty()
                && digits.length() <= 10
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            number = Long.parseLong(digits);
        }
        if (number < lowest || number > highest) {
            throw refused("a whole number from " + lowest + " to " + highest);
        }
    }

    double number() throws IOException {
        if (!is(JsonPrimitive::isNumber) || !Double.isFinite(value.getAsDouble())) {
            throw refused("a number");
        }
        return value.getAsDouble();
    }

    /** The sentence that says what was found and what is allowed. */
    IOException refused(String allowed) {
        String found = value.toString();
        return new IOException(
                String.format(
                        "%s is %s; allowed: %s.",
                        path,
                        found.length() > LONGEST_QUOTE
                                ? found.substring(0, LONGEST_QUOTE) + "..."
                                : found,
                        allowed));
    }

    static boolean isUnicode(String text) {
        return text.codePoints()
                .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private boolean is(Predicate<JsonPrimitive> kind) {
        return value.isJsonPrimitive() && kind.test(value.getAsJsonPrimitive());
    }
}
