/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes tokenizers of components at random, most of their fields sound, some of them hostile. */
final class TokenizerMaker {

    private static final List<String> BEHAVIORS =
            List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");

    /** Patterns of published models, and some that take for ever. */
    private static final List<String> PATTERNS =
            List.of(
                    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
                            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                    "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{M}]*[\\p{Ll}\\p{Lo}\\p{M}]+(?i:'s|'t)?",
                    " ?[^(\\s|[.,!?…。，])]+",
                    "\\d{1,3}(?=(\\d{3})*\\b)",
                    "(?=(\\d{3})+(?!\\d))",
                    "\\s+$",
                    " {2,}",
                    "[a-z]+(?:-[a-z]+)?|.",
                    "(a+)+$",
                    "(a|a)*b",
                    "(\\w+\\s?)+$");

    private static final String SYMBOLS = "()[]{}|*+?^$\\.,-:!=<>&apsdwSDWbBzZ0129 tT\u00e9\u6f22";

    private static final List<String> STRINGS =
            List.of(
                    "",
                    " ",
                    "a",
                    "t",
                    "the",
                    "##",
                    "\u2581",
                    "\u0000",
                    "e\u0301",
                    "\ud83d\ude00",
                    "<s>",
                    "[UNK]",
                    "\ufdfa",
                    "\u200b",
                    "x".repeat(300),
                    "\ud800",
                    "<0x41>");

    private final Random random;
    private final byte[] characterMap;
    private double hostility;

    /**
     * Prepares to make tokenizers.
     *
     * @param random the source of chance
     * @param characterMap a sound table of SentencePiece
     */
    TokenizerMaker(Random random, byte[] characterMap) {
        // What generators of neighbouring seeds give first is much alike.
        this.random = new Random(random.nextLong());
        this.characterMap = characterMap;
    }

    /** Makes a tokenizer.json. */
    JsonObject make() {
        // Half of them are sound but for their patterns and tables, so that the library gets
        // enough.
        hostility = random.nextBoolean() ? 0.001 : 0.03;
        JsonObject tokenizer = new JsonObject();
        put(tokenizer, "version", text("1.0"));
        put(tokenizer, "added_tokens", list(3, this::addedToken));
        maybe(tokenizer, "normalizer", () -> normalizer(0));
        maybe(tokenizer, "pre_tokenizer", () -> preTokenizer(0));
        maybe(tokenizer, "post_processor", () -> processor(true));
        maybe(tokenizer, "decoder", () -> decoder(0));
        put(tokenizer, "model", model());
        if (chance(0.1)) {
            JsonObject truncation = new JsonObject();
            put(truncation, "max_length", number(5));
            put(truncation, "stride", number(9));
            put(truncation, "strategy", text("LongestFirst"));
            put(tokenizer, "truncation", truncation);
        }
        return tokenizer;
    }

    /** One of a tokenizer's own texts, or any other. */
    String string() {
        return STRINGS.get(random.nextInt(STRINGS.size()));
    }

    private JsonElement normalizer(int depth) {
        return switch (random.nextInt(depth < 5 ? 14 : 13)) {
            case 0 -> type("NFC");
            case 1 -> type("NFD");
            case 2 -> type("NFKC");
            case 3 -> type("NFKD");
            case 4 -> type("Lowercase");
            case 5 -> type("Nmt");
            case 6 -> type("StripAccents");
            case 7 -> type("ByteLevel");
            case 8 -> with(type("Strip"), "strip_left", flag(), "strip_right", flag());
            case 9 -> with(type("Prepend"), "prepend", anyText());
            case 10 -> with(type("Replace"), "pattern", pattern(), "content", anyText());
            case 11 -> with(type("Precompiled"), "precompiled_charsmap", text(table()));
            case 12 ->
                    with(
                            type("BertNormalizer"),
                            "clean_text",
                            flag(),
                            "lowercase",
                            flag(),
                            "handle_chinese_chars",
                            flag(),
                            "strip_accents",
                            flag());
            default -> with(type("Sequence"), "normalizers", list(4, () -> normalizer(depth + 1)));
        };
    }

