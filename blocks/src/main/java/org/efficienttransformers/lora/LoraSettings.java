/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.lora;

import static org.efficienttransformers.settings.Require.require;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How a model is adapted: the part of peft's {@code LoraConfig} that says what is trained.
 *
 * @param rank r, the number of rows of A and of columns of B
 * @param alpha what the product B A is scaled with: by alpha / r
 * @param rankStabilized true to scale by alpha / sqrt(r) instead (<a
 *     href="https://arxiv.org/abs/2312.03732">rsLoRA</a>, {@code use_rslora})
 * @param dropout the rate at which features that A reads are dropped in training
 * @param targets which linear layers are adapted
 * @param rankPattern other ranks of modules that a regular expression finds by the end of their
 *     names ({@code rank_pattern})
 * @param alphaPattern other alphas, likewise ({@code alpha_pattern})
 * @param modulesToSave the ends of the names of modules that are trained whole, such as a new head
 * @param bias which biases are trained, too
 */
public record LoraSettings(
        int rank,
        double alpha,
        boolean rankStabilized,
        double dropout,
        Targets targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        List<String> modulesToSave,
        Bias bias) {

    /** Biases that are trained. */
    public enum Bias {
        /** None of them. */
        NONE,
        /** All of the model's, those of norms included. */
        ALL,
        /** Those of adapted layers. */
        LORA_ONLY
    }

    /**
     * Which linear layers are adapted.
     *
     * @param names the ends of their names, such as {@code query}; null if a pattern tells
     * @param pattern a regular expression for whole names; null if the ends of names tell
     */
    public record Targets(List<String> names, String pattern) {

        /** What peft calls all linear layers but those of the head. */
        public static final String ALL_LINEAR = "all-linear";

        /** Copies the names. */
        public Targets {
            names = names == null ? null : List.copyOf(names);
            require(
                    (names == null) != (pattern == null) && (names == null || !names.isEmpty()),
                    "target_modules is empty; allowed: ends of names such as query, a regular"
                            + " expression, or %s.",
                    ALL_LINEAR);
            if (pattern != null) {
                checkExpression("target_modules", pattern);
            }
        }

        /**
         * Targets by the ends of names.
         *
         * @param names such as {@code query}, {@code value}
         * @return the targets
         */
        public static Targets of(String... names) {
            return new Targets(List.of(names), null);
        }

        /**
         * Targets by a regular expression, or all linear layers.
         *
         * @param pattern the expression, or {@value #ALL_LINEAR}
         * @return the targets
         */
        public static Targets matching(String pattern) {
            return new Targets(null, pattern);
        }

        /** Those names that no module has. */
        List<String> missing(Set<String> modules) {
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> modules.stream().noneMatch(it -> isEnd(name, it)))
                            .toList();
        }

        /** The names, or the pattern. */
        @Override
        public String toString() {
            return names == null ? pattern : names.toString();
        }

        boolean include(String module, boolean ofHead) {
            if (names != null) {
                return names.stream().anyMatch(name -> isEnd(name, module));
            }
            return pattern.equals(ALL_LINEAR) ? !ofHead : Pattern.matches(pattern, module);
        }
    }

    /** Checks the ranges. */
    public LoraSettings {
        // The first pattern that finds a module counts.
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        modulesToSave = List.copyOf(modulesToSave);
        rankPattern.keySet().forEach(pattern -> checkExpression("rank_pattern", pattern));
        alphaPattern.keySet().forEach(pattern -> checkExpression("alpha_pattern", pattern));
        require(
                rank >= 1 && rankPattern.values().stream().allMatch(value -> value >= 1),
                "The rank of the adapter is %s%s; allowed: whole numbers of 1 or more.",
                rank,
                rankPattern.isEmpty() ? "" : " and " + rankPattern);
        require(
                Double.isFinite(alpha) && alpha > 0,
                "The alpha of the adapter is %s; allowed: a number above 0.",
                alpha);
        alphaPattern.forEach(
                (pattern, own) ->
                        require(
                                Double.isFinite(own) && own > 0,
                                "alpha_pattern has %s for '%s'; allowed: a number above 0.",
                                own,
                                pattern));
        require(
                dropout >= 0 && dropout < 1,
                "The dropout of the adapter is %s; allowed: from 0 to below 1.",
                dropout);
    }

    /**
     * Settings without exceptions.
     *
     * @param rank r, 1 or more
     * @param alpha the scale times r, above 0
     * @param targets which layers are adapted
     * @return the settings: no dropout, no module trained whole, no bias
     */
    public static LoraSettings of(int rank, double alpha, Targets targets) {
        return new LoraSettings(
                rank, alpha, false, 0, targets, Map.of(), Map.of(), List.of(), Bias.NONE);
    }

    /**
     * {@return the same with other modules that are trained whole}
     *
     * @param modules the ends of their names
     */
    public LoraSettings withModulesToSave(List<String> modules) {
        return new LoraSettings(
                rank,
                alpha,
                rankStabilized,
                dropout,
                targets,
                rankPattern,
                alphaPattern,
                modules,
                bias);
    }

    /**
     * Returns the same for a model whose modules have other names, or are several there.
     *
     * @param names of each adapted module its other names
     * @return these settings if no name is another; otherwise such as name each module, and its
     *     rank and alpha where they aren't those of all
     */
    public LoraSettings renamed(Map<String, List<String>> names) {
        if (names.entrySet().stream()
                .allMatch(name -> name.getValue().equals(List.of(name.getKey())))) {
            return this;
        }
        Map<String, Integer> ranks = new LinkedHashMap<>();
        Map<String, Double> alphas = new LinkedHashMap<>();
        names.forEach(
                (module, others) -> {
                    double own = found(alphaPattern, module, alpha);
                    for (String name : others) {
                        if (rank(module) != rank) {
                            ranks.put(name, rank(module));
                        }
                        if (own != alpha) {
                            alphas.put(name, own);
                        }
                    }
                });
        return new LoraSettings(
                rank,
                alpha,
                rankStabilized,
                dropout,
                new Targets(names.values().stream().flatMap(List::stream).toList(), null),
                ranks,
                alphas,
                modulesToSave,
                bias);
    }

    /**
     * Returns the rank of a module.
     *
     * @param module its name
     * @return its own if a pattern has one, or else that of all
     */
    public int rank(String module) {
        return found(rankPattern, module, rank);
    }

    /**
     * Returns what the product B A of a module is multiplied by.
     *
     * @param module its name
     * @param actualRank its rank
     * @return the factor
     */
    public double scale(String module, int actualRank) {
        double own = found(alphaPattern, module, alpha);
        return own / (rankStabilized ? Math.sqrt(actualRank) : actualRank);
    }

    private static <T> T found(Map<String, T> byPattern, String module, T otherwise) {
        return byPattern.entrySet().stream()
                .filter(entry -> module.matches("(.*\\.)?(" + entry.getKey() + ")"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }

    private static void checkExpression(String what, String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s has '%s', which is no regular expression: %s.",
                            what, pattern, e.getDescription()),
                    e);
        }
    }

    /** Tells whether a name is another one or ends in it, whole words taken. */
    static boolean isEnd(String end, String name) {
        return name.equals(end) || name.endsWith("." + end);
    }
}
