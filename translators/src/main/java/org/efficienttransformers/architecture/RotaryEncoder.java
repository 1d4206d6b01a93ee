/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.config.PretrainedConfig.quotient;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;

/**
 * What encoders without a table of positions have in common: attention turns queries and keys by
 * their positions, so that any length can be computed, and another mechanism that turns them, too,
 * may take its place.
 */
public abstract class RotaryEncoder implements Architecture {

    /** The key of our own by which config.json names another attention than the architecture's. */
    protected static final String ATTENTION = "attention";

    private final Map<String, String> classNames;
    private final Set<Head> heads;
    private final List<String> headNames;
    private final String words;
    private final String decoder;

    /**
     * Takes the names, in canonical form, and the heads.
     *
     * @param classNames from each {@code model_type} to what the names of its classes begin with
     * @param heads the heads
     * @param headNames what the names of tensors of all heads begin with, such as {@code
     *     classifier}
     * @param words the table of words, such as {@code embeddings.word_embeddings.weight}
     * @param decoder the matrix that scores words, such as {@code lm_head.decoder.weight}
     */
    protected RotaryEncoder(
            Map<String, String> classNames,
            Set<Head> heads,
            List<String> headNames,
            String words,
            String decoder) {
        this.classNames = Map.copyOf(classNames);
        this.heads = Collections.unmodifiableSet(heads);
        this.headNames = List.copyOf(headNames);
        this.words = words;
        this.decoder = decoder;
    }

    @Override
    public final Map<String, String> classNames() {
        return classNames;
    }

    @Override
    public final Set<Head> heads() {
        return heads;
    }

    /**
     * {@return the id of the mechanism that the architecture stands for, and that another may
     * replace; {@code full} by default}
     */
    protected String ownAttention() {
        return "full";
    }

    @Override
    public AttentionKind attention(PretrainedConfig config) {
        return AttentionKinds.of(config.string(ATTENTION, ownAttention()));
    }

    @Override
    public boolean takesAttention() {
        return true;
    }

    @Override
    public PretrainedConfig withAttention(
            PretrainedConfig config, Head head, AttentionKind wanted) {
        JsonObject json = config.toJson();
        json.remove(ATTENTION);
        if (!wanted.id().equals(ownAttention())) {
            json.addProperty(ATTENTION, wanted.id());
        }
        return new PretrainedConfig(json, config.source());
    }

    /** Positions are only turned: any length can be computed, whatever it was trained with. */
    @Override
    public ModelDescription lengthen(
            ModelDescription description, PretrainedConfig config, int maxLength, boolean swapped) {
        return description.with(description.embeddings().with(new Positions.None(maxLength)));
    }

    @Override
    public List<String> harmless(ModelDescription description) {
        List<String> harmless = new ArrayList<>();
        harmless.add("(.*\\.)?(position_ids|token_type_ids|inv_freq|original_inv_freq)");
        for (String name : headNames) {
            boolean tied = description.head().isTied() && decoder.startsWith(name + ".");
            if (!tied && !description.head().has(name)) {
                harmless.add(Pattern.quote(name) + "\\..*");
            }
        }
        if (description.head().isTied()) {
            harmless.add(Pattern.quote(decoder));
        }
        if (description.pooler() == null) {
            // Files may have one, though only classification of texts asks for it.
            harmless.add("pooler\\..*");
        }
        return harmless;
    }

    @Override
    public Map<String, String> tied(ModelDescription description) {
        return description.head().isTied() ? Map.of(words, decoder) : Map.of();
    }

    /**
     * {@return the head of encoders that classify by a linear layer: texts by their pooled vector,
     * tokens each by its own}
     *
     * @param config the configuration, with labels and dropout
     * @param head the head
     * @param dropout the rate where {@code classifier_dropout} isn't given
     * @param words the steps that score words
     */
    protected static HeadPart head(
            PretrainedConfig config, Head head, float dropout, HeadPart.Step... words) {
        HeadPart.Step drop =
                new HeadPart.Drop((float) config.number("classifier_dropout", dropout));
        HeadPart.Step classifier = HeadPart.linear("classifier", config.labels().size());
        return switch (head) {
            case MASKED_LM -> HeadPart.of(head, HeadPart.Rows.ALL, words);
            case SEQUENCE_CLASSIFICATION ->
                    HeadPart.of(head, HeadPart.Rows.POOLED, drop, classifier);
            case TOKEN_CLASSIFICATION -> HeadPart.of(head, HeadPart.Rows.ALL, drop, classifier);
            default -> HeadPart.base();
        };
    }

    /**
     * Returns how long texts may be.
     *
     * @param layers the layers, whose rotary positions may be scaled for longer texts
     * @param trained the longest text of the training
     * @return no table, and a length
     */
    protected static Positions positions(List<LayerPart> layers, int trained) {
        RotaryPositions rotary = layers.get(0).attention().rotary();
        return new Positions.None(
                rotary.scaling() instanceof RotaryPositions.Dynamic dynamic
                        ? (int) Math.max(trained, dynamic.factor() * dynamic.trained())
                        : trained);
    }

    /**
     * Returns the size of a head.
     *
     * @param config the configuration, whose {@code head_dim} need not be there
     * @param size hidden_size
     * @param heads num_attention_heads
     * @return d
     * @throws IllegalArgumentException if it doesn't follow from the two
     */
    protected static int headSize(PretrainedConfig config, int size, int heads) {
        return heads > 0 && config.has("head_dim")
                ? config.integer("head_dim")
                : quotient("hidden_size", size, "num_attention_heads", heads);
    }
}
