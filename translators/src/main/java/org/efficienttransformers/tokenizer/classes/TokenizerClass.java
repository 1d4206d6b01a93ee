/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * The class that transformers would split texts with. It decides what becomes of the files: most
 * classes take the vocabulary out of tokenizer.json and make the rest themselves.
 *
 * @param name the class's name without "Fast", or null if nothing tells it
 * @param ofPieces the class that a file of SentencePiece is for, where it stands alone, or null
 */
public record TokenizerClass(String name, String ofPieces) {

    /** Keeps tokenizer.json as it is. */
    private static final String GENERIC = "PreTrainedTokenizer";

    /** What transformers takes for a model if its folder doesn't say, or says something generic. */
    private static final Map<String, String> BY_MODEL_TYPE =
            Map.ofEntries(
                    Map.entry("bart", "RobertaTokenizer"),
                    Map.entry("bert", "BertTokenizer"),
                    Map.entry("big_bird", "BigBirdTokenizer"),
                    Map.entry("bigbird_pegasus", GENERIC),
                    Map.entry("camembert", "CamembertTokenizer"),
                    Map.entry("convbert", "BertTokenizer"),
                    Map.entry("distilbert", "BertTokenizer"),
                    Map.entry("electra", "BertTokenizer"),
                    Map.entry("gpt2", "GPT2Tokenizer"),
                    Map.entry("gte", "XLMRobertaTokenizer"),
                    Map.entry("led", "LEDTokenizer"),
                    Map.entry("longformer", "RobertaTokenizer"),
                    Map.entry("modernbert", GENERIC),
                    Map.entry("mpnet", "MPNetTokenizer"),
                    Map.entry("nomic_bert", "BertTokenizer"),
                    Map.entry("nystromformer", GENERIC),
                    Map.entry("reformer", "ReformerTokenizer"),
                    Map.entry("roberta", "RobertaTokenizer"),
                    Map.entry("xlm-roberta", "XLMRobertaTokenizer"),
                    Map.entry("xlnet", "XLNetTokenizer"));

    /** What a file of SentencePiece was made for that lies next to a model, and nothing else. */
    private static final Map<String, String> OF_PIECES =
            Map.of(
                    "bigbird_pegasus", "PegasusTokenizer",
                    "longt5", "T5Tokenizer",
                    "nystromformer", "AlbertTokenizer");

    /** Classes that are others in transformers 5, but for their names. */
    private static final Map<String, String> SAME =
            Map.of(
                    "ConvBertTokenizer", "BertTokenizer",
                    "LayoutLMTokenizer", "BertTokenizer",
                    "LxmertTokenizer", "BertTokenizer",
                    "MobileBertTokenizer", "BertTokenizer",
                    "MvpTokenizer", "RobertaTokenizer",
                    "SqueezeBertTokenizer", "BertTokenizer");

    /** Makes a tokenizer.json as a class does. */
    private interface Maker {
        JsonObject make(TokenizerSource source, PretrainedConfig config) throws IOException;
    }

    private static final Map<String, Maker> MAKERS =
            Map.ofEntries(
                    Map.entry("AlbertTokenizer", PieceClasses::albert),
                    Map.entry("BartTokenizer", BytePairFiles::roberta),
                    Map.entry("BertJapaneseTokenizer", JapaneseFiles::tokenizer),
                    Map.entry("BertTokenizer", WordPieceFiles::tokenizer),
                    Map.entry("BigBirdTokenizer", PieceClasses::bigBird),
                    Map.entry("CamembertTokenizer", PieceClasses::camembert),
                    Map.entry("DistilBertTokenizer", WordPieceFiles::tokenizer),
                    Map.entry("ElectraTokenizer", WordPieceFiles::tokenizer),
                    Map.entry("GPT2Tokenizer", BytePairFiles::gpt2),
                    Map.entry("LEDTokenizer", BytePairFiles::roberta),
                    Map.entry("LongformerTokenizer", BytePairFiles::roberta),
                    Map.entry("MPNetTokenizer", WordPieceFiles::mpnet),
                    Map.entry("PegasusTokenizer", PieceClasses::pegasus),
                    Map.entry("ReformerTokenizer", PieceClasses::reformer),
                    Map.entry("RobertaTokenizer", BytePairFiles::roberta),
                    Map.entry("T5Tokenizer", PieceClasses::t5),
                    Map.entry("XLMRobertaTokenizer", PieceClasses::xlmRoberta),
                    Map.entry("XLNetTokenizer", PieceClasses::xlnet));

