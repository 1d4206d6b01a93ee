/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the formats apart that have gone by the name pytorch_model.bin. */
final class TorchFormat {

    private static final String ZIP = "PK\3\4";
    private static final String TAR = "ustar";
    private static final int TAR_OFFSET = 257;
    private static final int PICKLE_PROTO = 0x80;

    private TorchFormat() {}

    /** Refuses everything but a zip archive, with a way out where there is one. */
    static void requireZip(MappedFile file) throws IOException {
        if (startsWith(file, 0, ZIP)) {
            return;
        }
        boolean pickle = file.size() > 0 && (file.slice(0, 1).get() & 0xFF) == PICKLE_PROTO;
        if (pickle || startsWith(file, TAR_OFFSET, TAR)) {
            throw new WeightFormatException(
                    file.name(),
                    "this is the format that torch.save wrote before PyTorch 1.6; allowed is the"
                            + " zip format, so convert it once with python -c \"import torch;"
                            + " torch.save(torch.load('"
                            + file.name()
                            + "', map_location='cpu', weights_only=True), '"
                            + file.name()
                            + "')\".");
        }
        throw new WeightFormatException(
                file.name(),
                "this is not a zip archive; allowed is what torch.save writes since PyTorch 1.6,"
                        + " so the file is damaged or of another kind.");
    }

    private static boolean startsWith(MappedFile file, int offset, String text) throws IOException {
        if (file.size() < offset + text.length()) {
            return false;
        }
        ByteBuffer start = file.slice(offset, text.length());
        return StandardCharsets.ISO_8859_1.decode(start).toString().equals(text);
    }
}
