/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.bert;

import static org.efficienttransformers.description.HeadPart.linear;

import java.util.List;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Drop;
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.HeadPart.Residual;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.HeadPart.Step;

/** The heads of the BERT line. */
final class Heads {

    static final String SEQ_RELATIONSHIP = "cls.seq_relationship";
    static final String CLASSIFIER = "classifier";
    static final String QA_OUTPUTS = "qa_outputs";
    static final String QA_CLASSIFIER = "qa_classifier";

    private Heads() {}

    static HeadPart of(Family family, Head head, PretrainedConfig config, Activation activation) {
        float dropout = (float) config.number("hidden_dropout_prob", 0.1);
        float classifierDropout = (float) config.number("classifier_dropout", dropout);
        int labels = config.labels().size();
        return switch (head) {
            case MASKED_LM, CAUSAL_LM ->
                    HeadPart.of(head, Rows.ALL, words(family, config, activation));
            case PRETRAINING ->
                    new HeadPart(
                            head,
                            Rows.ALL,
                            List.of(words(family, config, activation)),
                            List.of(linear(SEQ_RELATIONSHIP, 2)),
                            false);
            case SEQUENCE_CLASSIFICATION -> classifier(family, config, activation);
            case TOKEN_CLASSIFICATION ->
                    HeadPart.of(
                            head,
                            Rows.ALL,
                            new Drop(classifierDropout),
                            linear(CLASSIFIER, labels));
            case QUESTION_ANSWERING ->
                    family.questionMasked()
                            ? answers(config, activation, dropout)
                            : HeadPart.of(head, Rows.ALL, linear(QA_OUTPUTS, 2));
            case MULTIPLE_CHOICE ->
                    HeadPart.of(head, Rows.POOLED, new Drop(dropout), linear(CLASSIFIER, 1));
            default -> HeadPart.base();
        };
    }

    private static Step[] words(Family family, PretrainedConfig config, Activation activation) {
        String name = family.languageModel() + ".";
        boolean tied = config.bool("tie_word_embeddings", true);
        return new Step[] {
            linear(name + family.transform(), config.integer("hidden_size")),
            new Activate(activation),
            new Norm(BertLine.norm(config, name + family.transformNorm())),
            new Decode(tied ? null : name + "decoder.weight", name + "bias")
        };
    }

    private static HeadPart classifier(
            Family family, PretrainedConfig config, Activation activation) {
        Head head = Head.SEQUENCE_CLASSIFICATION;
        Drop drop =
                new Drop(
                        (float)
                                config.number(
                                        "classifier_dropout",
                                        config.number("hidden_dropout_prob", 0.1)));
        int labels = config.labels().size();
        if (family.classifier() == Family.Classifier.POOLED) {
            return HeadPart.of(head, Rows.POOLED, drop, linear(CLASSIFIER, labels));
        }
        boolean tanh = family.classifier() == Family.Classifier.TANH;
        return HeadPart.of(
                head,
                Rows.FIRST,
                drop,
                linear(CLASSIFIER + ".dense", config.integer("hidden_size")),
                new Activate(tanh ? Activation.TANH : activation),
                drop,
                linear(CLASSIFIER + ".out_proj", labels));
    }

    /** BigBird's: a feed forward with a residual sum first. */
    private static HeadPart answers(PretrainedConfig config, Activation activation, float dropout) {
        String name = QA_CLASSIFIER + ".";
        return new HeadPart(
                Head.QUESTION_ANSWERING,
                Rows.ALL,
                List.of(
                        new Drop(dropout),
                        linear(name + "intermediate.dense", config.integer("intermediate_size")),
                        new Activate(activation),
                        linear(name + "output.dense", config.integer("hidden_size")),
                        new Drop(dropout),
                        new Residual(),
                        new Norm(BertLine.norm(config, name + "output.LayerNorm")),
                        linear(name + QA_OUTPUTS, 2)),
                List.of(),
                true);
    }
}
