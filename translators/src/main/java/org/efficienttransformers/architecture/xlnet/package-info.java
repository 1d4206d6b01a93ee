/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** XLNet: relative positions, and segments that remember those before. */
package org.efficienttransformers.architecture.xlnet;
