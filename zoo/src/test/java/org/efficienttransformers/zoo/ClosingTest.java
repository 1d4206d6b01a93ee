/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models may be closed while they predict. {@code -Dcloses=1000} closes more of them.
 *
 * @see ClosingProbe
 */
class ClosingTest {

    private static final Logger logger = LoggerFactory.getLogger(ClosingTest.class);
    private static final int CLOSES = Integer.getInteger("closes", 24);

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void predictionsInFlightEndInAnAnswerOrARefusal() throws Exception {
        Process probe =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ClosingProbe.class.getName(),
                                String.valueOf(CLOSES))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String outcomes =
                new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(probe.waitFor()).as("exit status of the JVM that closed").isZero();
        logger.info("{}", outcomes);
        assertThat(outcomes)
                .matches("\\{answer=[0-9]+, close=" + CLOSES + ", refusal=" + 8 * CLOSES + "}");
    }
}
