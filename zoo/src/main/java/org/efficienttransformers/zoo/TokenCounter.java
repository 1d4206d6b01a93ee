/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.efficienttransformers.settings.Require.requireState;

import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Counts the tokens of texts as a model does. Safe for use by several threads; closing waits for
 * counts that are under way.
 */
public final class TokenCounter implements AutoCloseable {

    private final TextTokenizer tokenizer;
    private final int added;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private TokenCounter(TextTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        added = tokenizer.single().addedTokens();
    }

    /**
     * Reads the tokenizer of a model.
     *
     * @param model the model, which isn't loaded
     * @return the counter, to be closed
     * @throws IOException if there is no tokenizer, or a file is broken
     */
    public static TokenCounter of(ModelSpec model) throws IOException {
        return new TokenCounter(TextTokenizer.load(model.folder()));
    }

    /**
     * Counts.
     *
     * @param text the text
     * @return how many tokens it has, those included that the tokenizer puts around it
     * @throws IllegalStateException if this is closed
     */
    public int count(String text) {
        lock.readLock().lock();
        try {
            requireState(!closed, "The tokenizer is closed; count before it is, or open it again.");
            return tokenizer.encode(text).length() + added;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Frees the tokenizer. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                tokenizer.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
