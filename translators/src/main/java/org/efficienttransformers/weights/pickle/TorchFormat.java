/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.efficienttransformers.weights.TensorView;
import org.efficienttransformers.weights.WeightFormatException;

/** Tells the formats apart that have gone by the name pytorch_model.bin. */
final class TorchFormat {

    private static final String ZIP = "PK\3\4";
    private static final String TAR = "ustar";
    private static final int TAR_OFFSET = 257;
    private static final String PICKLE = "\u0080";

    private TorchFormat() {}

    /** Reads the table of contents of a file in either of the formats that are allowed. */
    static Map<String, TensorView> views(MappedFile file) throws IOException {
        if (startsWith(file, 0, ZIP)) {
            return new PickleArchive(file).views();
        }
        if (startsWith(file, 0, PICKLE)) {
            return new PickleSequence(file).views();
        }
        if (startsWith(file, TAR_OFFSET, TAR)) {
            throw new WeightFormatException(
                    file.name(),
                    "this is the tar format that torch.save wrote before 2018; allowed are those"
                            + " that it has written since, so if you trust whoever made the file,"
                            + " convert it once with python -c \"import torch;"
                            + " torch.save(torch.load('%s', map_location='cpu',"
                            + " weights_only=False), '%s')\".",
                    file.name(),
                    file.name());
        }
        throw new WeightFormatException(
                file.name(),
                "this is neither a zip archive nor a pickle; allowed is what torch.save writes, so"
                        + " the file is damaged or of another kind.");
    }

    private static boolean startsWith(MappedFile file, int offset, String text) throws IOException {
        if (file.size() < offset + text.length()) {
            return false;
        }
        ByteBuffer start = file.slice(offset, text.length());
        return StandardCharsets.ISO_8859_1.decode(start).toString().equals(text);
    }
}
