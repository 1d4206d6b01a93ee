/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.util.Iterator;
import java.util.Objects;
import java.util.stream.Stream;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.settings.Setting;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An option whose values are the names of mechanisms, those that an application adds included; as
 * {@code converter} and as {@code completionCandidates}.
 */
public final class KindOption implements ITypeConverter<AttentionKind>, Iterable<String> {

    @Override
    public AttentionKind convert(String value) {
        try {
            return AttentionKinds.of(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    @Override
    public Iterator<String> iterator() {
        return AttentionKinds.all().stream().map(AttentionKind::id).iterator();
    }

    /** The names of those that can take the place of another. */
    public static final class Swappable implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return swappable().map(AttentionKind::id).iterator();
        }
    }

    /** The arguments that set those that can take the place of another. */
    public static final class SettingNames implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return swappable()
                    .flatMap(kind -> kind.settings().stream())
                    .map(Setting::argument)
                    .filter(Objects::nonNull)
                    .iterator();
        }
    }

    private static Stream<AttentionKind> swappable() {
        return AttentionKinds.all().stream().filter(AttentionKind::isSwappable);
    }
}
