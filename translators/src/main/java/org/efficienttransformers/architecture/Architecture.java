/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;

/**
 * An architecture of published checkpoints: how a config.json becomes a {@link ModelDescription},
 * whose parts bear the names that the checkpoints' tensors have.
 *
 * <p>Architectures are found by {@link java.util.ServiceLoader}: one is added by a public class
 * with a constructor without arguments, and a line with its name in {@code
 * META-INF/services/org.efficienttransformers.architecture.Architecture}.
 */
public interface Architecture {

    /**
     * {@return the values of {@code model_type} in config.json that it serves, each with what the
     * names of its classes begin with in {@code architectures}, such as {@code Longformer} for
     * {@code longformer}}
     */
    Map<String, String> classNames();

    /**
     * {@return the values of {@code model_type} in config.json that it serves, such as {@code
     * longformer}}
     */
    default Set<String> modelTypes() {
        return classNames().keySet();
    }

    /**
     * Returns what the names of its classes begin with in {@code architectures} of config.json.
     *
     * @param modelType one of {@link #modelTypes}
     * @return such as {@code Longformer}
     */
    default String className(String modelType) {
        return classNames().get(modelType);
    }

    /**
     * Describes the model of a config.json.
     *
     * @param config the configuration, with the attention and the settings that were asked for
     * @param head the head
     * @return the description
     * @throws IllegalArgumentException if the configuration has a value that isn't supported
     */
    ModelDescription describe(PretrainedConfig config, Head head);

    /**
     * Fits a description to what a file holds, where config.json doesn't tell.
     *
     * @param description the model as config.json describes it
     * @param tensors those of the file
     * @return the description, by default as it is
     */
    default ModelDescription fit(ModelDescription description, TensorEdits tensors) {
        return description;
    }

    /** {@return the heads that its models may have, by default all of encoders} */
    default Set<Head> heads() {
        return Head.ofEncoders();
    }

    /**
     * Refuses a head that its models don't have.
     *
     * @param config the configuration
     * @param head the head
     * @throws IllegalArgumentException if it isn't among {@link #heads}
     */
    default void requireHead(PretrainedConfig config, Head head) {
        require(
                heads().contains(head),
                "%s: the head is %s; models of model_type = %s have %s.",
                config.source(),
                head,
                config.modelType(),
                heads());
    }

    /**
     * Names classes that don't end as those of transformers with the same head do.
     *
     * @return the heads, by names as {@code architectures} of config.json has them; by default none
     */
    default Map<String, Head> otherClasses() {
        return Map.of();
    }

    /**
     * Returns the head of a checkpoint whose config.json names no class.
     *
     * @param config the configuration
     * @return by default none, {@link Head#BASE}
     */
    default Head defaultHead(PretrainedConfig config) {
        return Head.BASE;
    }

    /**
     * Returns the mechanism of attention that a checkpoint was trained with, or was given since.
     *
     * @param config the configuration
     * @return such as {@code full}; of a model that has several, the one that another may replace
     */
    AttentionKind attention(PretrainedConfig config);

    /**
     * {@return whether a loaded model may be given another attention, or other settings of its own;
     * false by default}
     */
    default boolean takesAttention() {
        return false;
    }

    /**
     * Tells whether a mechanism that is asked for is another than the checkpoint has.
     *
     * @param config the configuration
     * @param wanted the mechanism
     * @return by default true if its id is another
     */
    default boolean isReplaced(PretrainedConfig config, AttentionKind wanted) {
        return !wanted.id().equals(attention(config).id());
    }

    /**
     * Writes another mechanism into a config.json.
     *
     * @param config the configuration
     * @param head the head
     * @param wanted the mechanism
     * @return the configuration of the model that has it
     * @throws IllegalArgumentException if it can't have that
     */
    default PretrainedConfig withAttention(
            PretrainedConfig config, Head head, AttentionKind wanted) {
        throw new UnsupportedOperationException(config.modelType());
    }

    /**
     * Makes a model longer than its checkpoint.
     *
     * @param description the model
     * @param config its configuration
     * @param maxLength the length that is asked for, above the model's own
     * @param swapped true if it was given another attention than its checkpoint has
     * @return the longer model
     * @throws IllegalArgumentException by default, as models have positions for so many tokens
     */
    default ModelDescription lengthen(
            ModelDescription description, PretrainedConfig config, int maxLength, boolean swapped) {
        throw new IllegalArgumentException(
                String.format(
                        "maxLength is %d, but this model of model_type = %s has positions for %d"
                                + " tokens, and they can't be lengthened; ask for at most that.",
                        maxLength, config.modelType(), description.maxLength()));
    }

    /** {@return whether linear layers compute in bfloat16 if that is asked for; true by default} */
    default boolean computesInBfloat16() {
        return true;
    }

    /**
     * Brings the name of a tensor into the form in which names of files and of models are compared:
     * without the prefix of the backbone, and without spellings that are out of use.
     *
     * @param name a name in a file, or one of the model's own
     * @return the name to compare
     */
    String canonical(String name);

    /**
     * Returns the name that a tensor is saved under, where the model has another.
     *
     * @param name the name of the model's tensor, prefix included
     * @return by default the same
     */
    default String stored(String name) {
        return name;
    }

    /**
     * Returns the name that a tensor has in the class of transformers, which may take files apart.
     *
     * @param name the name of the model's tensor, prefix included
     * @return by default the one that it is saved under; null if its rows are several tensors there
     */
    default String inTransformers(String name) {
        return stored(name);
    }

    /**
     * Names, in canonical form, the tensors that a file may have and the model leaves unused.
     *
     * @param description the model
     * @return regular expressions
     */
    List<String> harmless(ModelDescription description);

    /**
     * Makes tensors out of others, where a file holds them in another form than the model.
     *
     * @param tensors those of the file; added to
     * @param config the configuration
     * @param description the model
     */
    default void adapt(
            TensorEdits tensors, PretrainedConfig config, ModelDescription description) {}

    /**
     * Names tensors that a file may hold under the name of another, since the two are one.
     *
     * @param description the model
     * @return from a name to the other, both in canonical form; none by default
     */
    default Map<String, String> tied(ModelDescription description) {
        return Map.of();
    }

    /**
     * Adds to the tensors that are saved those that transformers expects under a second name.
     *
     * @param names the names of the model's own tensors
     * @return from a further name to the one whose numbers it has
     */
    default Map<String, String> aliases(Set<String> names) {
        return Map.of();
    }
}
