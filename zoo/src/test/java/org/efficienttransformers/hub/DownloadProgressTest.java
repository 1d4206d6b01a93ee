/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadProgressTest {

    private long now;
    private final Recorder recorder = new Recorder();
    private final DownloadProgress progress = new DownloadProgress(recorder, () -> now);

    @Test
    void tellsMegabytesRateAndTimeLeft() {
        progress.start("model.safetensors", 100_000_000, 0);
        now = 2_000_000_000L;
        progress.advance(20_000_000);

        assertThat(recorder.events)
                .containsExactly(
                        "reset model.safetensors 100000000 0.0 of 100.0 MB",
                        "start 0",
                        "update 20000000 20.0 of 100.0 MB, 10.0 MB/s, 0:08 left");
    }

    @Test
    void rateOfAResumedFileLeavesOutWhatWasThere() {
        progress.start("f", 100_000_000, 50_000_000);
        now = 1_000_000_000L;
        progress.advance(51_000_000);

        assertThat(recorder.events).last().asString().contains("1.0 MB/s, 0:49 left");
    }

    @Test
    void unknownSizeHasNoTimeLeft() {
        progress.start("f", -1, 0);
        now = 1_000_000_000L;
        progress.advance(1_000_000);

        assertThat(recorder.events).last().isEqualTo("update 1000000 1.0 MB, 1.0 MB/s");
    }

    @Test
    void reportsAreTenASecondAtMost() {
        progress.start("f", 1000, 0);
        for (int i = 1; i < 1000; i++) {
            now = i * 1_000_000L;
            progress.advance(i);
        }
        progress.end(1000);

        assertThat(recorder.events).hasSize(2 + 9 + 2);
        assertThat(recorder.events).last().isEqualTo("end");
    }

    @ParameterizedTest
    @CsvSource({"3599, 59:59", "3600, 1:00:00", "3725, 1:02:05", "90061, 25:01:01", "1, 0:01"})
    void timeLeftIsInHoursMinutesAndSeconds(long seconds, String left) {
        now = 5_000_000_000L;
        progress.start("f", (seconds + 1) * 1_000_000, 0);
        now += 1_000_000_000L;
        progress.advance(1_000_000);

        assertThat(recorder.events).last().asString().endsWith(" MB, 1.0 MB/s, " + left + " left");
    }

    @Test
    void nothingIsLeftAtTheEndAndNoRateKnownAtOnce() {
        progress.start("f", 2_000_000, 0);
        progress.end(2_000_000);
        assertThat(recorder.events).contains("update 2000000 2.0 of 2.0 MB");

        progress.start("f", 2_000_000, 0);
        now = 1_000_000_000L;
        progress.end(2_000_000);
        assertThat(recorder.events).contains("update 2000000 2.0 of 2.0 MB, 2.0 MB/s");
    }

    @Test
    void emptyFilesHaveASize() {
        progress.start("f", 0, 0);
        assertThat(recorder.events).contains("reset f 1 0.0 of 0.0 MB");
    }

    @Test
    void reportsAreATenthOfASecondApart() {
        progress.start("f", 1000, 0);
        now = 99_999_999;
        progress.advance(1);
        assertThat(recorder.events).hasSize(2);
        now = 100_000_000;
        progress.advance(2);
        assertThat(recorder.events).hasSize(3);
    }

    @Test
    void nobodyNeedListen() {
        DownloadProgress silent = new DownloadProgress(null, () -> now);
        silent.start("f", 1, 0);
        silent.advance(1);
        silent.end(1);

        assertThat(recorder.events).isEmpty();
    }

    private static final class Recorder implements Progress {

        private final List<String> events = new ArrayList<>();

        @Override
        public void reset(String message, long max, String trailingMessage) {
            events.add("reset " + message + " " + max + " " + trailingMessage);
        }

        @Override
        public void start(long initialProgress) {
            events.add("start " + initialProgress);
        }

        @Override
        public void end() {
            events.add("end");
        }

        @Override
        public void increment(long increment) {
            throw new AssertionError("not used");
        }

        @Override
        public void update(long position, String message) {
            events.add("update " + position + " " + message);
        }
    }
}
