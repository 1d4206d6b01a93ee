/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.util.Locale;

/**
 * A weight file is not what its format allows. The message is one sentence: the file, the tensor
 * where there is one, what was found, what is allowed.
 */
public final class WeightFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_QUOTE = 100;

    private final String file;

    /**
     * Says what is wrong with a file.
     *
     * @param file its name without its folder
     * @param finding what was found, and what is allowed
     */
    public WeightFormatException(String file, String finding) {
        super(file + ": " + finding);
        this.file = file;
    }

    /**
     * Says what is wrong with a file.
     *
     * @param file its name without its folder
     * @param format what was found, and what is allowed, as {@link String#format} takes it
     * @param arguments what to put in
     */
    public WeightFormatException(String file, String format, Object... arguments) {
        this(file, String.format(Locale.ROOT, format, arguments));
    }

    /**
     * Says what is wrong with a file, and what was thrown when it was found.
     *
     * @param file its name without its folder
     * @param finding what was found, and what is allowed
     * @param cause what was thrown
     */
    public WeightFormatException(String file, String finding, Throwable cause) {
        super(file + ": " + finding, cause);
        this.file = file;
    }

    /** {@return the name of the file that is at fault, without its folder} */
    public String file() {
        return file;
    }

    /**
     * Quotes text out of a file, which may be long or hold control characters, for a message.
     *
     * @param text of any length
     * @return at most 100 characters of it in quotation marks
     */
    public static String quote(CharSequence text) {
        StringBuilder quoted = new StringBuilder("'");
        int end = Math.min(text.length(), LONGEST_QUOTE);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c);
            // U+2028 to U+202E break lines or turn the direction of the text after them.
            quoted.append(plain && (c < 0x2028 || c > 0x202E) ? c : '?');
        }
        return quoted.append(end < text.length() ? "...'" : "'").toString();
    }
}
