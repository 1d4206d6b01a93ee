/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.read;

import ai.djl.modality.nlp.translator.NamedEntity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.AggregationStrategy;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Scores;

/**
 * Makes entities of labelled tokens, as transformers' token classification pipeline does. Takes the
 * tokens of a text one after the other, and keeps no more than the current word and entity.
 *
 * <p>First tokens become words (if the strategy is by words), one label each; then neighbours of
 * the same label become entities, of which one that begins with {@code B-} always begins a new one.
 */
final class EntityGrouper {

    private final EncodedText text;
    private final TextTokenizer tokenizer;
    private final List<String> labels;
    private final AggregationStrategy strategy;
    private final Set<String> ignoreLabels;
    private final int firstIndex;
    private final List<NamedEntity> entities = new ArrayList<>();
    private Word word;
    private Group group;

    /**
     * Makes a grouper.
     *
     * @param text the tokens
     * @param tokenizer their tokenizer
     * @param labels the labels, by their index in the scores
     * @param arguments what is asked for
     */
    EntityGrouper(
            EncodedText text, TextTokenizer tokenizer, List<String> labels, Settings arguments) {
        this.text = text;
        this.tokenizer = tokenizer;
        this.labels = labels;
        strategy = arguments.get(TranslatorArguments.AGGREGATION_STRATEGY);
        ignoreLabels = arguments.get(TranslatorArguments.IGNORE_LABELS);
        firstIndex = tokenizer.single().prefix().length;
    }

    /**
     * Takes the next token.
     *
     * @param token its place in the text
     * @param scores the probability of each label
     */
    void add(int token, double[] scores) {
        if (!strategy.byWords()) {
            int best = Scores.argMax(scores);
            addLabelled(token, token, labels.get(best), scores[best]);
            return;
        }
        if (word != null && !continuesWord(token)) {
            endWord();
        }
        if (word == null) {
            word = new Word(token, scores.length);
        }
        word.add(token, scores);
    }

    /**
     * Ends the text.
     *
     * @return its entities
     */
    NamedEntity[] finish() {
        if (word != null) {
            endWord();
        }
        if (group != null) {
            endGroup();
        }
        return entities.toArray(NamedEntity[]::new);
    }

    /** Tells whether a token belongs to the word before it. */
    private boolean continuesWord(int token) {
        if (isUnknown(token)) {
            return false;
        }
        int start = text.starts()[token];
        if (tokenizer.marksContinuingSubwords()) {
            String piece = tokenizer.token(text.ids()[token]);
            String written = text.text().substring(start, text.ends()[token]);
            return piece.codePointCount(0, piece.length())
                    != written.codePointCount(0, written.length());
        }
        // The reference's guess for vocabularies that don't tell: no space at the border.
        return start > 0
                && text.text().charAt(start - 1) != ' '
                && (start == text.text().length() || text.text().charAt(start) != ' ');
    }

    private boolean isUnknown(int token) {
        SpecialToken unknown = tokenizer.specialTokens().unknown();
        return unknown != null && text.ids()[token] == unknown.id();
    }

    private void endWord() {
        double[] scores = word.scores(strategy);
        int best = Scores.argMax(scores);
        addLabelled(word.first, word.last, labels.get(best), scores[best]);
        word = null;
    }

    private void addLabelled(int first, int last, String label, double score) {
        if (strategy == AggregationStrategy.NONE) {
            emit(first, last, label, score, piece(first));
            return;
        }
        boolean continues =
                group != null && tag(label).equals(tag(group.label)) && !label.startsWith("B-");
        if (group != null && !continues) {
            endGroup();
        }
        if (group == null) {
            group = new Group(label, first);
        }
        group.add(last, score);
    }

    private void endGroup() {
        String name = group.label.substring(group.label.indexOf('-') + 1);
        emit(group.first, group.last, name, group.sum / group.count, words(group));
        group = null;
    }

    private void emit(int first, int last, String label, double score, String written) {
        if (!ignoreLabels.contains(label)) {
            entities.add(
                    new NamedEntity(
                            label,
                            (float) score,
                            firstIndex + first,
                            written,
                            text.starts()[first],
                            text.ends()[last]));
        }
    }

    private static String tag(String label) {
        return label.startsWith("B-") || label.startsWith("I-") ? label.substring(2) : label;
    }

    /** A token as the vocabulary has it, or as the text has it if the vocabulary doesn't. */
    private String piece(int token) {
        return isUnknown(token)
                ? text.text().substring(text.starts()[token], text.ends()[token])
                : tokenizer.token(text.ids()[token]);
    }

    /** The text that the tokens of an entity stand for, or as it is if some are unknown. */
    private String words(Group tokens) {
        for (int i = tokens.first; i <= tokens.last; i++) {
            if (isUnknown(i)) {
                return text.text().substring(text.starts()[tokens.first], text.ends()[tokens.last]);
            }
        }
        return tokenizer.decode(Arrays.copyOfRange(text.ids(), tokens.first, tokens.last + 1));
    }

    /** Tokens of one word. */
    private static final class Word {

        private final int first;
        private final double[] sum;
        private double[] firstScores;
        private double[] surest;
        private int last;

        Word(int first, int labels) {
            this.first = first;
            sum = new double[labels];
        }

        void add(int token, double[] scores) {
            last = token;
            if (firstScores == null) {
                firstScores = scores;
                surest = scores;
            }
            if (scores[Scores.argMax(scores)] > surest[Scores.argMax(surest)]) {
                surest = scores;
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += scores[i];
            }
        }

        double[] scores(AggregationStrategy strategy) {
            return switch (strategy) {
                case FIRST -> firstScores;
                case MAX -> surest;
                default -> {
                    double[] mean = sum.clone();
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] /= last - first + 1;
                    }
                    yield mean;
                }
            };
        }
    }

    /** Tokens or words of one entity. */
    private static final class Group {

        private final String label;
        private final int first;
        private int last;
        private double sum;
        private int count;

        Group(String label, int first) {
            this.label = label;
            this.first = first;
        }

        void add(int token, double score) {
            last = token;
            sum += score;
            count++;
        }
    }
}
