/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Linux says of the processor. */
public final class Processor {

    private static final Logger logger = LoggerFactory.getLogger(Processor.class);

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * Tells whether the processor has instructions.
     *
     * @param instructions as Linux names them
     * @param unknown what to return where there is no telling
     * @return true if it has any of them
     */
    public static boolean hasAny(Set<String> instructions, boolean unknown) {
        if (!Files.isReadable(PROCESSORS)) {
            return unknown;
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return isListed(instructions, lines);
        } catch (IOException e) {
            logger.debug("{} can't be read.", PROCESSORS, e);
            return unknown;
        }
    }

    /**
     * Looks for instructions.
     *
     * @param instructions as Linux names them
     * @param lines the lines of /proc/cpuinfo
     * @return true if the first processor has any of them
     */
    public static boolean isListed(Set<String> instructions, Stream<String> lines) {
        List<String> first =
                lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                        .limit(1)
                        .flatMap(line -> Stream.of(line.split("\\s+")))
                        .toList();
        return !Collections.disjoint(instructions, first);
    }
}
