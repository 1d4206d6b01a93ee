/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What pages print for a project of one's own, with {@link #MARK} in a comment above each piece,
 * builds outside of this one, and prints what stands below it. Only Maven says where its repository
 * is; elsewhere these tests are skipped.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links")
class FreshProjectTest {

    /** The comment above pieces of such a project: dependencies, properties, program, commands. */
    static final String MARK = "fresh project";

    private static final String RUN = "mvn -q compile exec:java -Dexec.mainClass=Demo";

    @TempDir private Path folder;

    /**
     * Those of the integrations only where it is asked for: Maven fetches other versions for them.
     */
    static Stream<String> pages() {
        return Stream.of(System.getProperty("fresh.pages", "README.md").split(","));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void mavenBuildsAndRunsWhatIsPrinted(String page) throws Exception {
        assumeTrue(isInstalled("mvn"), "Maven is called by another name.");
        List<MarkdownPage.Fence> fences = fences(page);
        String dependencies = code(fences, "xml");
        try (FreshProject project = project(dependencies, fences)) {
            project.writePom(dependencies);

            String command = code(fences, "sh");
            String printed = project.run(command.isEmpty() ? RUN : command);

            assertThat(printed).isEqualToNormalizingNewlines(printed(fences));
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "Debian's Gradle knows no newer ones")
    void gradleBuildsAndRunsWhatIsPrinted() throws Exception {
        assumeTrue(isInstalled("gradle"), "There is no Gradle.");
        List<MarkdownPage.Fence> fences = fences("README.md");
        try (FreshProject project = project(code(fences, "xml"), fences)) {
            // Both of Gradle's languages read the block; the older one needs no compiler of Kotlin.
            project.write(
                    "build.gradle",
                    "plugins { id 'java'; id 'application' }\n"
                            + code(fences, "kotlin")
                            + "mainClassName = 'Demo'\n");

            String printed =
                    project.run(
                            "gradle -q --offline --no-daemon -g home -Dmaven.repo.local="
                                    + project.repository()
                                    + " run");

            assertThat(printed).isEqualToNormalizingNewlines(printed(fences));
        }
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    private FreshProject project(String dependencies, List<MarkdownPage.Fence> fences)
            throws IOException {
        assumeTrue(System.getProperty("maven.repository") != null, "Maven isn't running this.");
        FreshProject project = new FreshProject(folder);
        if (!project.has(dependencies)) {
            project.close();
            abort("Not all modules have been compiled.");
        }
        project.write("src/main/java/Demo.java", program(code(fences, "java")));
        project.write("src/main/resources/application.properties", code(fences, "properties"));
        return project;
    }

    private static List<MarkdownPage.Fence> fences(String page) throws IOException {
        Path path = MarkdownPage.ROOT.resolve(page);
        return new MarkdownPage(path, Files.readAllLines(path)).fences();
    }

    private static String code(List<MarkdownPage.Fence> fences, String language) {
        return fences.stream()
                .filter(fence -> fence.remark().equals(MARK) && fence.language().equals(language))
                .map(MarkdownPage.Fence::code)
                .collect(joining());
    }

    /** What stands right below the program, or below the commands that run it. */
    private static String printed(List<MarkdownPage.Fence> fences) {
        for (int i = 1; i < fences.size(); i++) {
            if (fences.get(i).language().equals("text")
                    && fences.get(i - 1).remark().equals(MARK)) {
                return fences.get(i).code();
            }
        }
        throw new AssertionError("Nothing is said to be printed.");
    }

    /** A snippet becomes a program. */
    private static String program(String code) {
        if (code.contains("class Demo")) {
            return code;
        }
        Predicate<String> isImport = line -> line.startsWith("import ");
        return code.lines().filter(isImport).collect(joining("\n"))
                + "\npublic class Demo {\npublic static void main(String[] args) throws Exception {\n"
                + code.lines().filter(isImport.negate()).collect(joining("\n"))
                + "\n}\n}\n";
    }
}
