/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.plan;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Settings;

/** How many parameters an encoder has. */
final class Parameters {

    private static final long TYPES = 2;

    private Parameters() {}

    /**
     * Counts them: embeddings and layers, without a head; a position table has a row for each
     * token.
     */
    static long of(AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        long e = sizes.hidden();
        long layer = feedForward(sizes) + 4 * e;
        return sizes.vocabulary() * e
                + besideWords(kind, e, length)
                + sizes.layers() * layer
                + kind.cost(sizes.attention(length), settings, length).parameters();
    }

    /**
     * Counts those that the program of an encoder has once more, in inference on a CPU: the weights
     * of its layers' linear layers, in the order that oneDNN reads.
     *
     * @return 0 for a mechanism without a program
     */
    static long packed(AttentionKind kind, EncoderSizes sizes, Settings settings, int length) {
        ProgramTarget target =
                new ProgramTarget(Device.cpu(), ProgramTarget.Linears.ONEDNN, DataType.FLOAT32);
        long e = sizes.hidden();
        long all = 0;
        List<SelfAttention> layers = new ArrayList<>();
        for (int layer = 0; layer < sizes.layers(); layer++) {
            layers.add(kind.build(sizes.attention(length), settings, layer, layers));
            ProgramPart part = layers.get(layer).program(target);
            if (part == null) {
                return 0;
            }
            long projections = part.linears().stream().mapToLong(List::size).sum();
            // With the one after the attention.
            all += projections * e * width(part) + e * e + 2 * e * sizes.intermediate();
        }
        return all;
    }

    /** How many outputs its linear layers have. */
    private static long width(ProgramPart part) {
        return (long) (int) part.constants().get("HEADS") * (int) part.constants().get("SIZE");
    }

    /** What is embedded besides words, and norms outside the layers. */
    private static long besideWords(AttentionKind kind, long e, long length) {
        if (kind.placesTokens()) {
            return e; // The vector of a word that is hidden.
        }
        // Types, and their norm with the words; in a reversible model the last norm is over both
        // streams.
        return length * e + (kind.isReversible() ? 4 * e : TYPES * e + 2 * e);
    }

    private static long feedForward(EncoderSizes sizes) {
        return linear(sizes.hidden(), sizes.intermediate())
                + linear(sizes.intermediate(), sizes.hidden());
    }

    private static long linear(long in, long out) {
        return in * out + out;
    }
}
