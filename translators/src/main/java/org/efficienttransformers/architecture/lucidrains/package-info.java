/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * performer-pytorch and lucidrains' linformer: {@link
 * org.efficienttransformers.architecture.lucidrains.Lucidrains}.
 */
package org.efficienttransformers.architecture.lucidrains;