    private JsonElement preTokenizer(int depth) {
        return switch (random.nextInt(depth < 5 ? 12 : 11)) {
            case 0 -> type("BertPreTokenizer");
            case 1 -> byteLevel();
            case 2 -> with(type("CharDelimiterSplit"), "delimiter", text("a"));
            case 3 -> metaspace();
            case 4 -> type("Whitespace");
            case 5 -> type("WhitespaceSplit");
            case 6, 7 ->
                    with(
                            type("Split"),
                            "pattern",
                            pattern(),
                            "behavior",
                            behavior(),
                            "invert",
                            flag());
            case 8 -> with(type("Punctuation"), "behavior", behavior());
            case 9 -> with(type("Digits"), "individual_digits", flag());
            case 10 ->
                    random.nextBoolean()
                            ? type("UnicodeScripts")
                            : with(type("FixedLength"), "length", number(7));
            default ->
                    with(type("Sequence"), "pretokenizers", list(4, () -> preTokenizer(depth + 1)));
        };
    }

    private JsonElement decoder(int depth) {
        return switch (random.nextInt(depth < 5 ? 10 : 9)) {
            case 0 -> with(type("BPEDecoder"), "suffix", anyText());
            case 1 -> byteLevel();
            case 2 -> with(type("WordPiece"), "prefix", anyText(), "cleanup", flag());
            case 3 -> metaspace();
            case 4 ->
                    with(
                            type("CTC"),
                            "pad_token",
                            anyText(),
                            "cleanup",
                            flag(),
                            "word_delimiter_token",
                            anyText());
            case 5 -> with(type("Replace"), "pattern", pattern(), "content", anyText());
            case 6 -> type("Fuse");
            case 7 ->
                    with(
                            type("Strip"),
                            "content",
                            text(" "),
                            "start",
                            number(3),
                            "stop",
                            number(chance(0.3) ? 3 : 1));
            case 8 -> type("ByteFallback");
            default -> with(type("Sequence"), "decoders", list(4, () -> decoder(depth + 1)));
        };
    }

    private JsonElement processor(boolean nests) {
        return switch (random.nextInt(nests ? 5 : 4)) {
            case 0 -> byteLevel();
            case 1 -> with(type("BertProcessing"), "sep", token(), "cls", token());
            case 2 ->
                    with(
                            type("RobertaProcessing"),
                            "sep",
                            token(),
                            "cls",
                            token(),
                            "trim_offsets",
                            flag(),
                            "add_prefix_space",
                            flag());
            case 3 -> template();
            default -> with(type("Sequence"), "processors", list(3, () -> processor(chance(0.05))));
        };
    }

    private JsonElement template() {
        JsonObject tokens = new JsonObject();
        JsonObject token = new JsonObject();
        JsonArray ids = new JsonArray();
        ids.add(random.nextInt(5));
        JsonArray names = new JsonArray();
        names.add("<s>");
        with(with(token, "id", text("<s>"), "ids", ids), "tokens", names);
        put(tokens, chance(0.1) ? string() : "<s>", token);
        JsonArray single = new JsonArray();
        JsonArray pair = new JsonArray();
        for (String piece : List.of("<s>", "A", "<s>")) {
            single.add(piece(chance(0.05) ? "B" : piece));
            pair.add(piece(piece));
        }
        pair.add(piece("B"));
        return with(
                type("TemplateProcessing"),
                "single",
                single,
                "pair",
                pair,
                "special_tokens",
                tokens);
    }

    private JsonElement piece(String id) {
        JsonObject content = new JsonObject();
        with(content, "id", text(id), "type_id", number(2));
        JsonObject piece = new JsonObject();
        put(piece, id.length() == 1 ? "Sequence" : "SpecialToken", content);
        return piece;
    }

    private JsonElement byteLevel() {
        JsonObject object =
                with(type("ByteLevel"), "add_prefix_space", flag(), "trim_offsets", flag());
        return with(object, "use_regex", flag());
    }

