/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The subcommands of {@link org.efficienttransformers.examples.Main}. {@link
 * org.efficienttransformers.examples.command.ConvertCommand} is a plain one to start at; {@code
 * ModelReference} is how all of them name a model, {@code JsonOption} how they print.
 *
 * <pre>
 * command.text   commands that give a model texts: predict, summarize, generate
 * command.zoo    what there is: zoo list, zoo explain
 * </pre>
 *
 * <p>What a program reads on goes to standard output, as text for people or with {@code --json} as
 * JSON; what is wrong goes to the error stream.
 */
package org.efficienttransformers.examples.command;
