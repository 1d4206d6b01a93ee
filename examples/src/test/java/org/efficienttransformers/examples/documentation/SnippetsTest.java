/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.efficienttransformers.examples.command.TextModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each piece of Java in README and docs compiles and runs with the imports that it shows, and
 * prints what stands below it.
 *
 * <p>Models of the hub are replaced by small ones of the tests. An HTML comment above a piece may
 * say more:
 *
 * <ul>
 *   <li>{@code <!-- given: code -->}: what goes before it;
 *   <li>{@code <!-- not run: reason -->}: it is only compiled;
 *   <li>{@code <!-- part of: file -->}: it stands in that file, which other tests run;
 *   <li>{@code <!-- fresh project -->}: {@link FreshProjectTest} runs it.
 * </ul>
 */
class SnippetsTest {

    private static final String GIVEN = "given:";
    private static final String NOT_RUN = "not run:";
    private static final String PART_OF = "part of:";

    private static final String IMPORTS =
            """
            import ai.djl.*;
            import ai.djl.engine.*;
            import ai.djl.inference.*;
            import ai.djl.modality.*;
            import ai.djl.modality.nlp.qa.*;
            import ai.djl.ndarray.*;
            import ai.djl.ndarray.types.*;
            import ai.djl.nn.Block;
            import ai.djl.repository.zoo.*;
            import ai.djl.training.*;
            import ai.djl.training.dataset.*;
            import java.nio.file.*;
            import java.util.*;
            import java.util.stream.*;
            import org.efficienttransformers.attention.*;
            import org.efficienttransformers.checkpoint.*;
            import org.efficienttransformers.architecture.*;
            import org.efficienttransformers.autograd.*;
            import org.efficienttransformers.config.*;
            import org.efficienttransformers.description.*;
            import org.efficienttransformers.generate.*;
            import org.efficienttransformers.model.*;
            import org.efficienttransformers.finetune.*;
            import org.efficienttransformers.finetune.task.*;
            import org.efficienttransformers.finetune.task.classification.*;
            import org.efficienttransformers.finetune.task.question.*;
            import org.efficienttransformers.finetune.task.classification.ClassificationTask.Examples;
            import org.efficienttransformers.hub.*;
            import org.efficienttransformers.settings.Settings;
            import org.efficienttransformers.training.*;
            import org.efficienttransformers.training.loss.*;
            import org.efficienttransformers.translator.*;
            import static org.efficienttransformers.examples.documentation.Given.*;
            """;

    private static final Pattern TYPE = Pattern.compile("(?<![\\w.])[A-Z]\\w*");

    @TempDir private Path folder;

    private record Snippet(String name, String source, boolean run, String printed) {}

    @Test
    void compileRunAndPrint() throws Exception {
        Map<String, Snippet> snippets = new LinkedHashMap<>();
        for (MarkdownPage page : MarkdownPage.all()) {
            List<MarkdownPage.Fence> fences = page.fences();
            for (int i = 0; i < fences.size(); i++) {
                MarkdownPage.Fence fence = fences.get(i);
                if (!fence.language().equals("java")
                        || fence.remark().equals(FreshProjectTest.MARK)) {
                    continue;
                }
                String name = page.name() + ":" + fence.line();
                if (fence.remark().startsWith(PART_OF)) {
                    assertPart(name, fence, page);
                } else {
                    boolean next = i + 1 < fences.size();
                    String printed =
                            next && fences.get(i + 1).language().equals("text")
                                    ? fences.get(i + 1).code()
                                    : null;
                    String className = "Snippet" + snippets.size();
                    snippets.put(className, snippet(name, className, fence, printed));
                }
            }
        }
        assertThat(snippets.size()).isGreaterThan(5);
        compile(snippets);
        try (URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            for (Map.Entry<String, Snippet> entry : snippets.entrySet()) {
                if (entry.getValue().run) {
                    run(loader.loadClass(entry.getKey()), entry.getValue());
                }
            }
        }
    }

    /** It stands, but for white space, in the file that the remark names. */
    private static void assertPart(String name, MarkdownPage.Fence fence, MarkdownPage page)
            throws IOException {
        String file = fence.remark().substring(PART_OF.length()).strip();
        String whole = Files.readString(page.path().resolveSibling(file));
        assertThat(condensed(whole)).as(name).contains(condensed(fence.code()));
    }

