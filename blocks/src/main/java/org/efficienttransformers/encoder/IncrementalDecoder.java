/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.KernelAttention;
import org.efficienttransformers.kernel.KeySums;

/**
 * Reads a text piece by piece with a causal Performer, to generate what follows: each piece costs
 * what it costs alone, however long the text is already, and the memory of the past is of constant
 * size.
 *
 * <pre>
 * try (IncrementalDecoder decoder = new IncrementalDecoder(model, manager, 1)) {
 *     NDArray logits = decoder.next(prompt);
 *     while (...) {
 *         logits = decoder.next(chosen word);
 *     }
 * }
 * </pre>
 *
 * <p>Texts have no padding: those of a batch go on in step. Not for several threads at once.
 */
public final class IncrementalDecoder implements AutoCloseable {

    private final EncoderModel model;
    private final NDManager manager;
    private final int batch;
    private final List<KeySums> past = new ArrayList<>();
    private int length;

    /**
     * Starts with an empty text.
     *
     * @param model a model all of whose layers have {@link KernelAttention} in its causal form
     * @param manager owns the memory of the past, and gives the device
     * @param batch the number of texts b
     * @throws IllegalArgumentException if the model can't be read piece by piece
     */
    public IncrementalDecoder(EncoderModel model, NDManager manager, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException(
                    "The number of texts is " + batch + "; it must be above 0.");
        }
        if (model.head() != Head.CAUSAL_LM && model.head() != Head.BASE) {
            throw new IllegalArgumentException(
                    "The model's head is "
                            + model.head()
                            + ", which needs the whole text; allowed: CAUSAL_LM, BASE.");
        }
        this.model = model;
        this.batch = batch;
        this.manager = manager.newSubManager();
        for (EncoderLayer layer : model.encoder().layers()) {
            if (!(layer.attention() instanceof KernelAttention attention)
                    || !attention.isCausal()) {
                this.manager.close();
                throw new IllegalArgumentException(
                        "The model's attention is "
                                + layer.attention().getClass().getSimpleName()
                                + ", whose past has no constant size; only a causal Performer"
                                + " (KernelAttention) can be read piece by piece.");
            }
            past.add(attention.begin(this.manager, batch));
        }
    }

    /**
     * Reads on.
     *
     * @param ids the next words, one or several, (b, n), INT64 or INT32
     * @return {@code logits} at the new positions, (b, n, vocabulary), or {@code
     *     last_hidden_state}, (b, n, e), if the model has no head; on the manager of the ids
     * @throws IllegalArgumentException if the shape or a word isn't allowed, or if the text gets
     *     longer than the model's positions
     */
    public NDArray next(NDArray ids) {
        NDManager parent = ids.getManager();
        try (NDManager scope = parent.newSubManager()) {
            ModelInputs inputs = ModelInputs.of(new NDList(ids), 2, scope);
            Shape shape = inputs.shape();
            if (shape.get(0) != batch) {
                throw new IllegalArgumentException(
                        "There are "
                                + shape.get(0)
                                + " texts, and the decoder was made for "
                                + batch
                                + ".");
            }
            int end = Math.toIntExact(length + shape.get(1));
            if (end > model.maxLength()) {
                throw new IllegalArgumentException(
                        "The text gets "
                                + end
                                + " tokens long, and the model takes at most "
                                + model.maxLength()
                                + "; load it with a larger maxLength.");
            }
            ParameterStore store =
                    new DetachedParameters(new ParameterStore(manager, false), scope);
            NDArray hidden = embed(store, inputs, scope, end);
            int i = 0;
            for (EncoderLayer layer : model.encoder().layers()) {
                KernelAttention attention = (KernelAttention) layer.attention();
                NDArray context = attention.attendNext(store, hidden, past.get(i++));
                hidden = layer.feedForward(store, hidden, context, false);
            }
            length = end;
            NDArray answer =
                    model.headBlock().forward(store, new NDList(hidden), false).singletonOrThrow();
            return scope.ret(answer);
        }
    }

    private NDArray embed(ParameterStore store, ModelInputs inputs, NDManager scope, int end) {
        int first = model.family().positionsAfterPadding() ? model.config().padTokenId() + 1 : 0;
        NDArray positions =
                scope.arange(first + length, first + end, 1, DataType.INT64)
                        .reshape(1, -1)
                        .repeat(0, batch);
        NDList embedded =
                new NDList(
                        inputs.inputIds(model.vocabSize()),
                        positions,
                        scope.zeros(new Shape(0), DataType.INT64));
        return model.encoder().embeddings().forward(store, embedded, false).singletonOrThrow();
    }

    /**
     * Returns how long the text is.
     *
     * @return the number of tokens read so far
     */
    public int length() {
        return length;
    }

    /** {@inheritDoc} */
    @Override
    public void close() {
        past.forEach(KeySums::close);
        manager.close();
    }
}
