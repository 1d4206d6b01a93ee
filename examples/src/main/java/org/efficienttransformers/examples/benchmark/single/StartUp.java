/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.SemanticSearch;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.Range;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures how long it takes from the start of a JVM to the first answer: of README's first
 * example, step by step, and of the demo.
 *
 * <p>The clock runs in this JVM, from before the other is started; a step ends when the line comes
 * that says so.
 */
@Command(
        name = "start-up",
        sortOptions = false,
        description =
                "Measures the time from the start of a JVM to the first answer: of the bundled"
                        + " sentence encoder, step by step, and of the demo.")
public final class StartUp implements Callable<Integer> {

    /** What README's first example does, by the line that ends it. */
    private static final Map<String, Predicate<String>> STEPS = new LinkedHashMap<>();

    /** What the demo shows. */
    private static final Map<String, Predicate<String>> SHOWN = new LinkedHashMap<>();

    static {
        STEPS.put("JVM to main", ColdStart.MAIN::equals);
        STEPS.put("libtorch", ColdStart.ENGINE::equals);
        STEPS.put("model and tokenizer", ColdStart.MODEL::equals);
        STEPS.put("first answer", ColdStart.ANSWER::equals);

        SHOWN.put("its first line", line -> true);
        SHOWN.put("its models loaded", line -> line.contains("loaded in"));
        SHOWN.put(
                "the first document read", Pattern.compile("\\d\\s+\\d+\\.\\d\\d$").asPredicate());
        SHOWN.put("the documents ranked", line -> line.contains("best documents"));
        SHOWN.put("their best passages", line -> line.contains("What happened"));
    }

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Text files for the demo to read, in place of its speeches.")
    private List<Path> files = List.of();

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How many JVMs to start of each, after one that doesn't count"
                            + " (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.describe());
        out.println();
        Map<String, List<Double>> example = measure(STEPS, ColdStart.class);
        out.println("README's first example, seconds        median     least");
        Map<String, List<Double>> steps = differences(example);
        steps.forEach((name, seconds) -> print(out, name, seconds));
        List<Double> total = example.get("first answer");
        print(out, "in all", total);
        out.printf(
                "libtorch's part: %.0f %%%n%n",
                100 * median(steps.get("libtorch")) / median(total));
        out.flush();
        Map<String, List<Double>> demo = measure(SHOWN, SemanticSearch.class, demoArguments());
        out.println("the demo, seconds since its start      median     least");
        demo.forEach((name, seconds) -> print(out, name, seconds));
        return 0;
    }

    private String[] demoArguments() {
        List<String> arguments = new ArrayList<>();
        if (!files.isEmpty()) {
            arguments.addAll(List.of("--question", "What is this about?"));
            files.forEach(file -> arguments.add(file.toString()));
        }
        return arguments.toArray(String[]::new);
    }

    /** The seconds from the start of each JVM to the first line that ends a step, by step. */
    private Map<String, List<Double>> measure(
            Map<String, Predicate<String>> ends, Class<?> main, String... args) throws IOException {
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        for (int i = 0; i <= repeats; i++) {
            Map<String, Double> reached = new LinkedHashMap<>();
            long start = System.nanoTime();
            int code =
                    FreshJvm.watch(
                            line -> {
                                double now = (System.nanoTime() - start) / 1e9;
                                for (var end : ends.entrySet()) {
                                    if (end.getValue().test(line)) {
                                        reached.putIfAbsent(end.getKey(), now);
                                    }
                                }
                            },
                            main,
                            args);
            if (code != 0 || reached.size() < ends.size()) {
                throw new BadInputException(
                        "%s ended with %s after %s; run it by itself to see why.",
                        main.getSimpleName(), code, reached.keySet());
            }
            if (i > 0) { // the first one finds no file in memory
                reached.forEach(
                        (name, value) ->
                                seconds.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
            }
        }
        return seconds;
    }

    private static Map<String, List<Double>> differences(Map<String, List<Double>> reached) {
        Map<String, List<Double>> steps = new LinkedHashMap<>();
        List<Double> before = null;
        for (Map.Entry<String, List<Double>> entry : reached.entrySet()) {
            List<Double> seconds = new ArrayList<>(entry.getValue());
            for (int i = 0; before != null && i < seconds.size(); i++) {
                seconds.set(i, seconds.get(i) - before.get(i));
            }
            steps.put(entry.getKey(), seconds);
            before = entry.getValue();
        }
        return steps;
    }

    private static double median(List<Double> seconds) {
        return statistics(seconds).median();
    }

    private static void print(PrintWriter out, String name, List<Double> seconds) {
        Statistics statistics = statistics(seconds);
        out.printf("%-35s%10.2f%10.2f%n", name, statistics.median(), statistics.min());
    }

    private static Statistics statistics(List<Double> seconds) {
        return Statistics.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