    private JsonElement metaspace() {
        JsonObject object = with(type("Metaspace"), "replacement", text("\u2581"), "split", flag());
        String scheme = List.of("first", "never", "always").get(random.nextInt(3));
        return with(object, "prepend_scheme", text(scheme));
    }

    private JsonElement behavior() {
        return text(BEHAVIORS.get(random.nextInt(BEHAVIORS.size())));
    }

    private JsonElement pattern() {
        JsonObject pattern = new JsonObject();
        if (random.nextBoolean()) {
            put(pattern, "String", anyText());
        } else {
            put(pattern, "Regex", text(regex()));
        }
        return pattern;
    }

    private String regex() {
        if (random.nextBoolean()) {
            return regex(3);
        }
        StringBuilder regex = new StringBuilder(PATTERNS.get(random.nextInt(PATTERNS.size())));
        for (int edits = random.nextInt(4); edits > 0 && regex.length() > 1; edits--) {
            int at = random.nextInt(regex.length());
            switch (random.nextInt(3)) {
                case 0 -> regex.deleteCharAt(at);
                case 1 -> regex.insert(at, SYMBOLS.charAt(random.nextInt(SYMBOLS.length())));
                default -> {
                    int end = at + random.nextInt(Math.min(8, regex.length() - at));
                    regex.insert(at, regex.substring(at, end));
                }
            }
        }
        return regex.toString();
    }

