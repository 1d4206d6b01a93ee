/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;

/**
 * The mechanisms of attention, and what one wants to know of them before choosing: the table in
 * README and what the command line says are made of it.
 */
public enum Mechanism {

    /** Every position sees every position. */
    FULL(
            "full",
            "full (BERT, RoBERTa)",
            "Attention Is All You Need",
            "1706.03762",
            "n²",
            "yes",
            "any checkpoint"),

    /** A window around each position, and global tokens. */
    LONGFORMER(
            "longformer",
            "sliding window (Longformer)",
            "Longformer: The Long-Document Transformer",
            "2004.05150",
            "n · window",
            "yes",
            "checkpoints, or `attention=longformer`"),

    /** Blocks of positions: neighbours, some at random, the first and the last. */
    BIGBIRD(
            "bigbird",
            "block-sparse (BigBird)",
            "Big Bird: Transformers for Longer Sequences",
            "2007.14062",
            "n · blocks seen",
            "with full attention",
            "checkpoints, or `attention=bigbird`"),

    /** Those whose vectors have nearly the same direction, found by hashing. */
    REFORMER(
            "reformer",
            "LSH and local (Reformer)",
            "Reformer: The Efficient Transformer",
            "2001.04451",
            "n log n",
            "yes",
            "checkpoints"),

    /** Mixtures of all positions, fewer than there are positions. */
    LINFORMER(
            "linformer",
            "low rank (Linformer)",
            "Linformer: Self-Attention with Linear Complexity",
            "2006.04768",
            "n · rank",
            "no",
            "`attention=linformer`, to be fine-tuned"),

    /** Sums over all positions, by random features of the softmax kernel. */
    PERFORMER(
            "performer",
            "random features (Performer)",
            "Rethinking Attention with Performers",
            "2009.14794",
            "n · features",
            "yes",
            "`attention=performer`, to be fine-tuned");

    /**
     * Where a mechanism was published.
     *
     * @param title the title
     * @param arxiv the number at arXiv
     */
    public record Paper(String title, String arxiv) {

        /**
         * Returns where to read it.
         *
         * @return the address of its abstract
         */
        public String url() {
            return "https://arxiv.org/abs/" + arxiv;
        }
    }

    private final String id;
    private final String title;
    private final String paperTitle;
    private final String arxiv;
    private final String cost;
    private final String causal;
    private final String pretrained;

    Mechanism(
            String id,
            String title,
            String paperTitle,
            String arxiv,
            String cost,
            String causal,
            String pretrained) {
        this.id = id;
        this.title = title;
        this.paperTitle = paperTitle;
        this.arxiv = arxiv;
        this.cost = cost;
        this.causal = causal;
        this.pretrained = pretrained;
    }

    /**
     * Returns the name that commands and, but for Reformer, the argument {@code attention} take.
     *
     * @return such as {@code longformer}
     */
    public String id() {
        return id;
    }

    /**
     * Returns what it is, and who is known for it.
     *
     * @return such as {@code sliding window (Longformer)}
     */
    public String title() {
        return title;
    }

    /**
     * Returns where it was published.
     *
     * @return the paper
     */
    public Paper paper() {
        return new Paper(paperTitle, arxiv);
    }

    /**
     * Returns how time and memory grow with the length n of a text.
     *
     * @return such as {@code n · window}
     */
    public String cost() {
        return cost;
    }

    /**
     * Tells whether it can be causal.
     *
     * @return yes, no, or under which condition
     */
    public String causal() {
        return causal;
    }

    /**
     * Returns where trained weights come from.
     *
     * @return such as {@code checkpoints, or `attention=longformer`}
     */
    public String pretrained() {
        return pretrained;
    }

    /**
     * Returns what can stand on top of it.
     *
     * @return the heads
     */
    public Set<Head> heads() {
        return switch (this) {
            case FULL, LONGFORMER, PERFORMER -> EnumSet.allOf(Head.class);
            case BIGBIRD, LINFORMER -> EnumSet.complementOf(EnumSet.of(Head.CAUSAL_LM));
            case REFORMER ->
                    EnumSet.of(
                            Head.BASE,
                            Head.MASKED_LM,
                            Head.CAUSAL_LM,
                            Head.SEQUENCE_CLASSIFICATION,
                            Head.QUESTION_ANSWERING);
        };
    }

    /**
     * Tells whether it can take the place of another in a loaded encoder of the BERT line.
     *
     * @return true if the argument {@code attention} takes it
     */
    public boolean isSwappable() {
        return this != REFORMER;
    }

    /**
     * Finds a mechanism by its name.
     *
     * @param id such as {@code longformer}
     * @return the mechanism
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Mechanism of(String id) {
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.id.equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "There is no mechanism '"
                                                + id
                                                + "'; allowed: "
                                                + Arrays.stream(values())
                                                        .map(Mechanism::id)
                                                        .collect(Collectors.joining(", "))
                                                + "."));
    }

    /**
     * Finds the mechanism of a checkpoint.
     *
     * @param config its config.json, of a type that {@link Checkpoint#supports}
     * @return the mechanism
     * @throws IllegalArgumentException if config.json names an attention that there isn't
     */
    public static Mechanism of(PretrainedConfig config) {
        return switch (config.modelType()) {
            case "reformer" -> REFORMER;
            case "lucidrains_linformer" -> LINFORMER;
            case "performer_pytorch" -> PERFORMER;
            default -> of(Architectures.of(config).attention(config).id());
        };
    }
}
