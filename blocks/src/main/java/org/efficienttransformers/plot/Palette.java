/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.Color;
import org.efficienttransformers.attention.AttentionPattern.Reason;

/**
 * Colours that those with a colour vision deficiency can tell apart, too: the palette of <a
 * href="https://jfly.uni-koeln.de/color/">Okabe and Ito</a>, and a scale whose lightness falls.
 */
final class Palette {

    /** The number of colours of the scale: few enough that rounding of numbers doesn't show. */
    static final int STEPS = 32;

    private static final Color[] CATEGORIES = {
        new Color(0x0072B2),
        new Color(0xE69F00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0x56B4E9),
        new Color(0xD55E00),
        new Color(0xF0E442),
        new Color(0x999999)
    };

    /** The scale at equal distances, from the lowest to the highest. */
    private static final int[][] SCALE = {
        {0xF6, 0xF8, 0xFB},
        {0xA8, 0xCB, 0xE6},
        {0x3D, 0x88, 0xC0},
        {0x0B, 0x4A, 0x86},
        {0x05, 0x1D, 0x40}
    };

    private Palette() {}

    /** The colour of a cell that a query sees, or doesn't, for a reason. */
    static Color of(Reason reason) {
        return switch (reason) {
            case HIDDEN -> new Color(0xF1F1F1);
            case CAUSAL -> new Color(0xC8C8C8);
            case SEEN -> CATEGORIES[6];
            case LOCAL -> CATEGORIES[0];
            case GLOBAL -> CATEGORIES[1];
            case RANDOM -> CATEGORIES[2];
            case HASHED -> CATEGORIES[3];
            case CONVOLVED -> CATEGORIES[5];
            case STRIDED -> CATEGORIES[2];
            case MEMORY -> CATEGORIES[3];
            case SUMMARY -> CATEGORIES[4];
        };
    }

    /** The colour of a line or a bucket, counted from 0; after eight they start over. */
    static Color category(int index) {
        return CATEGORIES[index % CATEGORIES.length];
    }

    /** Whether another line before this one has its colour. */
    static boolean repeats(int index) {
        return index >= CATEGORIES.length;
    }

    /** The colour of a step of the scale, from 0 to {@link #STEPS} - 1. */
    static Color step(int step) {
        double place = step * (SCALE.length - 1) / (STEPS - 1.0);
        int below = Math.min((int) place, SCALE.length - 2);
        double part = place - below;
        int[] rgb = new int[3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (int) Math.round((1 - part) * SCALE[below][i] + part * SCALE[below + 1][i]);
        }
        return new Color(rgb[0], rgb[1], rgb[2]);
    }

    /** Black or white, whichever is easier to read on a colour. */
    static Color textOn(Color color) {
        double light = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
        return light > 140 ? Drawing.INK : Color.WHITE;
    }
}
