/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.efficienttransformers.model.FreshProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The processors of a thread and of those who help it. */
@Tag("cpu") // On GPUs nobody helps.
class TeamPlacesTest {

    private static final String NAME = "has-a-team";

    private static final String PROCESSORS = "Cpus_allowed:";

    @Test
    @EnabledOnOs(OS.LINUX)
    void helpersAreElsewhereDuringTheCall() throws IOException, InterruptedException {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        assertThat(FreshProcess.number(Apart.class)).isEqualTo(3);
    }

    /**
     * Prints how many calls there were, of three, in and after which all were where they should.
     */
    static final class Apart {

        private Apart() {}

        public static void main(String[] args) throws Exception {
            System.setProperty("ai.djl.pytorch.num_threads", "2");
            FutureTask<Integer> task = new FutureTask<>(Apart::calls);
            new Thread(task, NAME).start();
            System.out.println(task.get());
        }

        private static int calls() throws Exception {
            Path own = Path.of("/proc/thread-self").toRealPath();
            BigInteger all = processors(own);
            TeamPlaces places = new TeamPlaces();
            int right = 0;
            try (NDManager manager = NDManager.newBaseManager()) {
                for (int i = 0; i < 3; i++) {
                    boolean first = i == 0; // then there is no team yet
                    boolean apart =
                            places.apart(
                                    2,
                                    () -> {
                                        manager.ones(new Shape(1024, 1024)).sum().getFloat();
                                        return unchecked(() -> first || isApart(own));
                                    });
                    right += apart && processors(own).equals(all) ? 1 : 0;
                }
            }
            return right;
        }

        /**
         * Tells whether the thread has one processor, and the one who helps it has not that one.
         */
        private static boolean isApart(Path own) throws IOException {
            BigInteger mine = processors(own);
            List<BigInteger> theirs = new ArrayList<>();
            try (Stream<Path> tasks = Files.list(own.getParent())) {
                for (Path task : tasks.filter(path -> !path.equals(own)).toList()) {
                    if (Files.readString(task.resolve("comm")).strip().equals(NAME)) {
                        theirs.add(processors(task));
                    }
                }
            }
            return mine.bitCount() == 1
                    && !theirs.isEmpty()
                    && theirs.stream().noneMatch(some -> some.and(mine).equals(mine));
        }

        /** A bit for each that it may run on, in hexadecimal numbers with commas. */
        private static BigInteger processors(Path task) throws IOException {
            return Files.readAllLines(task.resolve("status")).stream()
                    .filter(line -> line.startsWith(PROCESSORS))
                    .map(line -> line.substring(PROCESSORS.length()).strip().replace(",", ""))
                    .map(mask -> new BigInteger(mask, 16))
                    .findFirst()
                    .orElseThrow();
        }

        private static <T> T unchecked(Callable<T> call) {
            try {
                return call.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
