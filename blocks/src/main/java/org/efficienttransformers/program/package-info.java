/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * An encoder as one TorchScript program, for inference on the PyTorch engine: what is left of a
 * pass is one call, without the host's time between hundreds.
 *
 * <p>The text is put together from files: linear layers by how they keep weights, norms, the feed
 * forward, the layer, and of the attention what its Block gives ({@link
 * org.efficienttransformers.program.ProgramPart}). Start at {@link
 * org.efficienttransformers.program.ProgramText}.
 */
package org.efficienttransformers.program;
