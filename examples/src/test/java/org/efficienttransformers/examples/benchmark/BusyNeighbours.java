/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.examples.cli.FreshJvm;

/** Processes that keep the machine busy until they are closed, or their parent ends. */
final class BusyNeighbours implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();

    /**
     * Starts processes.
     *
     * @param count how many, with a busy thread each
     * @throws IOException if they can't be started
     */
    BusyNeighbours(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            processes.add(FreshJvm.start(List.of(), BusyNeighbours.class));
        }
    }

    /**
     * Waits until all are at work.
     *
     * @throws IOException if one of them isn't any more
     */
    void await() throws IOException {
        for (Process process : processes) {
            if (process.getInputStream().read() < 0) {
                throw new IOException("A busy process ended early.");
            }
        }
    }

    /**
     * Is busy until its input ends.
     *
     * @param args none
     * @throws IOException if the input can't be read
     */
    public static void main(String[] args) throws IOException {
        Thread busy =
                new Thread(
                        () -> {
                            while (true) {
                                Thread.onSpinWait();
                            }
                        });
        busy.setDaemon(true);
        busy.start();
        System.out.write('.');
        System.out.flush();
        System.in.read();
    }

    /** Ends the processes. */
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
