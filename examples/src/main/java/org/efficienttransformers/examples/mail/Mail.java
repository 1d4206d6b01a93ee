/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

/**
 * A mail.
 *
 * @param text its subject and body, as a model reads them
 * @param spam whether it is spam
 */
record Mail(String text, boolean spam) {

    /** The name of the label. */
    String label() {
        return spam ? "spam" : "ham";
    }
}
