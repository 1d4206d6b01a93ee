/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import picocli.CommandLine.Model.CommandSpec;

/** A mixin whose options are described elsewhere than in annotations. */
public interface MoreOptions {

    /**
     * Adds them.
     *
     * @param command the command that the mixin belongs to
     */
    void addTo(CommandSpec command);
}
