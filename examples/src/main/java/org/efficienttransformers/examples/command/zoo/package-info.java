/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Commands that show what the zoo has. Start at {@link
 * org.efficienttransformers.examples.command.zoo.ZooList}; {@link
 * org.efficienttransformers.examples.command.zoo.ZooExplain} tells all of one model.
 */
package org.efficienttransformers.examples.command.zoo;
