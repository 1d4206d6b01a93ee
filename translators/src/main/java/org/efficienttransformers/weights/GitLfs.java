/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Recognises the text that git leaves in place of a large file when Git LFS did not run. */
final class GitLfs {

    private static final String POINTER = "version https://git-lfs";

    private GitLfs() {}

    static void refusePointer(MappedFile file) throws IOException {
        if (file.size() < POINTER.length()) {
            return;
        }
        ByteBuffer start = file.slice(0, POINTER.length());
        if (StandardCharsets.ISO_8859_1.decode(start).toString().equals(POINTER)) {
            throw new WeightFormatException(
                    file.name(),
                    "this is a Git LFS pointer and not the weights; run 'git lfs pull' in its"
                            + " folder or download the file from the hub.");
        }
    }
}
