/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The parts of a tokenizer.json that treat texts: those that are allowed and the rules for their
 * fields, as far as the tokenizers library needs them. The library passes over other fields.
 *
 * <p>A rule returns how many times longer the part can make a text.
 */
final class Components {

    /** More would let a short text fill the memory. */
    private static final int MOST_GROWTH = 64;

    private static final int DEEPEST = 4;
    private static final int MOST_PARTS = 32;
    private static final int LONGEST = 256;

    private static final List<String> SCHEMES = List.of("first", "never", "always");
    private static final List<String> BEHAVIORS =
            List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");

    private interface Rule {
        int check(Node node, int depth) throws IOException;
    }

    private static final Rule NO_FIELDS = (node, depth) -> 1;

    private static final Map<String, Rule> NORMALIZERS =
            Map.ofEntries(
                    Map.entry("BertNormalizer", Components::bertNormalizer),
                    Map.entry("ByteLevel", (node, depth) -> 2),
                    Map.entry("Lowercase", NO_FIELDS),
                    Map.entry("NFC", NO_FIELDS),
                    Map.entry("NFD", NO_FIELDS),
                    Map.entry("NFKC", NO_FIELDS),
                    Map.entry("NFKD", NO_FIELDS),
                    Map.entry("Nmt", NO_FIELDS),
                    Map.entry("Precompiled", Components::precompiled),
                    Map.entry("Prepend", Components::prepend),
                    Map.entry("Replace", Components::replace),
                    Map.entry("Sequence", (node, depth) -> normalizers(node, depth)),
                    Map.entry("Strip", Components::strip),
                    Map.entry("StripAccents", NO_FIELDS));

    private static final Map<String, Rule> PRE_TOKENIZERS =
            Map.ofEntries(
                    Map.entry("BertPreTokenizer", NO_FIELDS),
                    Map.entry("ByteLevel", Components::byteLevel),
                    Map.entry("CharDelimiterSplit", Components::delimiter),
                    Map.entry("Digits", Components::digits),
                    Map.entry("FixedLength", Components::fixedLength),
                    Map.entry("Metaspace", Components::metaspace),
                    Map.entry("Punctuation", Components::punctuation),
                    Map.entry("Sequence", (node, depth) -> preTokenizers(node, depth)),
                    Map.entry("Split", Components::split),
                    Map.entry("UnicodeScripts", NO_FIELDS),
                    Map.entry("Whitespace", NO_FIELDS),
                    Map.entry("WhitespaceSplit", NO_FIELDS));

    private static final Map<String, Rule> DECODERS =
            Map.ofEntries(
                    Map.entry("BPEDecoder", Components::bpeDecoder),
                    Map.entry("ByteFallback", NO_FIELDS),
                    Map.entry("ByteLevel", Components::byteLevel),
                    Map.entry("CTC", Components::ctc),
                    Map.entry("Fuse", NO_FIELDS),
                    Map.entry("Metaspace", Components::metaspace),
                    Map.entry("Replace", Components::replace),
                    Map.entry("Sequence", (node, depth) -> decoders(node, depth)),
                    Map.entry("Strip", Components::stripTokens),
                    Map.entry("WordPiece", Components::wordPieceDecoder));

    private Components() {}

    /** Checks a normalizer. */
    static int normalizer(Node node) throws IOException {
        return check(node, NORMALIZERS, 0);
    }

    /** Checks a pre_tokenizer. */
    static int preTokenizer(Node node) throws IOException {
        return check(node, PRE_TOKENIZERS, 0);
    }

    /** Checks a decoder. */
    static void decoder(Node node) throws IOException {
        check(node, DECODERS, 0);
    }

    /** The type of a component, one of those that are allowed. */
    static String type(Node node, Iterable<String> allowed) throws IOException {
        List<String> names = new java.util.ArrayList<>();
        allowed.forEach(names::add);
        return node.get("type").word(names);
    }

