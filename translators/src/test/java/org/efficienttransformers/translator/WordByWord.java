/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;

/**
 * Changes a model so that what it says of a token depends on that token alone: neither attention
 * nor position count. Its answers are then known without running it, and those of windows must be
 * those of the whole text.
 */
final class WordByWord {

    private WordByWord() {}

    static void change(TransformerModel model) {
        StateDict.of(model)
                .forEach(
                        (name, parameter) -> {
                            if (name.contains("output.dense.")
                                    || name.contains("position_embeddings")) {
                                parameter.getArray().set(new NDIndex("..."), 0);
                            }
                        });
    }

    /**
     * Lets a question answering model find a beginning at one token and an end at another, and
     * nowhere else: each has a hidden state along an axis of its own, which the head looks at.
     */
    static void answerBetween(TransformerModel model, int begin, int end) {
        change(model);
        StateDict.of(model)
                .forEach(
                        (name, parameter) -> {
                            NDArray array = parameter.getArray();
                            if (name.endsWith("word_embeddings.weight")) {
                                array.set(new NDIndex("..."), 0.1);
                                array.set(new NDIndex("{}, 0", begin), 50);
                                array.set(new NDIndex("{}, 1", end), 50);
                            } else if (name.endsWith("token_type_embeddings.weight")) {
                                array.set(new NDIndex("..."), 0);
                            } else if (name.endsWith("LayerNorm.weight")) {
                                array.set(new NDIndex("..."), 1);
                            } else if (name.endsWith("LayerNorm.bias")
                                    || name.equals("qa_outputs.bias")) {
                                array.set(new NDIndex("..."), 0);
                            } else if (name.equals("qa_outputs.weight")) {
                                array.set(new NDIndex("..."), 0);
                                array.set(new NDIndex("0, 0"), 10);
                                array.set(new NDIndex("1, 1"), 10);
                            }
                        });
    }
}
