/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a checkpoint gave to a model.
 *
 * @param tensors how many tensors were loaded
 * @param bytes their size in memory
 * @param files the files that they lie in
 * @param unused the names of tensors that the model has no use for: those of a list of harmless
 *     ones, such as another head's
 * @param derived what was made from other tensors, such as a position table that was tiled
 * @param duration how long loading took
 */
public record LoadReport(
        int tensors,
        long bytes,
        List<String> files,
        List<String> unused,
        List<String> derived,
        Duration duration) {

    /** Copies the lists. */
    public LoadReport {
        files = List.copyOf(files);
        unused = List.copyOf(unused);
        derived = List.copyOf(derived);
    }

    /** The same with another tensor that was made from others, or several. */
    LoadReport with(String made) {
        List<String> more = new ArrayList<>(derived);
        more.add(made);
        return new LoadReport(tensors, bytes, files, unused, more, duration);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d tensors, %.1f MB, from %s in %.2f s",
                        tensors,
                        bytes / 1e6,
                        String.join(", ", files),
                        duration.toMillis() / 1e3));
        if (!derived.isEmpty()) {
            text.append("; derived: ").append(String.join("; ", derived));
        }
        if (!unused.isEmpty()) {
            text.append("; unused: ").append(String.join(", ", unused));
        }
        return text.toString();
    }
}
