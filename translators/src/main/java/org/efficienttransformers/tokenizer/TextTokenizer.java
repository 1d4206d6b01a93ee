/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.classes.TokenizerClass;
import org.efficienttransformers.tokenizer.classes.TokenizerSettings;
import org.efficienttransformers.tokenizer.classes.Vocabulary;
import org.efficienttransformers.tokenizer.format.TokenizerFormat;

/**
 * Cuts texts into the tokens of a model: a Hugging Face tokenizer that neither shortens nor pads,
 * and counts chars.
 *
 * <p>DJL's {@link HuggingFaceTokenizer}, which it wraps, shortens to 512 tokens unless told
 * otherwise, counts code points, and leaves out what stands next to tokenizer.json. Safe for use by
 * several threads.
 */
public final class TextTokenizer implements AutoCloseable {

    /** The names of the files that a tokenizer may be made of. */
    public static final List<String> FILES = TokenizerFiles.NAMES;

    private static final Map<String, String> AS_IT_IS =
            Map.of("truncation", "false", "padding", "false");

    private static final String CLEANS_UP_BYTE_PAIRS =
            "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output";

    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerClass kind;
    private final boolean truncatesLeft;
    private final PieceEncoder encoder;
    private final Vocabulary vocabulary;
    private final PretrainedConfig config;
    private final SpecialTokens specialTokens;
    private final boolean cleansUp;
    private final boolean continuingSubwords;
    private final SequenceTemplate single;
    private final SequenceTemplate pair;
    private final Path source;

    private TextTokenizer(TokenizerFiles files, HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        encoder =
                new PieceEncoder(
                        files.characters(),
                        piece -> tokenizer.encode(piece, false, false),
                        TokenizerFormat.longestWord(files.tokenizer()));
        vocabulary = Vocabulary.of(files.tokenizer());
        config = files.config();
        kind = files.kind();
        truncatesLeft = files.truncatesLeft();
        source = files.source();
        JsonObject model = files.tokenizer().getAsJsonObject("model");
        specialTokens =
                new SpecialTokens(
                        special("pad_token", "<pad>", "[PAD]"),
                        special("mask_token", "<mask>", "[MASK]"),
                        unknown(model));
        cleansUp = cleansUp(config, model);
        continuingSubwords = !text(model, "continuing_subword_prefix").isEmpty();
        JsonElement processor = files.tokenizer().get("post_processor");
        JsonObject template =
                processor == null || processor.isJsonNull() ? null : processor.getAsJsonObject();
        single = SequenceTemplate.of(template, false);
        pair = SequenceTemplate.of(template, true);
    }

    /**
     * Reads the tokenizer of a folder: tokenizer.json, or vocab.json with merges.txt, or vocab.txt,
     * or a file of SentencePiece; with tokenizer_config.json, special_tokens_map.json and
     * added_tokens.json where they are. The {@code tokenizer_class}, or else the model's type,
     * decides what is made of them, as in transformers.
     *
     * @param folder a Hugging Face folder
     * @return the tokenizer, to be closed
     * @throws IOException if there is none, or a file is broken
     */
    public static TextTokenizer load(Path folder) throws IOException {
        return load(folder, false);
    }

