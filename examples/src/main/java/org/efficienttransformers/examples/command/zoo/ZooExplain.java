/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.zoo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Paragraph;
import org.efficienttransformers.examples.command.JsonOption;
import org.efficienttransformers.examples.command.ZooEntry;
import org.efficienttransformers.examples.plan.ByteSize;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.Kinds;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.plot.AttentionPlot;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.translator.SupportedTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a model of the zoo, or a mechanism. */
@Command(
        name = "explain",
        sortOptions = false,
        description =
                "Explains a model of the zoo, or a mechanism: what it costs, where it comes from,"
                        + " what it sees. Nothing is downloaded.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  et zoo explain all-minilm-l6-v2-longformer-4096",
            "  et zoo explain bigbird --length 16384 --picture bigbird.svg",
            "  et zoo explain performer --json | jq .paper"
        })
public final class ZooExplain implements Callable<Integer> {

    private static final int DEFAULT_LENGTH = 4096;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "A name that 'zoo list' has, or that of a mechanism.")
    private String name;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            description =
                    "The length of the text that memory is estimated for (default: 4096, or the"
                            + " longest text of the model if that is less).")
    private Integer length;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Writes the pattern of attention as SVG as well.")
    private Path picture;

    @Mixin private JsonOption json;

    private record Subject(
            ZooEntry entry, AttentionKind mechanism, EncoderSizes sizes, Settings settings) {}

    @Override
    public Integer call() {
        Subject subject = subject();
        int tokens = tokens(subject.entry);
        MemoryEstimate memory =
                MemoryEstimate.of(subject.mechanism, subject.sizes, subject.settings, tokens);
        if (picture != null) {
            draw(subject.mechanism);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.wanted()) {
            json.print(out, toJson(subject, memory));
        } else {
            print(out, subject, memory);
        }
        return 0;
    }

    private Subject subject() {
        Optional<ZooEntry> found = ZooEntry.find(name);
        if (found.isPresent()) {
            ZooEntry entry = found.get();
            return new Subject(
                    entry,
                    entry.mechanism(),
                    EncoderSizes.of(entry.config()),
                    Kinds.settings(entry.mechanism(), entry.config()));
        }
        try {
            return new Subject(null, AttentionKinds.of(name), EncoderSizes.BASE, Settings.DEFAULT);
        } catch (IllegalArgumentException e) {
            List<String> names =
                    Stream.concat(
                                    ZooEntry.all().stream().map(ZooEntry::name),
                                    AttentionKinds.all().stream().map(AttentionKind::id))
                            .toList();
            throw new BadInputException(
                    e,
                    "There is nothing called '%s' in the zoo; allowed: %s.",
                    name,
                    String.join(", ", names));
        }
    }

    private int tokens(ZooEntry entry) {
        int longest = entry == null ? Integer.MAX_VALUE : entry.maxLength();
        if (length == null) {
            return Math.min(DEFAULT_LENGTH, longest);
        }
        if (length < 1 || length > longest) {
            throw new BadInputException(
                    "--length is %s; allowed: %s",
                    length,
                    entry == null
                            ? "1 or more."
                            : "1 to " + longest + ", the longest text of " + name + ".");
        }
        return length;
    }

    private void draw(AttentionKind mechanism) {
        try {
            Files.writeString(
                    picture,
                    AttentionPlot.pattern(
                                    mechanism.about().title(), PatternDrawing.example(mechanism))
                            .svg());
        } catch (IOException e) {
            throw new BadInputException(e, "The file %s can't be written: %s", picture, e);
        }
    }

    private static Set<String> tasks(AttentionKind mechanism) {
        Set<String> tasks = new TreeSet<>();
        Architectures.heads(mechanism)
                .forEach(
                        head ->
                                SupportedTask.of(head).stream()
                                        .map(SupportedTask::name)
                                        .filter(task -> !task.equals("serving"))
                                        .forEach(tasks::add));
        return tasks;
    }

    private static void print(PrintWriter out, Subject subject, MemoryEstimate memory) {
        AttentionKind mechanism = subject.mechanism;
        ZooEntry entry = subject.entry;
        if (entry != null) {
            out.println(entry.name());
            out.println(entry.description());
        } else {
            out.println(mechanism.id());
        }
        out.println();
        String settings = mechanism.describe(subject.settings);
        row(
                out,
                "mechanism",
                mechanism.about().title() + (settings.isEmpty() ? "" : ", " + settings));
        row(out, "class", mechanism.about().family());
        row(
                out,
                "cost",
                String.format(
                        "time %s, memory %s, n being the length of the text",
                        mechanism.about().cost(), mechanism.about().memory()));
        row(
                out,
                "memory",
                String.format(
                        "about %s at %,d tokens, besides weights of %s (float32%s)%s",
                        ByteSize.format(memory.activations()),
                        memory.length(),
                        ByteSize.format(memory.weights()),
                        entry == null ? ", base size" : "",
                        memory.packed() == 0
                                ? ""
                                : " and copies of "
                                        + ByteSize.format(memory.packed())
                                        + " in the order that oneDNN reads"));
        row(out, "causal", mechanism.about().causal());
        if (entry != null) {
            row(out, "made for", entry.use());
            row(out, "longest text", String.format("%,d tokens", entry.maxLength()));
        }
        row(out, "tasks", String.join("; ", tasks(mechanism)));
        row(
                out,
                "paper",
                mechanism.about().paper().title() + ", " + mechanism.about().paper().url());
        if (entry != null) {
            row(out, "licence", entry.licence());
            if (entry.metadata().getWebsite() != null) {
                row(out, "website", entry.metadata().getWebsite());
            }
        }
        out.printf(
                "%nWhat a query (down) sees of the keys (right); %s:%n%n",
                PatternDrawing.settings(mechanism));
        PatternDrawing.lines(PatternDrawing.example(mechanism), Charset.defaultCharset())
                .forEach(out::println);
    }

    private static void row(PrintWriter out, String label, String value) {
        out.print(Paragraph.wrap(value, String.format("%-14s", label), " ".repeat(14)));
    }

    private static JsonObject toJson(Subject subject, MemoryEstimate memory) {
        AttentionKind mechanism = subject.mechanism;
        JsonObject object =
                subject.entry == null ? new JsonObject() : ZooList.toJson(subject.entry);
        object.addProperty("mechanism", mechanism.id());
        object.addProperty("settings", mechanism.describe(subject.settings));
        object.addProperty("class", mechanism.about().family());
        object.addProperty("cost", mechanism.about().cost());
        object.addProperty("causal", mechanism.about().causal());
        JsonArray tasks = new JsonArray();
        tasks(mechanism).forEach(tasks::add);
        object.add("tasks", tasks);
        object.addProperty("paper", mechanism.about().paper().url());
        JsonObject estimate = new JsonObject();
        estimate.addProperty("length", memory.length());
        estimate.addProperty("weight_bytes", memory.weights());
        estimate.addProperty("packed_bytes", memory.packed());
        estimate.addProperty("activation_bytes", memory.activations());
        object.add("memory", estimate);
        return object;
    }
}
