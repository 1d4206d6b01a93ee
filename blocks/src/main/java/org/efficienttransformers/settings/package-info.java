/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What users may choose, and how it is checked: {@link org.efficienttransformers.settings.Setting}
 * describes one value, {@link org.efficienttransformers.settings.Require} refuses what is wrong.
 */
package org.efficienttransformers.settings;