    /**
     * Reads the tokenizer of a folder, as {@link #load(Path)} does.
     *
     * @param folder a Hugging Face folder
     * @param lowerCase true to lower-case texts before all else, where the tokenizer doesn't, as
     *     {@code do_lower_case} of sentence-transformers asks for
     * @return the tokenizer, to be closed
     * @throws IOException if there is none, or a file is broken
     */
    public static TextTokenizer load(Path folder, boolean lowerCase) throws IOException {
        TokenizerFiles files = TokenizerFiles.read(folder, lowerCase);
        try {
            return new TextTokenizer(files, library(files.tokenizer()));
        } catch (IOException e) {
            throw new IOException(files.source() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns the class that decides what is made of a folder's files, to be written as {@code
     * tokenizer_class} where they are copied to.
     *
     * @param folder a Hugging Face folder
     * @return the class that its files name, or else the one of the model's type; one that keeps a
     *     tokenizer.json as it is if the type is unknown; null for a file of SentencePiece then
     * @throws IOException if a file is broken
     */
    public static String className(Path folder) throws IOException {
        return TokenizerFiles.className(folder);
    }

    /**
     * Leaves the closing to a manager.
     *
     * @param manager the manager, such as that of the model
     * @return this tokenizer
     */
    public TextTokenizer attach(NDManager manager) {
        manager.attachInternal(UUID.randomUUID().toString(), this);
        return this;
    }

    /**
     * Cuts a text into tokens, however long it is. Half of a surrogate pair, which stands for
     * nothing, is taken as U+FFFD, the replacement character.
     *
     * @param text the text
     * @return its tokens, without those of the {@link SequenceTemplate}
     * @throws IllegalArgumentException if a word is too long for the patterns that the tokenizer
     *     splits texts with
     */
    public EncodedText encode(String text) {
        require(text != null, "The text is null; give one, if need be an empty one.");
        EncodedText encoded = encoder.encode(replaceLoneSurrogates(text));
        return new EncodedText(text, encoded.ids(), encoded.starts(), encoded.ends());
    }

    /**
     * Gives the text that tokens stand for.
     *
     * @param ids the tokens; special ones are kept
     * @return the text; for a token that begins a word, some tokenizers give the space before it
     */
    public String decode(int... ids) {
        return decode(false, ids);
    }

    /**
     * Gives the text that tokens stand for, without special ones.
     *
     * @param ids the tokens
     * @return the text; for a token that begins a word, some tokenizers give the space before it
     */
    public String decodePlain(int... ids) {
        return decode(true, ids);
    }

    private String decode(boolean plain, int... ids) {
        String text = tokenizer.decode(IntStream.of(ids).asLongStream().toArray(), plain);
        return cleansUp ? cleanUp(text) : text;
    }

    /**
     * Returns a token as the vocabulary has it.
     *
     * @param id its index
     * @return such as {@code Ġlong} or {@code ##er}, or null if no token has the index
     */
    public String token(int id) {
        return vocabulary.token(id);
    }

    /**
     * Tells whether a token stands for a byte, as vocabularies of SentencePiece have them for what
     * they have no pieces of. What a run of such stands for is known at its end: if it isn't UTF-8
     * as a whole, for as many replacement characters.
     *
     * @param id its index
     * @return true for those from {@code <0x00>} to {@code <0xFF>}
     */
    public boolean isByte(int id) {
        String token = token(id);
        return token != null && BYTE.matcher(token).matches();
    }

    /**
     * Returns the index of a token.
     *
     * @param token the token as the vocabulary has it
     * @return its index, or null if there is none of this name
     */
    public Integer id(String token) {
        return vocabulary.id(token);
    }

    /**
     * {@return how many rows the word embeddings of a model need for this tokenizer, the highest
     * index of a token and one}
     */
    public int vocabSize() {
        return vocabulary.size();
    }

    /** {@return the special tokens that have a name} */
    public SpecialTokens specialTokens() {
        return specialTokens;
    }

    /** {@return what is put around one text} */
    public SequenceTemplate single() {
        return single;
    }

    /** {@return what is put around and between two texts} */
    public SequenceTemplate pair() {
        return pair;
    }

    /**
     * {@return whether the vocabulary marks pieces that continue a word, as {@code ##} does in
     * BERT's}
     */
    public boolean marksContinuingSubwords() {
        return continuingSubwords;
    }

    /**
     * {@return whether the tokenizer gives token types, so that those of {@link #single()} and
     * {@link #pair()} are meant for the model: as {@code model_input_names} of
     * tokenizer_config.json says, or else as transformers has it for the class, of which BERT's
     * gives them and others don't}
     */
    public boolean givesTokenTypes() {
        if (config.has("model_input_names")) {
            return config.toJson().get("model_input_names").toString().contains("token_type_ids");
        }
        return kind.givesTypes();
    }

    /**
     * {@return true if the beginning of a longer text is cut off rather than its end, as {@code
     * truncation_side} of tokenizer_config.json says}
     */
    public boolean truncatesLeft() {
        return truncatesLeft;
    }

    /**
     * {@return {@code model_max_length} of tokenizer_config.json, in tokens; {@link
     * Integer#MAX_VALUE} if it doesn't say}
     */
    public int modelMaxLength() {
        double length = config.number("model_max_length", Integer.MAX_VALUE);
        return length >= 1 ? (int) Math.min(length, Integer.MAX_VALUE) : Integer.MAX_VALUE;
    }

    /** {@return the file that the vocabulary comes from, for messages} */
    public Path source() {
        return source;
    }

    /** Frees the native tokenizer. */
    @Override
    public void close() {
        tokenizer.close();
    }

    /** Hands a tokenizer.json that was checked to the native library. */
    static HuggingFaceTokenizer library(JsonObject tokenizer) throws IOException {
        byte[] json = tokenizer.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IT_IS);
        } catch (RuntimeException e) {
            throw new IOException(
                    "the tokenizers library can't read it: " + e.getMessage() + ".", e);
        }
    }

    /** Encodes in one go, which {@link #encode} must equal. */
    EncodedText encodeWhole(String text) {
        return encoder.encodeWhole(text);
    }

    private SpecialToken special(String key, String... guesses) {
        String named = TokenizerSettings.content(config, key, null);
        String[] contents = named == null ? guesses : new String[] {named};
        return Arrays.stream(contents)
                .filter(content -> vocabulary.id(content) != null)
                .findFirst()
                .map(content -> new SpecialToken(content, vocabulary.id(content)))
                .orElse(null);
    }

    private SpecialToken unknown(JsonObject model) {
        if (model.has("unk_id") && !model.get("unk_id").isJsonNull()) {
            int id = model.get("unk_id").getAsInt();
            return new SpecialToken(vocabulary.token(id), id);
        }
        return special("unk_token", text(model, "unk_token"), "<unk>", "[UNK]");
    }

    private static String text(JsonObject object, String key) {
        return object.has(key) && !object.get(key).isJsonNull()
                ? object.get(key).getAsString()
                : "";
    }

    private static String replaceLoneSurrogates(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (clean == null) {
                clean = new StringBuilder(text);
            }
            clean.setCharAt(i, '\uFFFD');
        }
        return clean == null ? text : clean.toString();
    }

    /**
     * Tells whether decoded texts lose spaces before signs. Byte pairs know where spaces are, so
     * that transformers 5 leaves them alone unless asked twice.
     */
    private static boolean cleansUp(PretrainedConfig config, JsonObject model) {
        return config.bool("clean_up_tokenization_spaces", false)
                && (!text(model, "type").equals("BPE") || config.bool(CLEANS_UP_BYTE_PAIRS, false));
    }

    /** What transformers does for {@code clean_up_tokenization_spaces}. */
    private static String cleanUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }
}
