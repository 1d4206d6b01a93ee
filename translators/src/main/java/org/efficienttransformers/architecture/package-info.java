/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Architectures of published checkpoints, from config.json to a {@link
 * org.efficienttransformers.description.ModelDescription}. To add one, implement {@link
 * org.efficienttransformers.architecture.Architecture} and name it in META-INF/services.
 */
package org.efficienttransformers.architecture;
