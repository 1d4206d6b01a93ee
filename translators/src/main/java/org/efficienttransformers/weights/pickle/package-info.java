/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What torch.save writes, read without running anything that is in it. Start at {@link
 * org.efficienttransformers.weights.pickle.PickleStore}. In the order of reading:
 *
 * <pre>
 * TorchFormat                     which of torch.save's two formats a file has
 * PickleArchive, PickleSequence   a zip archive (since PyTorch 1.6); pickles one after the other
 * Unpickler                       the pickle machine, within limits
 * TorchPickle                     what its instructions may build: storages, tensors, dictionaries
 * TorchStateDict                  names and tensors out of what was built, each inside the file
 * </pre>
 */
package org.efficienttransformers.weights.pickle;
