/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.efficienttransformers.ProbeJvm;
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
        String outcomes;
        try (ProbeJvm probe =
                ProbeJvm.start(List.of("-Xmx512m"), ClosingProbe.class, String.valueOf(CLOSES))) {
            outcomes = probe.output().strip();
        }
        logger.info("{}", outcomes);
        assertThat(outcomes)
                .matches("\\{answer=[0-9]+, close=" + CLOSES + ", refusal=" + 8 * CLOSES + "}");
    }
}
