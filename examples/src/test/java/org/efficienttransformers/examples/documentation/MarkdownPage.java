/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is
 * @param lines its lines
 */
record MarkdownPage(Path path, List<String> lines) {

    /** The folder of the repository. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String FENCE = "```";
    private static final String COMMENT = "<!--";
    private static final String END_OF_COMMENT = "-->";

    /**
     * What stands between two fences.
     *
     * @param line the number of its first line, from 1
     * @param language what the fence says, such as java
     * @param code the text
     * @param remark the HTML comment right above the fence, or empty
     */
    record Fence(int line, String language, String code, String remark) {}

    /** README, CONTRIBUTING and all below docs. */
    static List<MarkdownPage> all() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files =
                    folder.equals(ROOT) ? Files.list(folder) : Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(paths::add);
            }
        }
        List<MarkdownPage> pages = new ArrayList<>();
        for (Path path : paths) {
            pages.add(new MarkdownPage(path, Files.readAllLines(path)));
        }
        return pages;
    }

    /** Its path from the folder of the repository. */
    String name() {
        return ROOT.relativize(path).toString();
    }

    /** What stands between fences. */
    List<Fence> fences() {
        List<Fence> fences = new ArrayList<>();
        StringBuilder remark = new StringBuilder();
        boolean commented = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int start = i + 1;
                i = start;
                while (!lines.get(i).startsWith(FENCE)) {
                    i++;
                }
                fences.add(
                        new Fence(
                                start + 1,
                                line.substring(FENCE.length()).strip(),
                                String.join("\n", lines.subList(start, i)) + "\n",
                                remark.toString().strip()));
                remark.setLength(0);
            } else if (commented || line.startsWith(COMMENT)) {
                commented = !line.contains(END_OF_COMMENT);
                remark.append(line.replace(COMMENT, "").replace(END_OF_COMMENT, "")).append('\n');
            } else if (!line.isBlank()) {
                remark.setLength(0);
            }
        }
        return fences;
    }

    /** The lines outside of fences. */
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.startsWith(FENCE)) {
                fenced = !fenced;
            } else if (!fenced) {
                prose.add(line);
            }
        }
        return prose;
    }

    /** The cells of the first table under a heading, without its head. */
    List<List<String>> table(String heading) {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            } else if (inside && line.startsWith("|")) {
                String cells = line.strip();
                rows.add(
                        Stream.of(cells.substring(1, cells.length() - 1).split("\\|"))
                                .map(String::strip)
                                .toList());
            } else if (inside && !rows.isEmpty()) {
                break;
            }
        }
        return rows.subList(2, rows.size());
    }
}
