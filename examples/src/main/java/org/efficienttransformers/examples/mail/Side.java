/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** What a mail serves for. The hash of a text decides, so that it is the same on every machine. */
enum Side {
    /** 70 of 100: models are trained on these. */
    TRAIN(70),
    /** 10 of 100: tells when to stop, and which settings are better. */
    VALIDATION(80),
    /** 20 of 100: looked at once, for the scores that are published. */
    HELD_OUT(100);

    private final int below;

    Side(int below) {
        this.below = below;
    }

    /** The name of the side's file. */
    String file() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + ".jsonl";
    }

    /** The side of a text. */
    static Side of(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            int number = ((digest[0] & 0xff) << 16 | (digest[1] & 0xff) << 8 | (digest[2] & 0xff));
            int hundredth = number % 100;
            for (Side side : values()) {
                if (hundredth < side.below) {
                    return side;
                }
            }
            throw new AssertionError(hundredth);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }
}
