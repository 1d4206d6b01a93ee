/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/** MPNet. */
package org.efficienttransformers.architecture.mpnet;