    private static String condensed(String code) {
        return code.replaceAll("\\s+", "");
    }

    private Snippet snippet(String name, String className, MarkdownPage.Fence fence, String printed)
            throws IOException {
        assertImportsAreShown(name, fence);
        String remark = fence.remark();
        boolean run = !remark.startsWith(NOT_RUN);
        String given = "";
        int at = remark.indexOf(GIVEN);
        if (at >= 0) {
            given = remark.substring(at + GIVEN.length());
        }
        String code = run ? local(fence.code()) : fence.code();
        String imports = code.lines().filter(SnippetsTest::isImport).collect(joining("\n"));
        String source =
                IMPORTS
                        + imports
                        + "\npublic final class "
                        + className
                        + " {\npublic static void run() throws Exception {\n"
                        + given
                        + "\n// "
                        + name
                        + "\n"
                        + code.lines()
                                .filter(line -> !isImport(line))
                                .collect(joining("\n", "", "\n"))
                        + "}\n}\n";
        return new Snippet(name, source, run, printed);
    }

    /** What code before a piece needs, or small models do, a reader must not have to guess. */
    private static void assertImportsAreShown(String name, MarkdownPage.Fence fence) {
        List<String> shown = fence.code().lines().filter(SnippetsTest::isImport).toList();
        String code =
                fence.code()
                        .lines()
                        .filter(line -> !isImport(line))
                        .map(line -> line.replaceAll("\"[^\"]*\"|//.*", ""))
                        .collect(joining("\n"));
        for (Matcher type = TYPE.matcher(code); type.find(); ) {
            IMPORTS.lines()
                    .filter(line -> line.endsWith(".*;") && !line.contains(" static "))
                    .map(line -> line.replace("*", type.group()))
                    .filter(line -> isClass(line.substring("import ".length(), line.length() - 1)))
                    .forEach(line -> assertThat(shown).as(name).contains(line));
        }
    }

    private static boolean isClass(String name) {
        try {
            return Class.forName(name, false, SnippetsTest.class.getClassLoader()) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isImport(String line) {
        return line.startsWith("import ");
    }

    /** Puts small models in the place of the hub's, and folders that may be written to. */
    private String local(String code) throws IOException {
        String roberta = fixture("roberta-masked-lm").toString();
        Path written = folder.resolve("written");
        String local =
                code.replace("hf://allenai/longformer-base-4096", text("longformer-fill-mask"))
                        .replace(
                                "hf://sentence-transformers/all-MiniLM-L6-v2",
                                text("bert-fill-mask"))
                        .replace("Path.of(\"roberta-base\")", "Path.of(\"" + roberta + "\")")
                        .replace(
                                "Path.of(\"roberta-linformer-4096\")",
                                "Path.of(\"" + written + "\")");
        assertThat(local)
                .as("each model of the hub has one of the tests in its place")
                .doesNotContainPattern("hf://[^/]");
        return local;
    }

    private String text(String name) throws IOException {
        Path copy = folder.resolve("models").resolve(name);
        return "hf://"
                + (Files.exists(copy) ? copy : TextModels.copy(name, folder.resolve("models")));
    }

    private static Path fixture(String name) {
        return TextModels.fixture(name).toAbsolutePath().normalize();
    }

    private void compile(Map<String, Snippet> snippets) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, Snippet> entry : snippets.entrySet()) {
            files.add(
                    Files.writeString(
                            folder.resolve(entry.getKey() + ".java"), entry.getValue().source));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    manager,
                                    null,
                                    List.of(
                                            "-d",
                                            folder.toString(),
                                            "-cp",
                                            classPath(),
                                            "-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    /** Surefire's own jar only names the entries. */
    private static String classPath() {
        return Stream.of("surefire.test.class.path", "java.class.path")
                .map(System::getProperty)
                .filter(path -> path != null)
                .findFirst()
                .orElseThrow();
    }

    private static void run(Class<?> type, Snippet snippet) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            type.getMethod("run").invoke(null);
        } catch (InvocationTargetException e) {
            throw new AssertionError(snippet.name + " failed", e.getCause());
        } finally {
            System.setOut(before);
        }
        if (snippet.printed != null) {
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as(snippet.name)
                    .isEqualToNormalizingNewlines(snippet.printed);
        }
    }
}
