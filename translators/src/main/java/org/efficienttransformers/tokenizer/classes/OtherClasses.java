/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.classes;

import java.util.Set;

/**
 * The tokenizer classes of transformers 5.18 that aren't known here, and of which tokenizer.json
 * doesn't tell all. What isn't among them keeps that file as it is, in transformers, too.
 */
final class OtherClasses {

    /** Those that don't use the tokenizers library. */
    private static final Set<String> PROGRAMS =
            Set.of(
                    """
                    BartphoTokenizer BertGenerationTokenizer BertweetTokenizer BioGptTokenizer
                    BlenderbotSmallTokenizer ByT5Tokenizer CTRLTokenizer CanineTokenizer
                    ClvpTokenizer CpmAntTokenizer CpmTokenizer DiaTokenizer EsmTokenizer
                    FSMTTokenizer FlaubertTokenizer GPTNeoXJapaneseTokenizer GPTSw3Tokenizer
                    M2M100Tokenizer MarianTokenizer MgpstrTokenizer MyT5Tokenizer
                    PLBartTokenizer PerceiverTokenizer PhobertTokenizer ProphetNetTokenizer
                    RagTokenizer RoCBertTokenizer SiglipTokenizer Speech2TextTokenizer
                    SpeechT5Tokenizer TapasTokenizer VitsTokenizer Wav2Vec2CTCTokenizer
                    Wav2Vec2PhonemeCTCTokenizer XLMTokenizer
                    """
                            .split("\\s+"));

    /** Those that take the vocabulary out of tokenizer.json, and make the rest themselves. */
    private static final Set<String> MAKERS =
            Set.of(
                    """
                    BarthezTokenizer BlenderbotTokenizer CLIPTokenizer CodeGenTokenizer
                    CodeLlamaTokenizer CohereTokenizer DPRContextEncoderTokenizer
                    DPRQuestionEncoderTokenizer DPRReaderTokenizer DebertaTokenizer
                    DebertaV2Tokenizer EsmcTokenizer FNetTokenizer FunnelTokenizer
                    GPTNeoXTokenizer GemmaTokenizer HerbertTokenizer LasrTokenizer
                    LayoutLMv2Tokenizer LayoutLMv3Tokenizer LayoutXLMTokenizer LlamaTokenizer
                    LukeTokenizer MBart50Tokenizer MBartTokenizer MLukeTokenizer
                    MarkupLMTokenizer NllbTokenizer NougatTokenizer OpenAIGPTTokenizer
                    Qwen2Tokenizer Qwen3_5Tokenizer RemBertTokenizer RoFormerTokenizer
                    SeamlessM4TTokenizer Siglip2Tokenizer SplinterTokenizer Tipsv2Tokenizer
                    UdopTokenizer VideoPrismTokenizer WhisperTokenizer XGLMTokenizer
                    """
                            .split("\\s+"));

    private OtherClasses() {}

    /** Tells why a class is refused, or returns null if it isn't. */
    static String refusal(String name) {
        if (PROGRAMS.contains(name)) {
            return "which is a Python program";
        }
        return MAKERS.contains(name)
                ? "which makes a tokenizer of its own of tokenizer.json, in a way unknown here"
                : null;
    }
}
