/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import static org.efficienttransformers.settings.Require.atLeast;
import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a model is, as data: all that sets one architecture apart from another. Blocks are built
 * from it, and what users want to know of a model is read from it.
 *
 * <p>Names are those of checkpoints: the path of a parameter is the prefix of the backbone (in a
 * model with a head), the name of the layer, of the part, and {@code weight} or {@code bias}.
 *
 * @param prefix the name of the backbone in a model with a head, such as {@code bert}
 * @param embeddings what stands below the layers
 * @param layers the layers, the first at the bottom
 * @param reversible true for Reformer's layers over two streams, from whose outputs their inputs
 *     follow; last hidden states are then (b, n, 2e)
 * @param finalNorm the norm above the layers; null for none
 * @param finalNormInStates true if the last of the hidden states between layers is the one above
 *     that norm, as in transformers; false if the one below it
 * @param pooler a linear layer and tanh of the first position; null for none
 * @param head what makes the answer
 * @param padTokenId the id of padding
 * @param sepTokenId the id of the separator between two texts
 * @param decoder the second stack of an encoder-decoder, above which the head then stands; null for
 *     none
 */
public record ModelDescription(
        String prefix,
        EmbeddingsPart embeddings,
        List<LayerPart> layers,
        boolean reversible,
        NormPart finalNorm,
        boolean finalNormInStates,
        LinearPart pooler,
        HeadPart head,
        int padTokenId,
        int sepTokenId,
        DecoderPart decoder) {

    /** Checks that the parts fit together. */
    public ModelDescription {
        layers = List.copyOf(layers);
        atLeast("num_hidden_layers", layers.size(), 1);
        require(
                padTokenId >= 0 && padTokenId < embeddings.vocabSize(),
                "pad_token_id is %d; it must be from 0 to below vocab_size, %d.",
                padTokenId,
                embeddings.vocabSize());
        boolean causal = layers.get(0).attention().causal();
        require(
                causal || head.head() != Head.CAUSAL_LM,
                "is_decoder is false, but a causal language model must not see the words that it"
                        + " predicts; set is_decoder to true.");
        require(
                (decoder != null) == (head.head() == Head.CONDITIONAL_GENERATION)
                        || (decoder != null && head.head() != Head.CAUSAL_LM),
                "The head is %s, and there is %s decoder; one that generates from a source needs"
                        + " one, and a causal language model has none.",
                head.head(),
                decoder == null ? "no" : "a");
        for (LayerPart layer : layers) {
            require(
                    reversible
                            || layer.attention().output() == null
                            || layer.attention().output().units() == embeddings.hiddenSize(),
                    "The output of the attention of %s must be as wide as the hidden states.",
                    layer.name());
        }
    }

    /** {@return the length of the longest text, in tokens} */
    public int maxLength() {
        return layers.stream()
                .map(LayerPart::attention)
                .mapToInt(part -> part.kind().maxLength(part.settings()))
                .reduce(embeddings.positions().maxLength(), Math::min);
    }

    /** {@return how long the last hidden state of a token is, in floats} */
    public int stateSize() {
        return reversible ? 2 * embeddings.hiddenSize() : embeddings.hiddenSize();
    }

    /**
     * {@return the same model with another head}
     *
     * @param other the head
     */
    public ModelDescription with(HeadPart other) {
        return with(embeddings, layers, pooler, other);
    }

    /** {@return the same model without its pooler} */
    public ModelDescription withoutPooler() {
        return with(embeddings, layers, null, head);
    }

    /**
     * {@return the same model with other embeddings}
     *
     * @param other the embeddings
     */
    public ModelDescription with(EmbeddingsPart other) {
        return with(other, layers, pooler, head);
    }

    /**
     * {@return the same model with other layers}
     *
     * @param change what becomes of each layer
     */
    public ModelDescription withLayers(UnaryOperator<LayerPart> change) {
        return with(embeddings, layers.stream().map(change).toList(), pooler, head);
    }

    private ModelDescription with(
            EmbeddingsPart embedded, List<LayerPart> parts, LinearPart pooling, HeadPart answer) {
        return new ModelDescription(
                prefix,
                embedded,
                parts,
                reversible,
                finalNorm,
                finalNormInStates,
                pooling,
                answer,
                padTokenId,
                sepTokenId,
                decoder);
    }
}
