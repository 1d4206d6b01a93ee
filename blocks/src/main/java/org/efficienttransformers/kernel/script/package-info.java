/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * TorchScript from a text to a call. Start at {@link
 * org.efficienttransformers.kernel.script.TorchScript}, a function of a resource's text, zipped in
 * memory by {@link org.efficienttransformers.kernel.script.ScriptArchive} and loaded through DJL's
 * public API; {@link org.efficienttransformers.kernel.script.ScriptCall} runs it as it is written,
 * and {@link org.efficienttransformers.kernel.script.CallThreads} says by how many threads.
 */
package org.efficienttransformers.kernel.script;
