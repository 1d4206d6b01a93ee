/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import java.util.List;
import java.util.Set;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;

/**
 * A mechanism of attention: all that loading, planning, drawing and the command line need to know
 * of it, in one place.
 *
 * <p>Kinds are found by {@link java.util.ServiceLoader}: one is added by a public class with a
 * constructor without arguments, and a line with its name in {@code
 * META-INF/services/org.efficienttransformers.attention.AttentionKind}. {@link AttentionKinds}
 * lists them.
 */
public abstract class AttentionKind {

    private final About about;
    private final boolean canBeCausal;
    private final List<Setting<?>> settings;

    /**
     * Takes what doesn't depend on anything.
     *
     * @param about what one wants to know of the mechanism before choosing it
     * @param canBeCausal true if there is a form in which a position sees itself and earlier ones
     *     only; {@link #build} refuses causal sizes otherwise
     * @param settings what can be chosen, with defaults and ranges; those whose argument is null
     *     are read from config.json only
     */
    protected AttentionKind(About about, boolean canBeCausal, Setting<?>... settings) {
        this.about = about;
        this.canBeCausal = canBeCausal;
        this.settings = List.of(settings);
    }

    /**
     * What one wants to know of a mechanism before choosing it.
     *
     * @param id the name that arguments and commands take, such as {@code longformer}
     * @param title what it is, and who is known for it, such as {@code sliding window (Longformer)}
     * @param family the class that surveys count it to, such as {@code sparse pattern}
     * @param paper where it was published
     * @param cost how time grows with the length n of a text, such as {@code n · window}
     * @param memory how memory grows with it, fused
     * @param causal whether it can be causal: yes, no, or under which condition
     * @param pretrained where trained weights come from
     */
    public record About(
            String id,
            String title,
            String family,
            Paper paper,
            String cost,
            String memory,
            String causal,
            String pretrained) {}

    /**
     * Where a mechanism was published.
     *
     * @param title the title
     * @param arxiv the number at arXiv
     */
    public record Paper(String title, String arxiv) {

        /** {@return the address of its abstract} */
        public String url() {
            return "https://arxiv.org/abs/" + arxiv;
        }
    }

    /**
     * {@return what one wants to know of it before choosing: name, title, paper, cost and where
     * weights come from}
     */
    public final About about() {
        return about;
    }

    /** {@return the name that arguments and commands take, such as {@code longformer}} */
    public final String id() {
        return about().id();
    }

    /** {@return whether there is a form in which a position sees itself and earlier ones only} */
    public final boolean canBeCausal() {
        return canBeCausal;
    }

    /**
     * {@return whether the argument {@code attention} takes it in place of the mechanism of a
     * loaded encoder} One that can't take the place of another has a model of its own.
     */
    public boolean isSwappable() {
        return true;
    }

    /**
     * {@return whether the layers of the model that it has of its own are reversible; false by
     * default}
     */
    public boolean isReversible() {
        return false;
    }

    /**
     * {@return whether the mechanism itself tells places and token types apart, so that the model
     * that it has of its own embeds words alone; false by default}
     */
    public boolean placesTokens() {
        return false;
    }

    /** {@return what can be chosen} */
    public final List<Setting<?>> settings() {
        return settings;
    }

    /**
     * Builds the attention of one layer.
     *
     * @param sizes what all mechanisms have
     * @param settings what was chosen of {@link #settings}
     * @param layer the number of the layer, from 0
     * @param below the attention of the layers below, in order, for mechanisms that share weights
     *     between layers
     * @return a Block without numbers
     * @throws IllegalArgumentException if sizes and settings don't fit together
     */
    public abstract SelfAttention build(
            AttentionSizes sizes,
            Settings settings,
            int layer,
            List<? extends SelfAttention> below);

    /**
     * Returns the tensors of a layer that a checkpoint trained with another mechanism lacks, and
     * how each is made.
     *
     * @param sizes what all mechanisms have
     * @param settings what was chosen of {@link #settings}
     * @param layer the number of the layer, from 0
     * @return the tensors; none by default
     */
    public List<DerivedTensor> derive(AttentionSizes sizes, Settings settings, int layer) {
        return List.of();
    }

    /**
     * {@return the names, relative to the attention, of the tensors that it alone has, such as
     * {@code compress_k.weight}; none by default} A checkpoint that has them may be loaded with
     * another mechanism, which leaves them out.
     */
    public Set<String> ownTensors() {
        return Set.of();
    }

    /**
     * Returns the length of the longest text that the mechanism takes, whatever positions the model
     * has.
     *
     * @param settings what was chosen of {@link #settings}
     * @return a number of positions; by default no bound
     */
    public int maxLength(Settings settings) {
        return Integer.MAX_VALUE;
    }

    /**
     * {@return settings for some 32 positions that make a small pattern show what is peculiar to
     * the mechanism; those by default, by default}
     */
    public Settings example() {
        return Settings.DEFAULT;
    }

    /**
     * Defines what each query of one head sees.
     *
     * @param settings what was chosen of {@link #settings}
     * @param length the number of positions
     * @param causal true for the causal form, if there is one
     * @return the pattern
     */
    public abstract AttentionPattern pattern(Settings settings, int length, boolean causal);

    /**
     * Describes the settings that time and memory depend on.
     *
     * @param settings what was chosen of {@link #settings}
     * @return such as {@code window 512}; empty if there are none
     */
    public abstract String describe(Settings settings);

    /**
     * {@return what its attention costs an encoder that reads one text}
     *
     * @param sizes what all mechanisms have
     * @param settings what was chosen of {@link #settings}
     * @param length the length of the text n
     */
    public abstract AttentionCost cost(AttentionSizes sizes, Settings settings, int length);
}
