/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.series;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A mechanism to measure: one of those that there are, or Reformer's with local layers alone.
 *
 * @param name its id, or {@code local}
 */
public record MeasuredMechanism(String name) {

    /** Every position sees every other: the yardstick. */
    public static final MeasuredMechanism FULL = new MeasuredMechanism("full");

    private static final String LOCAL = "local";
    private static final String REFORMER = "reformer";

    /** Published Reformers hash more than once. */
    private static final int ROUNDS = 4;

    /** All of them. */
    public static List<MeasuredMechanism> all() {
        List<MeasuredMechanism> all = new ArrayList<>();
        AttentionKinds.all().forEach(kind -> all.add(new MeasuredMechanism(kind.id())));
        all.add(new MeasuredMechanism(LOCAL));
        return all;
    }

    /** What describes it. */
    public AttentionKind kind() {
        return AttentionKinds.of(name.equals(LOCAL) ? REFORMER : name);
    }

    /** The settings that it is measured with. */
    public Settings settings(MechanismSizes sizes) {
        AttentionKind kind = kind();
        Map<String, Object> usual = usual(sizes);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting<?> setting : kind.settings()) {
            String given = sizes.settings().get(setting.key());
            Object value = given == null ? usual.get(setting.key()) : given;
            if (value != null) {
                values.put(setting.key(), setting.parse(value, setting.key()));
            }
        }
        return new Settings(values);
    }

    /** What is measured where nothing else is asked for, by the key in config.json. */
    private Map<String, Object> usual(MechanismSizes sizes) {
        Map<String, Object> usual = new LinkedHashMap<>();
        usual.put(ReformerKind.LOCAL.dropout().key(), 0);
        usual.put(ReformerKind.HASHES.key(), ROUNDS);
        usual.put(ReformerKind.SEED.key(), 0);
        if (name.equals(LOCAL)) {
            usual.put(ReformerKind.LAYERS.key(), Collections.nCopies(sizes.layers(), LOCAL));
        }
        return usual;
    }

    /** Says what its time depends on; empty if nothing can be set. */
    public String describe(MechanismSizes sizes) {
        return kind().describe(settings(sizes));
    }

    /**
     * Builds the attention of a layer: of Reformer a hashed one.
     *
     * @param sizes its sizes
     * @param kernels the form of its kernels
     * @param maxLength the longest text, in tokens
     * @return a block without numbers
     * @throws IllegalArgumentException if the sizes don't go with each other or the length
     */
    public SelfAttention attention(MechanismSizes sizes, KernelMode kernels, int maxLength) {
        Settings settings = settings(sizes);
        int layer = name.equals(REFORMER) ? 1 : 0;
        return kind().build(attentionSizes(sizes, kernels, maxLength), settings, layer, List.of());
    }

    private static AttentionSizes attentionSizes(
            MechanismSizes sizes, KernelMode kernels, int maxLength) {
        return AttentionSizes.of(
                        MechanismSizes.HIDDEN,
                        MechanismSizes.HEADS,
                        maxLength,
                        Math.max(2, sizes.layers()))
                .withCausal(sizes.causal())
                .withKernels(kernels);
    }

    /** Tells whether there is a form in which a position sees itself and earlier ones only. */
    public boolean canBeCausal() {
        return kind().canBeCausal();
    }

    /** Tells whether an encoder is made of reversible layers over two streams. */
    public boolean isReversible() {
        return kind().isReversible();
    }

    /** By which power of the length the work of its attention grows, at lengths beyond 16,384. */
    double power() {
        int length = 1 << 14;
        return Math.max(1, Math.log(work(2 * length) / work(length)) / Math.log(2));
    }

    private double work(int length) {
        AttentionSizes sizes =
                AttentionSizes.of(MechanismSizes.HIDDEN, MechanismSizes.HEADS, length, 1);
        return kind().cost(sizes, Settings.DEFAULT, length).multiplyAdds();
    }

    @Override
    public String toString() {
        return name;
    }

    /** An option whose values are mechanisms. */
    public static final class Names implements ITypeConverter<MeasuredMechanism>, Iterable<String> {

        @Override
        public MeasuredMechanism convert(String value) {
            return all().stream()
                    .filter(mechanism -> mechanism.name.equals(value))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new TypeConversionException(
                                            "expected one of "
                                                    + all()
                                                    + " but was '"
                                                    + value
                                                    + "'"));
        }

        @Override
        public Iterator<String> iterator() {
            return all().stream().map(MeasuredMechanism::name).iterator();
        }
    }
}
