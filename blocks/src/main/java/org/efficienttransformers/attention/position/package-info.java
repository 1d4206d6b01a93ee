/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Positions that attention itself knows of, whatever the mechanism: those that turn queries and
 * keys ({@link org.efficienttransformers.attention.position.RotaryPositions}), and distances that
 * have a bias ({@link org.efficienttransformers.attention.position.RelativeBias}).
 */
package org.efficienttransformers.attention.position;