    /** A pattern that is well formed, whatever it takes. */
    private String regex(int depth) {
        StringBuilder regex = new StringBuilder();
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            List<String> atoms = List.of("a", "t", "\\s", "\\S", "\\w", ".", "[at]", "[^a]", "\\d");
            regex.append(
                    depth > 0 && chance(0.4)
                            ? group(depth - 1)
                            : atoms.get(random.nextInt(atoms.size())));
            List<String> many =
                    List.of("", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "++");
            regex.append(many.get(random.nextInt(many.size())));
        }
        return regex + List.of("", "", "", "$", "b", "\\b").get(random.nextInt(6));
    }

    private String group(int depth) {
        List<String> kinds = List.of("(?:", "(?i:", "(", "(?=", "(?!", "(?<=", "(?<!");
        String group = kinds.get(random.nextInt(kinds.size())) + regex(depth);
        return group + (random.nextBoolean() ? "|" + regex(depth) : "") + ")";
    }

    private String table() {
        byte[] table = characterMap.clone();
        for (int edits = random.nextInt(3); edits > 0; edits--) {
            int at = random.nextInt(table.length);
            table[at] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt(256)
                                    : table[at] ^ 1 << random.nextInt(8));
        }
        return Base64.getEncoder().encodeToString(table);
    }

    private JsonElement addedToken() {
        JsonObject token = new JsonObject();
        put(token, "content", anyText());
        put(token, "id", number(20));
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
            put(token, flag, flag());
        }
        return token;
    }

    private JsonElement model() {
        List<String> words =
                Stream.concat(
                                Stream.of(
                                        "[UNK]", "<s>", "a", "t", "at", "ta", "\u2581", "e", "he"),
                                Stream.of("##a", "##t", "the", "aa", "aaaa", "\u2581the", string()))
                        .distinct()
                        .toList();
        return switch (random.nextInt(4)) {
            case 0 -> bytePairs(words);
            case 1 -> unigram(words);
            case 2 ->
                    with(
                            with(
                                    type("WordPiece"),
                                    "vocab",
                                    vocab(words),
                                    "unk_token",
                                    text("[UNK]")),
                            "continuing_subword_prefix",
                            chance(0.8) ? text("##") : anyText(),
                            "max_input_chars_per_word",
                            number(200));
            default ->
                    with(
                            type("WordLevel"),
                            "vocab",
                            vocab(words),
                            "unk_token",
                            text(chance(0.9) ? "[UNK]" : string()));
        };
    }

    private JsonElement bytePairs(List<String> words) {
        JsonArray merges = new JsonArray();
        boolean prefixed = chance(0.3);
        for (String merge : List.of("a t", "t a", "a a", "aa aa", "h e", "t he")) {
            merges.add(prefixed ? merge.replace(" ", " ##") : merge);
        }
        JsonObject model =
                with(
                        type("BPE"),
                        "vocab",
                        vocab(words),
                        "merges",
                        chance(0.8) ? merges : new JsonArray());
        with(model, "unk_token", chance(0.7) ? text("[UNK]") : JsonNull.INSTANCE);
        with(
                model,
                "continuing_subword_prefix",
                prefixed || chance(0.1) ? text("##") : JsonNull.INSTANCE,
                "end_of_word_suffix",
                chance(0.2) ? anyText() : JsonNull.INSTANCE);
        with(model, "dropout", chance(0.05) ? number(1) : JsonNull.INSTANCE, "fuse_unk", flag());
        return with(model, "byte_fallback", flag(), "ignore_merges", flag());
    }

    private JsonElement unigram(List<String> words) {
        JsonArray vocab = new JsonArray();
        for (String word : words) {
            JsonArray piece = new JsonArray();
            piece.add(word);
            piece.add(score());
            vocab.add(chance(hostility) ? hostile() : piece);
        }
        for (int length = chance(0.1) ? random.nextInt(300) : 0; length > 0; length--) {
            JsonArray piece = new JsonArray();
            piece.add("a".repeat(length));
            piece.add(-length);
            vocab.add(piece);
        }
        JsonObject model = with(type("Unigram"), "vocab", vocab, "unk_id", number(9));
        return with(model, "byte_fallback", chance(0.1) ? flag() : new JsonPrimitive(false));
    }

    private JsonElement score() {
        return chance(0.02)
                ? new JsonPrimitive(List.of(1e308, -1e308, 0.0, -0.0).get(random.nextInt(4)))
                : new JsonPrimitive(-random.nextInt(100) / 8.0);
    }

    private JsonElement vocab(List<String> words) {
        JsonObject vocab = new JsonObject();
        for (String word : words) {
            put(vocab, word, chance(0.02) ? number(5) : new JsonPrimitive(vocab.size()));
        }
        return vocab;
    }

    private JsonElement token() {
        JsonArray token = new JsonArray();
        token.add(anyText());
        token.add(number(9));
        return token;
    }

    private JsonElement list(int most, Supplier<JsonElement> element) {
        JsonArray list = new JsonArray();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            list.add(element.get());
        }
        return list;
    }

    private static JsonObject type(String name) {
        JsonObject object = new JsonObject();
        object.addProperty("type", name);
        return object;
    }

    /** Puts fields into an object: names, each with its value. */
    private JsonObject with(JsonObject object, Object... fields) {
        for (int i = 0; i < fields.length; i += 2) {
            put(object, (String) fields[i], (JsonElement) fields[i + 1]);
        }
        return object;
    }

    private void put(JsonObject object, String key, JsonElement value) {
        if (!chance(hostility / 2)) {
            object.add(key, chance(hostility) ? hostile() : value);
        }
    }

    private void maybe(JsonObject object, String key, Supplier<JsonElement> value) {
        if (random.nextInt(3) > 0) {
            put(object, key, value.get());
        }
    }

    private JsonElement anyText() {
        return text(string());
    }

    private static JsonElement text(String text) {
        return new JsonPrimitive(text);
    }

    private JsonElement flag() {
        return new JsonPrimitive(random.nextBoolean());
    }

    private JsonElement number(int most) {
        return new JsonPrimitive(random.nextInt(most));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private JsonElement hostile() {
        List<String> values =
                List.of(
                        "null",
                        "-1",
                        "0",
                        "4000000000",
                        "1.5",
                        "1e400",
                        "1e9",
                        "true",
                        "[]",
                        "{}",
                        "[[[[[[[[[[]]]]]]]]]]",
                        "\"\"",
                        "\"a\"",
                        "\"\u0000\"",
                        "[\"a\"]",
                        "2147483647",
                        "{\"type\": \"Evil\"}",
                        "\"" + "a".repeat(5000) + "\"",
                        "99999999999999999999");
        return JsonParser.parseString(values.get(random.nextInt(values.size())));
    }
}
