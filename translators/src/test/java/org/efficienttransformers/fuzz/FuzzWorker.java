/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The program of a child JVM: makes inputs, has each read, and prints a line for each with its
 * number and what became of it. The files of the input being read are in the folder, so they are
 * still there if this JVM dies.
 */
final class FuzzWorker {

    /** How lines of this program begin. */
    static final String PREFIX = "input ";

    /** What this program exits with if it fails itself; the JVM ends with 1 when it crashes. */
    static final int FAILED = 3;

    /** Time of the processor, since the machine may be busy with other things. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What reading a few tensors takes however small they are: DJL's arrays are 5 kB each. */
    private static final long BASE = 256 << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FuzzWorker() {}

    /**
     * Takes the class of the target, a seed, the numbers of the first and after the last input, and
     * the folder.
     */
    public static void main(String[] args) {
        try {
            run(args);
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            e.printStackTrace();
            Throwable why = e instanceof InvocationTargetException ? e.getCause() : e;
            lines().println(oneLine(why));
            System.exit(FAILED);
        }
    }

    private static void run(String[] args) throws IOException, ReflectiveOperationException {
        FuzzTarget target = target(args[0]);
        long seed = Long.parseLong(args[1]);
        int first = Integer.parseInt(args[2]);
        int end = Integer.parseInt(args[3]);
        Path folder = Path.of(args[4]);
        PrintStream out = lines();
        System.setOut(System.err); // so that nothing else gets between the lines
        for (int number = first; number < end; number++) {
            Map<String, byte[]> files = target.make(number, random(seed, number));
            Files.createDirectories(folder);
            long bytes = 0;
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
                bytes += file.getValue().length;
            }
            long most = target.mostTimes() * bytes + BASE;
            String outcome = read(target, folder, most);
            if (outcome.startsWith(FuzzOutcome.ALLOCATION.toString())
                    || outcome.startsWith(FuzzOutcome.HANG.toString())) {
                // The first time it may load classes, or the engine.
                outcome = read(target, folder, most);
            }
            out.println(PREFIX + number + " " + outcome);
            for (String name : files.keySet()) {
                Files.delete(folder.resolve(name));
            }
        }
    }

    /** What the parent reads, whatever {@code System.out} is. */
    private static PrintStream lines() {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                true,
                StandardCharsets.UTF_8);
    }

    static FuzzTarget target(String className) throws ReflectiveOperationException {
        return Class.forName(className).asSubclass(FuzzTarget.class).getConstructor().newInstance();
    }

    /** Returns the chance that input number n is made by, whatever was made before it. */
    static Random random(long seed, int number) {
        return new Random(seed * 1_000_003 + number);
    }

    private static String read(FuzzTarget target, Path folder, long most) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = THREADS.getCurrentThreadCpuTime();
        Throwable thrown = null;
        try {
            target.read(folder);
        } catch (Throwable e) { // whatever a reader throws is what this is about
            thrown = e;
        }
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        if (thrown != null && !(thrown instanceof Exception e && target.isRefusal(e))) {
            return FuzzOutcome.UNDOCUMENTED + " " + oneLine(thrown);
        }
        if (nanos > MOST_NANOS) {
            return FuzzOutcome.HANG + " " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
        }
        if (allocated > most) {
            return FuzzOutcome.ALLOCATION + " " + allocated + " bytes, most " + most;
        }
        return (thrown == null ? FuzzOutcome.READ : FuzzOutcome.REFUSED).toString();
    }

    private static String oneLine(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        String at = trace.length == 0 ? "" : " at " + trace[0];
        return (thrown + at).replaceAll("\\R", " ");
    }
}