    /** Those whose numbers aren't all those of the file of SentencePiece that they are made of. */
    private static final Map<String, PieceVocabulary> VOCABULARIES =
            Map.of(
                    "AlbertTokenizer", PieceVocabulary::plain,
                    "CamembertTokenizer", PieceVocabulary::camembert,
                    "PegasusTokenizer", PieceVocabulary::pegasus,
                    "T5Tokenizer", PieceVocabulary::t5,
                    "XLMRobertaTokenizer", PieceVocabulary::xlmRoberta,
                    "XLNetTokenizer", PieceVocabulary::plain);

    private static final Set<String> WITH_TYPES = Set.of("BertTokenizer", "ElectraTokenizer");

    /**
     * Finds the class as transformers' AutoTokenizer does.
     *
     * @param folder a Hugging Face folder
     * @param tokenizerConfig its tokenizer_config.json
     * @return the class
     * @throws IOException if it is one that only Python has
     */
    public static TokenizerClass of(Path folder, PretrainedConfig tokenizerConfig)
            throws IOException {
        PretrainedConfig config =
                Files.isRegularFile(folder.resolve(PretrainedConfig.FILE))
                        ? PretrainedConfig.read(folder)
                        : new PretrainedConfig(new JsonObject(), folder.toString());
        String type = config.string("model_type", "");
        String registered = BY_MODEL_TYPE.get(config.string("base_model_type", type));
        String named =
                tokenizerConfig.string("tokenizer_class", config.string("tokenizer_class", ""));
        if (named.endsWith("Fast")) {
            named = named.substring(0, named.length() - "Fast".length());
        }
        named = SAME.getOrDefault(named, named);
        String name = named;
        if (named.isEmpty()) {
            name = registered;
        } else if (GENERIC.equals(registered)) {
            name = GENERIC;
        }
        String refusal = name == null ? null : OtherClasses.refusal(name);
        if (refusal != null) {
            throw new IOException(
                    tokenizerConfig.source()
                            + " has tokenizer_class = "
                            + name
                            + ", "
                            + refusal
                            + "; allowed: classes that use the tokenizers library, such as "
                            + String.join(", ", MAKERS.keySet().stream().sorted().toList())
                            + ", and, to take tokenizer.json as it is, PreTrainedTokenizerFast.");
        }
        String ofPieces = VOCABULARIES.containsKey(named) ? named : OF_PIECES.get(type);
        return new TokenizerClass(name, ofPieces == null ? name : ofPieces);
    }

    /**
     * Makes the tokenizer that transformers makes of a tokenizer.json.
     *
     * @param source the tokenizer.json
     * @param config tokenizer_config.json
     * @return the tokenizer, as a tokenizer.json would have it
     */
    public JsonObject make(TokenizerSource source, PretrainedConfig config) throws IOException {
        Maker maker = name == null ? null : MAKERS.get(name);
        if (maker == null) {
            return source.content();
        }
        if (config.has("added_tokens_decoder")) {
            source.content().remove("added_tokens");
        }
        return maker.make(source, config);
    }

    /**
     * Makes the tokenizer of a folder with bare vocabulary files, which don't say what they are
     * for.
     *
     * @param source the vocabulary
     * @param config tokenizer_config.json
     * @param defaultName the class where nothing names one
     * @return the tokenizer, as a tokenizer.json would have it
     */
    public JsonObject make(TokenizerSource source, PretrainedConfig config, String defaultName)
            throws IOException {
        Maker maker = MAKERS.get(name == null ? defaultName : name);
        if (maker == null) {
            throw new IOException(
                    source.file()
                            + " is a vocabulary for a tokenizer_class that "
                            + name
                            + " isn't; allowed in addition: "
                            + String.join(", ", MAKERS.keySet().stream().sorted().toList())
                            + "; or save a tokenizer.json.");
        }
        return maker.make(source, config);
    }

    /** {@return whether a tokenizer.json is kept as it is because nothing tells of a class} */
    public boolean keepsJson() {
        return name == null || name.equals(GENERIC);
    }

    /** {@return whether the tokenizer gives token types by itself} */
    public boolean givesTypes() {
        return name != null && WITH_TYPES.contains(name);
    }

    /**
     * {@return the vocabulary that the class takes from a file of SentencePiece, or null if it is
     * the file's as it stands}
     */
    public PieceVocabulary pieceVocabulary() {
        return ofPieces == null ? null : VOCABULARIES.get(ofPieces);
    }

    /**
     * Makes the tokenizer that transformers makes of a file of SentencePiece.
     *
     * @param source the vocabulary
     * @param config tokenizer_config.json
     * @return the tokenizer, as a tokenizer.json would have it
     */
    public JsonObject makeOfPieces(TokenizerSource source, PretrainedConfig config)
            throws IOException {
        return MAKERS.get(ofPieces).make(source, config);
    }
}
