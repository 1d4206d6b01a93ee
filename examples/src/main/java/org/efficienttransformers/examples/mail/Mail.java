/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.Objects;

/**
 * A mail of the corpus.
 *
 * @param id its group and number, such as {@code spam-1/00042}
 * @param text subject and body, as a model reads them
 * @param spam whether the corpus has it among the spam
 */
record Mail(String id, String text, boolean spam) {

    /** The labels, by the index that a model gives them. */
    static final String[] LABELS = {"ham", "spam"};

    /** Checks that nothing is missing. */
    Mail {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(text, "text");
    }

    /** The name of the label. */
    String label() {
        return LABELS[spam ? 1 : 0];
    }

    /** The group of the corpus that the mail is of, such as {@code spam-1}. */
    String group() {
        return id.substring(0, id.indexOf('/'));
    }
}
