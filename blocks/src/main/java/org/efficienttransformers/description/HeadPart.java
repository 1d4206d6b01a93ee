/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.description;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What makes the answer of the last hidden states: steps, one after the other.
 *
 * @param head what is answered
 * @param rows which hidden states the steps begin with
 * @param steps what makes the logits; none for {@link Head#BASE}
 * @param relationship for {@link Head#PRETRAINING}, what makes the logits of the relationship of
 *     two texts from the pooled first token; otherwise empty
 * @param questionMasked true if the tokens of a question, those up to the first separator, are
 *     ruled out as answers, and, where no types are given, have the type 0, others 1
 */
public record HeadPart(
        Head head, Rows rows, List<Step> steps, List<Step> relationship, boolean questionMasked) {

    /** Which hidden states. */
    public enum Rows {
        /** Those of all positions, (b, n, e). */
        ALL,
        /** That of the first position, (b, e). */
        FIRST,
        /** That of the first token that isn't padding, (b, e). */
        FIRST_TOKEN,
        /** That of the last position, padding or not, (b, e). */
        LAST,
        /** The mean over all tokens, (b, e). */
        MEAN,
        /** The pooled first position, (b, e). */
        POOLED,
        /** That of the last end of a sentence in the text of the encoder, (b, e). */
        LAST_END
    }

    /** One step, from (..., x) to (..., y). */
    public sealed interface Step {}

    /**
     * A linear layer.
     *
     * @param part the layer; its name is the whole name, without the prefix of the backbone
     */
    public record Linear(LinearPart part) implements Step {}

    /**
     * A norm.
     *
     * @param part the norm, likewise
     */
    public record Norm(NormPart part) implements Step {}

    /**
     * An activation.
     *
     * @param activation the function
     */
    public record Activate(Activation activation) implements Step {}

    /**
     * Dropout in training.
     *
     * @param rate from 0 to below 1
     */
    public record Drop(float rate) implements Step {}

    /** The mean over all tokens, from (b, n, x) to (b, x). */
    public record Mean() implements Step {}

    /**
     * Multiplies by a number.
     *
     * @param factor the number
     */
    public record Scale(double factor) implements Step {}

    /**
     * Adds a number to the score of each word, as {@code final_logits_bias} of encoder-decoders,
     * which is never trained.
     *
     * @param name the name of the row of numbers, (1, vocabulary)
     */
    public record Offset(String name) implements Step {}

    /** Adds what the steps began with. */
    public record Residual() implements Step {}

    /**
     * Scores every word of the vocabulary.
     *
     * @param weight the name of its matrix; null if it is the table of words
     * @param bias the name of its bias; null for none
     */
    public record Decode(String weight, String bias) implements Step {}

    /** Copies the lists. */
    public HeadPart {
        steps = List.copyOf(steps);
        relationship = List.copyOf(relationship);
    }

    /**
     * A head of steps alone.
     *
     * @param head what is answered
     * @param rows which hidden states the steps begin with
     * @param steps the steps
     * @return the part
     */
    public static HeadPart of(Head head, Rows rows, Step... steps) {
        return new HeadPart(head, rows, List.of(steps), List.of(), false);
    }

    /**
     * {@return the names of the parts that have tensors: of linear layers and norms the name, of a
     * decoder those of its matrix and its bias}
     */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        Stream.concat(steps.stream(), relationship.stream())
                .forEach(
                        step -> {
                            if (step instanceof Linear linear) {
                                names.add(linear.part().name());
                            } else if (step instanceof Norm norm) {
                                names.add(norm.part().name());
                            } else if (step instanceof Decode decode) {
                                names.add(decode.weight());
                                names.add(decode.bias());
                            }
                        });
        names.remove(null);
        return names;
    }

    /**
     * Tells whether a part is the head's, or holds one that is.
     *
     * @param name its name, such as {@code classifier}
     * @return true if one of {@link #names} is that, or goes on from there after a dot
     */
    public boolean has(String name) {
        return names().stream().anyMatch(part -> part.equals(name) || part.startsWith(name + "."));
    }

    /**
     * A linear layer with a bias.
     *
     * @param name the whole name, without the prefix of the backbone
     * @param units the size of its output
     * @return the step
     */
    public static Linear linear(String name, int units) {
        return new Linear(new LinearPart(name, units, true));
    }

    /**
     * {@return whether words are scored by the table that they are looked up in, as by a decoder
     * without a matrix of its own}
     */
    public boolean isTied() {
        return steps.stream()
                .anyMatch(step -> step instanceof Decode decode && decode.weight() == null);
    }

    /**
     * No head: the answer is the hidden states.
     *
     * @return the part
     */
    public static HeadPart base() {
        return of(Head.BASE, Rows.ALL);
    }
}
