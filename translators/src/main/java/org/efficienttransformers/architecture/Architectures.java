/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.settings.Require.require;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;

/** The architectures that there are: those of the library, and those that applications add. */
public final class Architectures {

    /** As in ReformerModelWithLMHead and BertLMHeadModel. */
    private static final List<String> OTHER_CAUSAL_NAMES =
            List.of("ModelWithLMHead", "LMHeadModel");

    private Architectures() {}

    /** By model type. They are sought on each call, as a context class loader may have more. */
    private static Map<String, Architecture> all() {
        Map<String, Architecture> all = new LinkedHashMap<>();
        add(all, Architecture.class.getClassLoader());
        add(all, Thread.currentThread().getContextClassLoader());
        return all;
    }

    private static void add(Map<String, Architecture> all, ClassLoader loader) {
        for (Architecture architecture : ServiceLoader.load(Architecture.class, loader)) {
            architecture.modelTypes().forEach(type -> all.putIfAbsent(type, architecture));
        }
    }

    /** {@return the values of {@code model_type} that can be loaded, in alphabetical order} */
    public static Set<String> modelTypes() {
        return new TreeSet<>(all().keySet());
    }

    /**
     * Finds the architecture of a config.json.
     *
     * @param config the configuration
     * @return the architecture
     * @throws IllegalArgumentException if there is none for its {@code model_type}
     */
    public static Architecture of(PretrainedConfig config) {
        Map<String, Architecture> all = all();
        Architecture found = all.get(config.modelType());
        require(
                found != null,
                "%s has model_type = %s; supported: %s.",
                config.source(),
                config.modelType(),
                String.join(", ", new TreeSet<>(all.keySet())));
        return found;
    }

    /**
     * Returns what can stand on top of a mechanism.
     *
     * @param kind the mechanism
     * @return the heads of encoders that it is put into; of one that can't be, those of the model
     *     whose type has its name, or none if there is no such model
     */
    public static Set<Head> heads(AttentionKind kind) {
        if (kind.isSwappable()) {
            return kind.canBeCausal()
                    ? Head.ofEncoders()
                    : EnumSet.complementOf(EnumSet.of(Head.CAUSAL_LM, Head.CONDITIONAL_GENERATION));
        }
        Architecture own = all().get(kind.id());
        return own == null ? Set.of() : own.heads();
    }

    /**
     * {@return the head that a config.json names}
     *
     * @param config the configuration
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Head head(PretrainedConfig config) {
        String given = config.architecture();
        if (given == null) {
            return of(config).defaultHead(config);
        }
        Architecture architecture = all().get(config.modelType());
        Head other = architecture == null ? null : architecture.otherClasses().get(given);
        if (other != null) {
            return other;
        }
        // As in XLNetForQuestionAnsweringSimple.
        String name = given.replaceFirst("Simple$", "");
        if (OTHER_CAUSAL_NAMES.stream().anyMatch(name::endsWith)) {
            return Head.CAUSAL_LM;
        }
        // The longest suffix: BertModel, but not every name that ends in Model by chance.
        Optional<Head> found =
                Arrays.stream(Head.values())
                        .filter(head -> name.endsWith(head.suffix()))
                        .max(Comparator.comparingInt(head -> head.suffix().length()));
        require(
                found.isPresent(),
                "%s has architectures = %s; supported: names that end in %s.",
                config.source(),
                name,
                Arrays.stream(Head.values()).map(Head::suffix).collect(Collectors.joining(", ")));
        return found.get();
    }
}
