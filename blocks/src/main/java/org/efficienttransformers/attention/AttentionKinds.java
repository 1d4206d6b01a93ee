/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.efficienttransformers.settings.Require.requireState;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The mechanisms that there are: those of the library, and those that applications add. */
public final class AttentionKinds {

    private AttentionKinds() {}

    /**
     * Returns all of them. They are sought on each call, so instances differ from call to call:
     * compare their ids.
     *
     * @return the library's first
     * @throws IllegalStateException if two have the same id
     */
    public static List<AttentionKind> all() {
        Map<String, AttentionKind> kinds = new LinkedHashMap<>();
        add(kinds, AttentionKind.class.getClassLoader());
        add(kinds, Thread.currentThread().getContextClassLoader());
        return List.copyOf(kinds.values());
    }

    private static void add(Map<String, AttentionKind> kinds, ClassLoader loader) {
        for (AttentionKind kind : ServiceLoader.load(AttentionKind.class, loader)) {
            AttentionKind other = kinds.putIfAbsent(kind.id(), kind);
            requireState(
                    other == null || other.getClass() == kind.getClass(),
                    "Both %s and %s call themselves '%s'; give one of them another id.",
                    other == null ? null : other.getClass().getName(),
                    kind.getClass().getName(),
                    kind.id());
        }
    }

    /**
     * Finds a mechanism.
     *
     * @param id its name, such as {@code longformer}
     * @return the mechanism
     * @throws IllegalArgumentException if there is none of this name
     */
    public static AttentionKind of(String id) {
        List<AttentionKind> all = all();
        return all.stream()
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        String.format(
                                                "There is no attention '%s'; allowed: %s.",
                                                id,
                                                all.stream()
                                                        .map(AttentionKind::id)
                                                        .collect(Collectors.joining(", ")))));
    }
}
