/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Commands that give a model texts and print what it answers. Start at {@link
 * org.efficienttransformers.examples.command.text.PredictCommand}; the two that write share {@code
 * WritingCommand}.
 */
package org.efficienttransformers.examples.command.text;
