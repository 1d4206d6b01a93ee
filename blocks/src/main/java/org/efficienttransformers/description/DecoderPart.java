/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.rate;
import static org.efficienttransformers.settings.Require.require;

import java.util.List;

/**
 * The second stack of an encoder-decoder, which writes a text while it looks at what the encoder
 * made of another.
 *
 * @param embeddings what stands below the layers; its words are null where they are the encoder's
 * @param layers the layers, the first at the bottom
 * @param finalNorm the norm above the layers; null for none
 * @param sourceDropout the rate at which elements of the encoder's states are dropped before the
 *     decoder sees them, in training
 * @param finalDropout the rate at which elements are dropped above the layers, in training
 * @param startTokenId the token that a text begins with, {@code decoder_start_token_id}
 * @param endTokenId the token that a text ends with, the first of {@code eos_token_id}
 * @param readsShiftedText true if, where no {@code decoder_input_ids} are given, the decoder reads
 *     the encoder's text after the start token, without its last token
 */
public record DecoderPart(
        EmbeddingsPart embeddings,
        List<DecoderLayerPart> layers,
        NormPart finalNorm,
        float sourceDropout,
        float finalDropout,
        int startTokenId,
        int endTokenId,
        boolean readsShiftedText) {

    /** Checks the sizes. */
    public DecoderPart {
        layers = List.copyOf(layers);
        atLeast("decoder_layers", layers.size(), 1);
        rate("The dropout of hidden states", sourceDropout);
        rate("The dropout of hidden states", finalDropout);
        require(
                startTokenId >= 0 && startTokenId < embeddings.vocabSize(),
                "decoder_start_token_id is %d; it must be from 0 to below vocab_size, %d.",
                startTokenId,
                embeddings.vocabSize());
    }
}
