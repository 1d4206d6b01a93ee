/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plants the faults of src/test/faults/faults.txt one by one, each in a folder that comes before
 * the classes of the build, and looks whether a test notices; some at a time with -Dfaults.threads.
 * Prints a table, which target/faults.txt holds, too.
 */
class PlantedFaultsTest {

    private static final Path LIST = Path.of("src/test/faults/faults.txt");
    private static final Path TABLE = Path.of("target/faults.txt");
    private static final Path DOCUMENT = Path.of("../docs/TESTING.md");

    /** A test in a column of its own, or one of several. */
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    /** The faults that are planted: those in whose line of the table this is found. */
    private static final Pattern WANTED = Pattern.compile(System.getProperty("faults.of", ""));

    private static final double LEAST = 0.95;

    private static final String NOT_NOTICED = "NOT NOTICED";

    /** What takes so long hangs, which is noticed, too. */
    private static final int PATIENCE_MINUTES = 5;

    @TempDir private Path folder;

    private final AtomicInteger runs = new AtomicInteger();

    private final List<String> table = new ArrayList<>();

    /**
     * A fault whose text has changed would be planted nowhere, and a test that is gone notices
     * none.
     */
    @Test
    void theListIsUpToDate() throws IOException {
        List<PlantedFault> faults = PlantedFault.read(LIST);
        assertThat(faults).hasSizeGreaterThanOrEqualTo(150);
        List<String> complaints = new ArrayList<>();
        for (PlantedFault fault : faults) {
            complaints.addAll(fault.complaints());
        }
        assertThat(complaints)
                .as("code or tests have moved: write into %s what is there now", LIST)
                .isEmpty();
    }

    /** The table in docs/TESTING.md is of this list, so it names tests that there are. */
    @Test
    void theDocumentNamesTestsOfTheList() throws IOException {
        Map<String, Path> sources = new TreeMap<>();
        for (PlantedFault fault : PlantedFault.read(LIST)) {
            for (Path source : fault.testSources()) {
                sources.put(source.getFileName().toString().replace(".java", ""), source);
            }
        }
        Matcher named = NAMED.matcher(Files.readString(DOCUMENT));
        int count = 0;
        while (named.find()) {
            assertThat(sources).as("faults.txt").containsKey(named.group(1));
            assertThat(Files.readString(sources.get(named.group(1))))
                    .as("%s.java", named.group(1))
                    .contains("void " + named.group(2) + "(");
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(29);
    }

    @Test
    @EnabledIfSystemProperty(named = "faults", matches = "true")
    void testsNoticeThem() throws IOException, InterruptedException, ExecutionException {
        List<PlantedFault> faults =
                PlantedFault.read(LIST).stream()
                        .filter(fault -> WANTED.matcher(fault.toString()).find())
                        .toList();
        Set<ModuleTest> all = new LinkedHashSet<>();
        faults.forEach(fault -> all.addAll(ModuleTest.of(fault)));
        // What fails by itself notices nothing.
        Set<ModuleTest> failing = ConcurrentHashMap.newKeySet();
        Path none = folder.resolve("none");
        inThreads(
                all,
                test -> {
                    String failed = run(none, test.module(), List.of(test.name()));
                    if (failed != null) {
                        System.out.println("WITHOUT A FAULT " + failed + " | " + test);
                        failing.add(test);
                    }
                });
        inThreads(faults, fault -> plant(fault, failing));
        long noticed = table.stream().filter(line -> !line.startsWith(NOT_NOTICED)).count();
        System.out.printf("%d of %d faults noticed%n", noticed, faults.size());
        assertThat(failing).as("without a fault").isEmpty();
        assertThat(noticed).isGreaterThanOrEqualTo((long) Math.ceil(LEAST * faults.size()));
    }

    /** A test class, or some of its cases, as the list names it. */
    private record ModuleTest(String module, String name) {

        static List<ModuleTest> of(PlantedFault fault) {
            return fault.tests().entrySet().stream()
                    .flatMap(
                            tests ->
                                    tests.getValue().stream()
                                            .map(name -> new ModuleTest(tests.getKey(), name)))
                    .toList();
        }
    }

    private interface Step<T> {
        void take(T thing) throws IOException, InterruptedException;
    }

    private static <T> void inThreads(Collection<T> things, Step<T> step)
            throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Integer.getInteger("faults.threads", 1));
        try {
            List<Callable<Void>> steps = new ArrayList<>();
            for (T thing : things) {
                steps.add(
                        () -> {
                            step.take(thing);
                            return null;
                        });
            }
            for (Future<Void> done : threads.invokeAll(steps)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void plant(PlantedFault fault, Set<ModuleTest> failing)
            throws IOException, InterruptedException {
        Path overlay = folder.resolve("fault" + fault.line());
        Path planted = fault.plant(overlay);
        if (fault.isClass() && !compile(planted, overlay)) {
            tell(NOT_NOTICED + ", does not compile | " + fault);
            return;
        }
        Map<String, List<String>> tests =
                ModuleTest.of(fault).stream()
                        .filter(test -> !failing.contains(test))
                        .collect(
                                Collectors.groupingBy(
                                        ModuleTest::module,
                                        LinkedHashMap::new,
                                        Collectors.mapping(ModuleTest::name, Collectors.toList())));
        String test = run(overlay, tests);
        tell((test == null ? NOT_NOTICED : test) + " | " + fault);
    }

    private synchronized void tell(String line) throws IOException {
        table.add(line);
        System.out.println(line);
        Files.write(TABLE, table);
    }

    /** Classes and tests of all modules, where this is the last one. */
    private static String classPath() {
        return Stream.of("blocks", "translators", "zoo", "examples")
                        .flatMap(
                                module ->
                                        Stream.of("test-classes", "classes")
                                                .map(part -> Path.of("..", module, "target", part)))
                        .map(path -> path.toAbsolutePath().normalize().toString())
                        .collect(Collectors.joining(File.pathSeparator))
                + File.pathSeparator
                + System.getProperty("java.class.path");
    }

    private static boolean compile(Path source, Path folder) {
        return ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-nowarn",
                                "-d",
                                folder.toString(),
                                "-cp",
                                classPath(),
                                source.toString())
                == 0;
    }

    private String run(Path overlay, Map<String, List<String>> tests)
            throws IOException, InterruptedException {
        for (Map.Entry<String, List<String>> entry : tests.entrySet()) {
            String failed = run(overlay, entry.getKey(), entry.getValue());
            if (failed != null) {
                return failed;
            }
        }
        return null;
    }

    /** Returns the test that failed, or null. */
    private String run(Path overlay, String module, List<String> tests)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output" + runs.getAndIncrement());
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1", // each runs for seconds
                                "-XX:-CreateCoredumpOnCrash",
                                "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
                                "-cp",
                                overlay + File.pathSeparator + classPath(),
                                FaultProbe.class.getName()));
        command.addAll(PlantedFault.classes(module, tests));
        Process child =
                new ProcessBuilder(command)
                        .directory(Path.of("..", module).toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int patience = tests.size() > 5 ? 10 * PATIENCE_MINUTES : PATIENCE_MINUTES;
        if (!child.waitFor(patience, TimeUnit.MINUTES)) {
            child.destroyForcibly();
            return "hangs";
        }
        if (child.exitValue() == 0) {
            return null;
        }
        return Files.readAllLines(output).stream()
                .filter(line -> line.startsWith(FaultProbe.class.getSimpleName() + " "))
                .map(line -> line.substring(FaultProbe.class.getSimpleName().length() + 1))
                .findFirst()
                .orElse("exit code " + child.exitValue());
    }
}