    private static int check(Node node, Map<String, Rule> rules, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException(
                    node.path() + " is nested deeper than the " + DEEPEST + " allowed.");
        }
        return rules.get(type(node, new TreeSet<>(rules.keySet()))).check(node, depth);
    }

    private static int normalizers(Node node, int depth) throws IOException {
        return sequence(node.get("normalizers"), NORMALIZERS, depth);
    }

    private static int preTokenizers(Node node, int depth) throws IOException {
        return sequence(node.get("pretokenizers"), PRE_TOKENIZERS, depth);
    }

    private static int decoders(Node node, int depth) throws IOException {
        return sequence(node.get("decoders"), DECODERS, depth);
    }

    private static int sequence(Node list, Map<String, Rule> rules, int depth) throws IOException {
        List<Node> parts = list.elements();
        if (parts.size() > MOST_PARTS) {
            throw list.refused("at most " + MOST_PARTS + " parts");
        }
        int growth = 1;
        for (Node part : parts) {
            growth *= check(part, rules, depth + 1);
            if (growth > MOST_GROWTH) {
                throw new IOException(
                        String.format(
                                "%s can make a text %s times longer; allowed: %s times.",
                                list.path(), growth, MOST_GROWTH));
            }
        }
        return growth;
    }

    private static int bertNormalizer(Node node, int depth) throws IOException {
        node.get("clean_text").bool();
        node.get("handle_chinese_chars").bool();
        node.get("lowercase").bool();
        node.optionalBool("strip_accents");
        return 3;
    }

    private static int precompiled(Node node, int depth) throws IOException {
        Node map = node.get("precompiled_charsmap");
        try {
            CharacterMap.read(Base64.getDecoder().decode(map.text(Integer.MAX_VALUE)));
            return 1;
        } catch (IllegalArgumentException e) {
            throw map.refused("Base64");
        } catch (IOException e) {
            throw e.getMessage().startsWith(map.path())
                    ? e
                    : new IOException(map.path() + " " + e.getMessage(), e);
        }
    }

    private static int replace(Node node, int depth) throws IOException {
        int shortest = Patterns.check(node.get("pattern"));
        if (shortest == 0) {
            throw node.get("pattern").refused("a pattern that doesn't match the empty text");
        }
        int content = node.get("content").text(LONGEST).length();
        return Math.max(1, (content + shortest - 1) / shortest);
    }

    private static int prepend(Node node, int depth) throws IOException {
        int length = node.get("prepend").text(16).length();
        if (length == 0) {
            throw node.get("prepend").refused("one character or more");
        }
        return 1 + length;
    }

    private static int strip(Node node, int depth) throws IOException {
        node.get("strip_left").bool();
        node.get("strip_right").bool();
        return 1;
    }

    private static int byteLevel(Node node, int depth) throws IOException {
        node.get("add_prefix_space").bool();
        node.get("trim_offsets").bool();
        node.optionalBool("use_regex");
        return 2;
    }

    private static int delimiter(Node node, int depth) throws IOException {
        node.get("delimiter").character();
        return 1;
    }

    private static int digits(Node node, int depth) throws IOException {
        node.get("individual_digits").bool();
        return 1;
    }

    private static int fixedLength(Node node, int depth) throws IOException {
        if (node.find("length") != null) {
            node.find("length").integer(1, Integer.MAX_VALUE);
        }
        return 1;
    }

    private static int metaspace(Node node, int depth) throws IOException {
        node.get("replacement").character();
        node.optionalBool("split");
        Node scheme = node.find("prepend_scheme");
        String prepends = scheme == null ? "always" : scheme.word(SCHEMES);
        Node prefix = node.find("add_prefix_space");
        if (prefix != null && !prefix.bool() && !prepends.equals("never")) {
            throw new IOException(
                    node.path()
                            + ".prepend_scheme is "
                            + prepends
                            + " though add_prefix_space is false; allowed: never.");
        }
        return 2;
    }

    private static int punctuation(Node node, int depth) throws IOException {
        if (node.find("behavior") != null) {
            node.find("behavior").word(BEHAVIORS);
        }
        return 1;
    }

    private static int split(Node node, int depth) throws IOException {
        Patterns.check(node.get("pattern"));
        node.get("behavior").word(BEHAVIORS);
        node.get("invert").bool();
        return 1;
    }

    private static int bpeDecoder(Node node, int depth) throws IOException {
        node.get("suffix").text(LONGEST);
        return 1;
    }

    private static int ctc(Node node, int depth) throws IOException {
        node.get("pad_token").text(LONGEST);
        node.get("word_delimiter_token").text(LONGEST);
        node.get("cleanup").bool();
        return 2;
    }

    private static int stripTokens(Node node, int depth) throws IOException {
        node.get("content").character();
        node.get("start").integer(0, LONGEST);
        // Where a token is shorter, the library would look in front of its beginning.
        node.get("stop").integer(0, 0);
        return 1;
    }

    private static int wordPieceDecoder(Node node, int depth) throws IOException {
        node.get("prefix").text(LONGEST);
        node.get("cleanup").bool();
        return 2;
    }
}
