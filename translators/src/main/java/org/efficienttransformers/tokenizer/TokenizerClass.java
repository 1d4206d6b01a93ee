/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

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
 */
record TokenizerClass(String name) {

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
                    Map.entry("distilbert", "BertTokenizer"),
                    Map.entry("electra", "BertTokenizer"),
                    Map.entry("gpt2", "GPT2Tokenizer"),
                    Map.entry("led", "LEDTokenizer"),
                    Map.entry("longformer", "RobertaTokenizer"),
                    Map.entry("modernbert", GENERIC),
                    Map.entry("nomic_bert", "BertTokenizer"),
                    Map.entry("reformer", "ReformerTokenizer"),
                    Map.entry("roberta", "RobertaTokenizer"),
                    Map.entry("xlm-roberta", "XLMRobertaTokenizer"));

    /** Makes a tokenizer.json as a class does. */
    private interface Maker {
        JsonObject make(TokenizerSource source, PretrainedConfig config) throws IOException;
    }

    private static final Map<String, Maker> MAKERS =
            Map.ofEntries(
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
                    Map.entry("ReformerTokenizer", PieceClasses::reformer),
                    Map.entry("RobertaTokenizer", BytePairFiles::roberta),
                    Map.entry("XLMRobertaTokenizer", PieceClasses::xlmRoberta));

    private static final Set<String> WITH_TYPES = Set.of("BertTokenizer", "ElectraTokenizer");

    /**
     * Those of transformers 5.18 that are Python programs, and don't use the tokenizers library.
     */
    private static final Set<String> PYTHON =
            Set.of(
                    "BartphoTokenizer",
                    "BertGenerationTokenizer",
                    "BertweetTokenizer",
                    "BioGptTokenizer",
                    "BlenderbotSmallTokenizer",
                    "ByT5Tokenizer",
                    "CTRLTokenizer",
                    "CanineTokenizer",
                    "ClvpTokenizer",
                    "CpmAntTokenizer",
                    "CpmTokenizer",
                    "DiaTokenizer",
                    "EsmTokenizer",
                    "FSMTTokenizer",
                    "FlaubertTokenizer",
                    "GPTNeoXJapaneseTokenizer",
                    "GPTSw3Tokenizer",
                    "M2M100Tokenizer",
                    "MarianTokenizer",
                    "MgpstrTokenizer",
                    "MyT5Tokenizer",
                    "PLBartTokenizer",
                    "PerceiverTokenizer",
                    "PhobertTokenizer",
                    "ProphetNetTokenizer",
                    "RagTokenizer",
                    "RoCBertTokenizer",
                    "SiglipTokenizer",
                    "Speech2TextTokenizer",
                    "SpeechT5Tokenizer",
                    "TapasTokenizer",
                    "VitsTokenizer",
                    "Wav2Vec2CTCTokenizer",
                    "Wav2Vec2PhonemeCTCTokenizer",
                    "XLMTokenizer");

    /**
     * Finds the class as transformers' AutoTokenizer does.
     *
     * @param folder a Hugging Face folder
     * @param tokenizerConfig its tokenizer_config.json
     * @return the class
     * @throws IOException if it is one that only Python has
     */
    static TokenizerClass of(Path folder, PretrainedConfig tokenizerConfig) throws IOException {
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
        String name = named;
        if (named.isEmpty()) {
            name = registered;
        } else if (GENERIC.equals(registered)) {
            name = GENERIC;
        }
        if (name != null && PYTHON.contains(name)) {
            throw new IOException(
                    tokenizerConfig.source()
                            + " has tokenizer_class = "
                            + name
                            + ", which is a Python program; allowed: classes that use the tokenizers"
                            + " library, such as "
                            + String.join(", ", MAKERS.keySet().stream().sorted().toList())
                            + ".");
        }
        return new TokenizerClass(name);
    }

    /** The tokenizer that transformers makes of a tokenizer.json. */
    JsonObject make(TokenizerSource source, PretrainedConfig config) throws IOException {
        Maker maker = name == null ? null : MAKERS.get(name);
        if (maker == null) {
            return source.content();
        }
        if (config.has("added_tokens_decoder")) {
            source.content().remove("added_tokens");
        }
        return maker.make(source, config);
    }

    /** The tokenizer of a folder with bare vocabulary files, which don't say what they are for. */
    JsonObject make(TokenizerSource source, PretrainedConfig config, String defaultName)
            throws IOException {
        Maker maker = MAKERS.get(name == null ? defaultName : name);
        if (maker == null) {
            throw new IOException(
                    source.file()
                            + " is a vocabulary for a tokenizer_class that "
                            + name
                            + " isn't; allowed beside it: "
                            + String.join(", ", MAKERS.keySet().stream().sorted().toList())
                            + "; or save a tokenizer.json.");
        }
        return maker.make(source, config);
    }

    /** Whether a tokenizer.json is kept as it is because nothing tells of a class. */
    boolean keepsJson() {
        return name == null || name.equals(GENERIC);
    }

    /** Whether the tokenizer gives token types by itself. */
    boolean givesTypes() {
        return name != null && WITH_TYPES.contains(name);
    }

    /** Whether ids are others than those of the file of SentencePiece. */
    boolean numbersPiecesAnew() {
        return name != null && FairseqPieces.CLASSES.contains(name);
    }
}
