/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;

/** Predicts by computing the whole texts again for each token: what pasts are compared to. */
final class WholeTexts implements TokenPredictor {

    private final TransformerModel model;
    private final NDList source;
    private final NDManager manager;
    private int[] origins;
    private long[][] texts;

    /** Without a source, for causal language models, source is null. */
    WholeTexts(TransformerModel model, NDList source, NDManager manager) {
        this.model = model;
        this.source = source;
        this.manager = manager;
    }

    @Override
    public float[][] read(boolean logarithms, long[]... tokens) {
        add(tokens);
        float[][] all = new float[texts.length][];
        // Each text alone: a batch of one.
        for (int i = 0; i < all.length; i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDList inputs = new NDList();
                if (source != null) {
                    for (NDArray array : source) {
                        NDArray row =
                                array.get(scope, new NDIndex("{}:{}", origins[i], origins[i] + 1));
                        row.setName(array.getName());
                        inputs.add(row);
                    }
                }
                NDArray ids = scope.create(texts[i], new Shape(1, texts[i].length));
                ids.setName(source == null ? "input_ids" : "decoder_input_ids");
                inputs.add(ids);
                NDArray last = scope.create(new long[] {texts[i].length - 1}, new Shape(1, 1));
                last.setName("logits_to_keep");
                inputs.add(last);
                NDArray logits =
                        model.forward(new ParameterStore(scope, false), inputs, false)
                                .get("logits");
                all[i] = (logarithms ? logits.logSoftmax(-1) : logits).toFloatArray();
            }
        }
        return all;
    }

    /** Adds the next tokens of each text, without predicting what follows. */
    void add(long[]... tokens) {
        if (texts == null) {
            texts = new long[tokens.length][0];
            origins = new int[tokens.length];
            Arrays.setAll(origins, i -> i);
        }
        for (int i = 0; i < texts.length; i++) {
            int length = texts[i].length;
            texts[i] = Arrays.copyOf(texts[i], length + tokens[i].length);
            System.arraycopy(tokens[i], 0, texts[i], length, tokens[i].length);
        }
    }

    @Override
    public void reorder(int... rows) {
        long[][] old = texts;
        int[] before = origins;
        texts = new long[rows.length][];
        origins = new int[rows.length];
        Arrays.setAll(texts, i -> old[rows[i]].clone());
        Arrays.setAll(origins, i -> before[rows[i]]);
    }

    @Override
    public int maxLength() {
        return source == null
                ? model.maxLength()
                : model.description().decoder().embeddings().positions().maxLength();
    }

    @Override
    public void close() {
        // Nothing is kept.
    }
}
