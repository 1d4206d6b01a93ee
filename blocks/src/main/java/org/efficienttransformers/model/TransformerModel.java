/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.nn.AbstractBlock;

/**
 * A model that takes word indices: what translators need to know of it, whatever its architecture.
 *
 * <p>Inputs, recognised by their names, or where unnamed by this order; all but the first optional,
 * all INT64 or INT32, (b, n), for multiple choice (b, choices, n), but for the last:
 *
 * <ol>
 *   <li>{@code input_ids}
 *   <li>{@code attention_mask}, 1 at tokens and 0 at padding
 *   <li>{@code token_type_ids}
 *   <li>{@code global_attention_mask}, 1 at tokens that see all and are seen by all
 *   <li>{@code position_ids}
 *   <li>{@code logits_to_keep}, (b, m): the positions of each text, from 0 to n - 1, whose logits
 *       are wanted of a language model, which computes no others
 * </ol>
 *
 * <p>Outputs are named as transformers names them: see {@link Head}.
 */
public abstract class TransformerModel extends AbstractBlock {

    /**
     * Hands on the version of the parameters' format.
     *
     * @param version the version
     */
    protected TransformerModel(byte version) {
        super(version);
    }

    /**
     * Returns what the model answers.
     *
     * @return the head
     */
    public abstract Head head();

    /**
     * Returns the number of words that the model knows.
     *
     * @return the number of rows of the word embeddings
     */
    public abstract int vocabSize();

    /**
     * Returns the length of the longest text that the positions suffice for.
     *
     * @return a number of tokens, those that mark beginning and end included
     */
    public abstract int maxLength();

    /**
     * Returns the number of token types.
     *
     * @return the number of rows of the token type embeddings; 1 if there is no difference
     */
    public abstract int typeVocabSize();

    /**
     * Tells whether the model takes a {@code global_attention_mask}.
     *
     * @return true if its attention has global tokens
     */
    public abstract boolean hasGlobalTokens();

    /**
     * Tells whether padding, though masked, changes what the model gives for a text, as it does
     * where attention treats the end of a sequence as special. In a batch, texts of other lengths
     * then change the answer.
     *
     * @return true if it does
     */
    public abstract boolean dependsOnPadding();

    /**
     * Returns this model without its head, sharing the parameters: it gives {@code
     * last_hidden_state}.
     *
     * @return a model whose head is {@link Head#BASE}; this one, if it is so already
     */
    public abstract TransformerModel base();
}
