/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.faults;

import static org.efficienttransformers.settings.Require.requireState;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault to be planted.
 *
 * @param line where it begins in the list
 * @param module the module that it is in
 * @param file the end of the path of its file, a class or a script
 * @param original a piece of its text; the first is meant
 * @param replacement what is put there
 * @param tests the classes that ought to notice, by module; {@code SomeTest[word]} means the cases
 *     alone in whose name the word is
 */
record PlantedFault(
        int line,
        String module,
        String file,
        String original,
        String replacement,
        Map<String, List<String>> tests) {

    private static final int LINES = 4;

    /** Reads a list: four lines for each, an empty line between, and comments after #. */
    static List<PlantedFault> read(Path list) throws IOException {
        List<PlantedFault> faults = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(list)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line);
            }
            if (lines.size() == LINES) {
                faults.add(of(number - LINES + 1, lines));
                lines.clear();
            }
        }
        if (!lines.isEmpty()) {
            throw new IOException(list + " ends in " + lines + "; a fault has four lines.");
        }
        return faults;
    }

    private static PlantedFault of(int line, List<String> lines) {
        String[] place = lines.get(0).split(" ");
        Map<String, List<String>> tests =
                Arrays.stream(lines.get(3).split(" "))
                        .map(test -> test.contains(":") ? test : place[0] + ":" + test)
                        .map(test -> test.split(":"))
                        .collect(
                                Collectors.groupingBy(
                                        test -> test[0],
                                        LinkedHashMap::new,
                                        Collectors.mapping(test -> test[1], Collectors.toList())));
        return new PlantedFault(line, place[0], place[1], lines.get(1), lines.get(2), tests);
    }

    /** Says why the fault can be planted nowhere or noticed by nothing, if that is so. */
    List<String> complaints() throws IOException {
        List<String> complaints = new ArrayList<>();
        try {
            if (!Files.readString(source()).contains(original)) {
                complaints.add(source() + " has no text '" + original + "'");
            }
            testSources();
        } catch (IllegalStateException e) {
            complaints.add(e.getMessage());
        }
        if (original.equals(replacement)) {
            complaints.add("'" + original + "' is replaced by itself");
        }
        return complaints.stream().map(complaint -> "line " + line + ": " + complaint).toList();
    }

    boolean isClass() {
        return file.endsWith(".java");
    }

    private Path sources() {
        return Path.of("..", module, "src/main", isClass() ? "java" : "resources");
    }

    /** Where the file is, among the sources or the resources. */
    Path source() throws IOException {
        return find(sources(), file);
    }

    private static Path testsOf(String module) {
        return Path.of("..", module, "src/test/java");
    }

    /** Where the tests are that ought to notice. */
    List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : tests.entrySet()) {
            for (String test : entry.getValue()) {
                sources.add(source(entry.getKey(), test));
            }
        }
        return sources;
    }

    private static Path source(String module, String test) throws IOException {
        return find(testsOf(module), test.replaceFirst("\\[.*", "") + ".java");
    }

    /** The full names of test classes of a module, with what stands in brackets. */
    static List<String> classes(String module, List<String> tests) throws IOException {
        List<String> classes = new ArrayList<>();
        for (String test : tests) {
            String path = testsOf(module).relativize(source(module, test)).toString();
            int cases = test.indexOf('[');
            classes.add(
                    path.replace(".java", "").replace('/', '.')
                            + (cases < 0 ? "" : test.substring(cases)));
        }
        return classes;
    }

    /** The one file whose path ends so: classes and scripts move to other packages. */
    private static Path find(Path root, String end) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> found = files.filter(path -> path.endsWith(end)).toList();
            requireState(
                    found.size() == 1, "'%s' is to be one file of %s, not %s", end, root, found);
            return found.get(0);
        }
    }

    /** Writes the file with the fault below a folder, and returns where. */
    Path plant(Path folder) throws IOException {
        String text = Files.readString(source());
        int place = text.indexOf(original);
        if (place < 0) {
            throw new IOException(
                    source() + " has no '" + original + "'; bring the list up to date.");
        }
        Path planted = folder.resolve(sources().relativize(source()));
        Files.createDirectories(planted.getParent());
        String rest = text.substring(place + original.length());
        return Files.writeString(planted, text.substring(0, place) + replacement + rest);
    }

    @Override
    public String toString() {
        return module + " " + file + ": " + original + " -> " + replacement;
    }
}
