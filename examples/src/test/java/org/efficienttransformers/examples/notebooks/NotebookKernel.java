/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.notebooks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs cells through the JDK's JShell in this JVM, as the kernels IJava and JJava do: what a cell
 * prints, and the value of its last expression, are its output.
 *
 * <p>It knows no magics: a test's classpath stands for what {@code %maven} brings.
 */
final class NotebookKernel implements AutoCloseable {

    private static final List<Snippet.SubKind> VALUES =
            List.of(
                    Snippet.SubKind.VAR_VALUE_SUBKIND,
                    Snippet.SubKind.OTHER_EXPRESSION_SUBKIND,
                    Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND);

    private final Engine engine = new Engine();
    private final JShell shell;

    /**
     * What a cell did.
     *
     * @param printed what it printed
     * @param value the value of its last expression, if that is the last thing in it
     */
    record Outcome(String printed, Optional<Rendered> value) {}

    NotebookKernel() {
        shell =
                JShell.builder()
                        .executionEngine(new Provider(engine), Map.of())
                        .compilerOptions("-classpath", System.getProperty("java.class.path"))
                        .build();
        run(Rendered.IMPORTS);
    }

    /**
     * Runs a cell.
     *
     * @param source its text
     * @return its output
     * @throws IllegalStateException if JShell rejects a snippet, or one throws an exception
     */
    Outcome run(String source) {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Optional<Rendered> value = Optional.empty();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
            CompletionInfo next = analysis.analyzeCompletion(withoutMagics(source));
            while (next.completeness().isComplete()) {
                value = evaluate(next.source());
                next = analysis.analyzeCompletion(next.remaining());
            }
            if (next.completeness() != SourceCodeAnalysis.Completeness.EMPTY) {
                throw new IllegalStateException("The cell ends too early: " + next.remaining());
            }
        } finally {
            System.setOut(out);
        }
        return new Outcome(printed.toString(StandardCharsets.UTF_8), value);
    }

    private static String withoutMagics(String source) {
        return source.lines()
                .filter(line -> !line.startsWith("%"))
                .collect(Collectors.joining("\n"));
    }

    private Optional<Rendered> evaluate(String snippet) {
        engine.value = null;
        Optional<Rendered> value = Optional.empty();
        for (SnippetEvent event : shell.eval(snippet)) {
            if (event.exception() != null) {
                throw new IllegalStateException(
                        describe(event.exception(), snippet), event.exception());
            }
            if (event.causeSnippet() == null && event.status() != Snippet.Status.VALID) {
                String reasons =
                        shell.diagnostics(event.snippet())
                                .map(problem -> problem.getMessage(Locale.ENGLISH))
                                .collect(Collectors.joining("\n"));
                throw new IllegalStateException(
                        "JShell calls this " + event.status() + ":\n" + snippet + "\n" + reasons);
            }
            if (VALUES.contains(event.snippet().subKind())) {
                value = Optional.ofNullable(engine.value).map(Rendered::of);
            }
        }
        return value;
    }

    private static String describe(Exception thrown, String snippet) {
        String name =
                thrown instanceof EvalException exception
                        ? exception.getExceptionClassName()
                        : thrown.getClass().getName();
        return name + ": " + thrown.getMessage() + " in\n" + snippet;
    }

    @Override
    public void close() {
        shell.close();
    }

    /** Runs snippets in the calling thread, and keeps the value itself, not only its text. */
    private static final class Engine extends DirectExecutionControl {

        private Object value;

        @Override
        protected String invoke(Method snippet) throws Exception {
            value = snippet.invoke(null);
            return valueString(value);
        }
    }

    private record Provider(Engine engine) implements ExecutionControlProvider {

        @Override
        public String name() {
            return "notebook";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return engine;
        }
    }
}
