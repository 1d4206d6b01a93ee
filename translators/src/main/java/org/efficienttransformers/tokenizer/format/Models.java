/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The model of a tokenizer.json: what makes tokens of words. */
final class Models {

    private static final List<String> TYPES = List.of("BPE", "Unigram", "WordLevel", "WordPiece");

    private static final int LONGEST_PREFIX = 32;

    /** The steps for a word of n characters are about n to the third; published is 100. */
    private static final int LONGEST_WORD = 512;

    /** The library walks through a piece's bytes by recursion. */
    private static final int LONGEST_PIECE = 1024;

    /** At each place of a text the library copies all pieces that begin there. */
    private static final int MOST_COPIED = 8192;

    private Models() {}

    /** Checks a model; one without a type, as in files of 2020, gets it. */
    static void check(Node model) throws IOException {
        if (model.find("type") == null) {
            model.value().getAsJsonObject().addProperty("type", typeByFields(model));
        }
        switch (Components.type(model, TYPES)) {
            case "BPE" -> bytePairs(model);
            case "Unigram" -> unigram(model);
            case "WordLevel" -> unknown(model, vocabulary(model), true);
            default -> wordPieces(model);
        }
    }

    private static String typeByFields(Node model) throws IOException {
        if (model.find("merges") != null) {
            return "BPE";
        }
        if (model.get("vocab").value().isJsonArray()) {
            return "Unigram";
        }
        return model.find("max_input_chars_per_word") == null ? "WordLevel" : "WordPiece";
    }

    private static Map<String, JsonElement> vocabulary(Node model) throws IOException {
        Node vocab = model.get("vocab");
        Map<String, JsonElement> words = vocab.members();
        for (Map.Entry<String, JsonElement> word : words.entrySet()) {
            if (!Node.isUnicode(word.getKey())) {
                throw vocab.refused("words without halves of surrogate pairs");
            }
            new Node(vocab.path() + "." + word.getKey(), word.getValue())
                    .integer(0, Integer.MAX_VALUE);
        }
        return words;
    }

    private static void unknown(Node model, Map<String, JsonElement> vocab, boolean needed)
            throws IOException {
        Node unknown = needed ? model.get("unk_token") : model.find("unk_token");
        if (unknown != null && !vocab.containsKey(unknown.text(LONGEST_PIECE))) {
            throw unknown.refused("a word of the vocab");
        }
    }

    private static void wordPieces(Node model) throws IOException {
        unknown(model, vocabulary(model), true);
        model.get("continuing_subword_prefix").text(LONGEST_PREFIX);
        model.get("max_input_chars_per_word").integer(0, LONGEST_WORD);
    }

    private static void bytePairs(Node model) throws IOException {
        Map<String, JsonElement> vocab = vocabulary(model);
        unknown(model, vocab, false);
        Node dropout = model.find("dropout");
        if (dropout != null && dropout.number() != 0) {
            throw dropout.refused("null or 0, since tokens would be a matter of chance");
        }
        String prefix = affix(model, "continuing_subword_prefix");
        String suffix = affix(model, "end_of_word_suffix");
        model.optionalBool("fuse_unk");
        model.optionalBool("ignore_merges");
        Node fallback = model.find("byte_fallback");
        if (fallback != null && fallback.bool() && !(prefix.isEmpty() && suffix.isEmpty())) {
            throw fallback.refused("false, where words have a prefix or suffix");
        }
        for (Node merge : model.get("merges").elements()) {
            String[] pair = pair(merge);
            if (pair.length == 0) {
                continue;
            }
            if (pair.length != 2
                    || !vocab.containsKey(pair[0])
                    || !vocab.containsKey(pair[1])
                    || !pair[1].startsWith(prefix)
                    || !vocab.containsKey(pair[0] + pair[1].substring(prefix.length()))) {
                throw merge.refused(
                        "two words of the vocab that are one when joined, the second with the prefix"
                                + " \""
                                + prefix
                                + "\"");
            }
        }
    }

    private static String affix(Node model, String key) throws IOException {
        Node affix = model.find(key);
        return affix == null ? "" : affix.text(LONGEST_PREFIX);
    }

    /** The words of a merge; none for a line that says the version. */
    private static String[] pair(Node merge) throws IOException {
        if (merge.value().isJsonArray()) {
            List<Node> words = merge.elements();
            String[] pair = new String[words.size()];
            for (int i = 0; i < pair.length; i++) {
                pair[i] = words.get(i).text(Integer.MAX_VALUE);
            }
            return pair;
        }
        String line = merge.text(Integer.MAX_VALUE);
        return line.startsWith("#version") ? new String[0] : line.split(" ", -1);
    }

    private static void unigram(Node model) throws IOException {
        Node vocab = model.get("vocab");
        List<Node> pieces = vocab.elements();
        String[] texts = new String[pieces.size()];
        for (int i = 0; i < texts.length; i++) {
            List<Node> piece = pieces.get(i).elements();
            if (piece.size() != 2) {
                throw pieces.get(i).refused("a list of a piece and its score");
            }
            texts[i] = piece.get(0).text(LONGEST_PIECE);
            piece.get(1).number();
        }
        Node fallback = model.find("byte_fallback");
        boolean bytes = fallback != null && fallback.bool();
        Node unknown = model.find("unk_id");
        if (unknown != null) {
            unknown.integer(0, texts.length - 1);
        } else if (!bytes || !new HashSet<>(Arrays.asList(texts)).containsAll(bytePieces())) {
            throw new IOException(
                    model.path()
                            + " has no unk_id, which is needed for characters without a piece.");
        }
        checkCopied(vocab, texts);
    }

    private static Set<String> bytePieces() {
        return IntStream.range(0, 256)
                .mapToObj(value -> String.format("<0x%02X>", value))
                .collect(Collectors.toSet());
    }

    private static void checkCopied(Node vocab, String... texts) throws IOException {
        Arrays.sort(texts);
        Deque<String> beginnings = new ArrayDeque<>();
        int copied = 0;
        for (String text : texts) {
            while (!beginnings.isEmpty() && !text.startsWith(beginnings.peek())) {
                copied -= bytes(beginnings.pop());
            }
            beginnings.push(text);
            copied += bytes(text);
            if (copied > MOST_COPIED) {
                throw vocab.refused(
                        "pieces of which those that begin alike have at most "
                                + MOST_COPIED
                                + " bytes together");
            }
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
