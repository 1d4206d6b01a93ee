/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.efficienttransformers.kernel.Scalars;

/**
 * From the states of an {@link Encoder} to the named answers of a {@link Head}.
 *
 * <p>Inputs: the last hidden state, (b, n, e); if the encoder has a pooler, the pooled first token,
 * (b, e); and at last, where the family masks questions and the head answers them, 1 at tokens that
 * no answer touches and 0 elsewhere, (b, n), in the type of the states. Outputs: see {@link Head};
 * for multiple choice (b * choices, 1), which the model reshapes.
 */
public final class EncoderHead extends AbstractBlock {

    private static final byte VERSION = 1;
    private static final String CLASSIFIER = "classifier";

    private final EncoderConfig config;
    private final ModelFamily family;
    private final Head head;
    private final Block scores;
    private final Block sequence;

    /**
     * Makes a head.
     *
     * @param config the sizes of the encoder
     * @param family the family of the encoder, which names the parts
     * @param head what to answer
     * @param labels the number of labels of a classification
     * @param words the table of word embeddings that a language model shares; null if it has its
     *     own
     */
    EncoderHead(EncoderConfig config, ModelFamily family, Head head, int labels, Parameter words) {
        super(VERSION);
        this.config = config;
        this.family = family;
        this.head = head;
        scores =
                switch (head) {
                    case BASE -> null;
                    case MASKED_LM, CAUSAL_LM, PRETRAINING ->
                            addChildBlock(
                                    family.languageModel(),
                                    new LanguageModelHead(config, family, words));
                    case SEQUENCE_CLASSIFICATION ->
                            addChildBlock(CLASSIFIER, sequenceClassifier(labels));
                    case TOKEN_CLASSIFICATION -> addChildBlock(CLASSIFIER, Layers.linear(labels));
                    case QUESTION_ANSWERING ->
                            family.questionMasked()
                                    ? addChildBlock(
                                            "qa_classifier", new QuestionAnsweringHead(config))
                                    : addChildBlock("qa_outputs", Layers.linear(2));
                    case MULTIPLE_CHOICE -> addChildBlock(CLASSIFIER, Layers.linear(1));
                };
        sequence =
                head == Head.PRETRAINING
                        ? addChildBlock("cls.seq_relationship", Layers.linear(2))
                        : null;
    }

    private Block sequenceClassifier(int labels) {
        return switch (family.classifier()) {
            case POOLED -> Layers.linear(labels);
            case TANH -> new ClassificationHead(config, Activation.TANH, labels);
            case HIDDEN_ACT -> new ClassificationHead(config, config.hiddenAct(), labels);
        };
    }

    /** {@inheritDoc} */
    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        NDArray hidden = inputs.get(0); // b n e
        NDArray pooled = inputs.size() > 1 ? inputs.get(1) : null; // b e
        return switch (head) {
            case BASE -> {
                NDList base = named("last_hidden_state", hidden);
                yield pooled == null ? base : base.addAll(named("pooler_output", pooled));
            }
            case MASKED_LM, CAUSAL_LM -> named("logits", score(store, hidden, 0, training));
            case PRETRAINING ->
                    named("prediction_logits", score(store, hidden, 0, training))
                            .addAll(
                                    named(
                                            "seq_relationship_logits",
                                            Layers.call(sequence, store, pooled, training)));
            case SEQUENCE_CLASSIFICATION ->
                    named(
                            "logits",
                            family.classifier() == ModelFamily.Classifier.POOLED
                                    ? score(store, pooled, config.classifierDropout(), training)
                                    : score(store, hidden.get(":, 0"), 0, training));
            case TOKEN_CLASSIFICATION ->
                    named("logits", score(store, hidden, config.classifierDropout(), training));
            case QUESTION_ANSWERING -> {
                NDArray both = score(store, hidden, 0, training); // b n 2
                if (family.questionMasked()) {
                    NDArray question = inputs.get(inputs.size() - 1);
                    both =
                            both.sub(
                                    Scalars.mul(
                                            question.expandDims(2), ruledOut(both.getDataType())));
                }
                yield named("start_logits", both.get(":, :, 0"))
                        .addAll(named("end_logits", both.get(":, :, 1")));
            }
            case MULTIPLE_CHOICE ->
                    named("logits", score(store, pooled, config.hiddenDropoutProb(), training));
        };
    }

    private NDArray score(ParameterStore store, NDArray input, float dropout, boolean training) {
        return Layers.call(scores, store, Layers.dropout(input, dropout, training), training);
    }

    /** What is taken off the scores of tokens that no answer touches; a million in transformers. */
    private static double ruledOut(DataType dataType) {
        return dataType == DataType.FLOAT16 ? 6e4 : 1e6;
    }

    private static NDList named(String name, NDArray array) {
        array.setName(name);
        return new NDList(array);
    }

    /** {@inheritDoc} */
    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        if (scores != null) {
            scores.initialize(manager, dataType, scoredShape(inputShapes[0]));
        }
        if (sequence != null) {
            sequence.initialize(manager, dataType, firstToken(inputShapes[0]));
        }
    }

    private Shape scoredShape(Shape hidden) {
        return head == Head.SEQUENCE_CLASSIFICATION || head == Head.MULTIPLE_CHOICE
                ? firstToken(hidden)
                : hidden;
    }

    private static Shape firstToken(Shape hidden) {
        return new Shape(hidden.get(0), hidden.get(2));
    }

    /** {@inheritDoc} */
    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = inputShapes[0];
        return switch (head) {
            case BASE -> inputShapes;
            case QUESTION_ANSWERING -> new Shape[] {hidden.slice(0, 2), hidden.slice(0, 2)};
            case PRETRAINING ->
                    new Shape[] {
                        scores.getOutputShapes(new Shape[] {hidden})[0], new Shape(hidden.get(0), 2)
                    };
            default -> scores.getOutputShapes(new Shape[] {scoredShape(hidden)});
        };
    }
}
