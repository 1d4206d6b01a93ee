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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
 * the classes of the build, and looks whether a test notices. Prints a table; so does
 * target/faults.txt.
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

    /** What takes so long hangs, which is noticed, too. */
    private static final int PATIENCE_MINUTES = 5;

    @TempDir private Path folder;

    private int runs;

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
    void testsNoticeThem() throws IOException, InterruptedException {
        List<PlantedFault> faults =
                PlantedFault.read(LIST).stream()
                        .filter(fault -> WANTED.matcher(fault.toString()).find())
                        .toList();
        Map<String, List<String>> all = new TreeMap<>();
        for (PlantedFault fault : faults) {
            fault.tests()
                    .forEach(
                            (module, tests) ->
                                    all.merge(module, tests, PlantedFaultsTest::distinct));
        }
        assertThat(run(folder.resolve("none"), all)).as("without a fault").isNull();
        List<String> table = new ArrayList<>();
        int noticed = 0;
        for (PlantedFault fault : faults) {
            Path overlay = folder.resolve("fault" + table.size());
            Path planted = fault.plant(overlay);
            if (fault.isClass()) {
                compile(planted, overlay);
            }
            String test = run(overlay, fault.tests());
            noticed += test == null ? 0 : 1;
            table.add((test == null ? "NOT NOTICED" : test) + " | " + fault);
            System.out.println(table.get(table.size() - 1));
            Files.write(TABLE, table);
        }
        System.out.printf("%d of %d faults noticed%n", noticed, faults.size());
        assertThat(noticed).isGreaterThanOrEqualTo((int) Math.ceil(LEAST * faults.size()));
    }

    private static List<String> distinct(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).distinct().toList();
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

    private static void compile(Path source, Path folder) {
        int result =
                ToolProvider.getSystemJavaCompiler()
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
                                source.toString());
        assertThat(result).as("compiling " + source).isZero();
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
        Path output = folder.resolve("output" + runs++);
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
