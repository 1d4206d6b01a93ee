/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.plan.ByteSize;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.examples.plan.Kinds;
import org.efficienttransformers.examples.plan.MemoryEstimate;
import org.efficienttransformers.examples.plan.MultiplyAdds;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Estimates which mechanisms read a text of a length within an amount of memory. */
@Command(
        name = "plan",
        sortOptions = false,
        description = {
            "Estimates which mechanisms read one text of a length in an amount of memory: weights"
                    + " (float32), their copies in the order that oneDNN reads, what is computed on the way, and "
                    + "what Java and the engine take themselves.",
            "docs/PLANNING.md has the formula, and what was measured next to it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et plan --length 16384 --memory 2GB",
            "  et plan --length 4096 --memory 1GB --model large",
            "  et plan --length 8192 --memory 4GB --model all-minilm-l6-v2 --json"
        })
public final class PlanCommand implements Callable<Integer> {

    private static final int LONGEST = 1 << 24;
    private static final String ROW = "%-12s%-24s%12s%12s%14s%12s  %-18s%12s  %s%n";

    @Spec private CommandSpec spec;

    @Option(
            names = "--length",
            required = true,
            paramLabel = "TOKENS",
            description = "The length of the text.")
    @Range(max = LONGEST)
    private int length;

    @Option(
            names = "--memory",
            required = true,
            paramLabel = "AMOUNT",
            description = "The memory that the process may take, such as 2GB or 1.5GiB.")
    private String memory;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "base",
            description =
                    "The sizes of the encoder: base, large, a name that 'zoo list' has, or a folder"
                            + " with a config.json (default: ${DEFAULT-VALUE}).")
    private String model;

    @Mixin private JsonOption json;

    private record Encoder(EncoderSizes sizes, PretrainedConfig config) {

        Settings settings(AttentionKind kind) {
            return config == null ? Settings.DEFAULT : Kinds.settings(kind, config);
        }
    }

    @Override
    public Integer call() {
        long bytes;
        try {
            bytes = ByteSize.parse(memory);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(e, "--memory is not right: %s", e.getMessage());
        }
        Encoder encoder = encoder();
        PrintWriter out = spec.commandLine().getOut();
        List<MemoryEstimate> estimates =
                AttentionKinds.all().stream().map(kind -> estimate(kind, encoder, length)).toList();
        if (json.wanted()) {
            JsonArray array = new JsonArray();
            estimates.forEach(estimate -> array.add(toJson(estimate, encoder, bytes)));
            json.print(out, array);
        } else {
            print(out, estimates, encoder, bytes);
        }
        return 0;
    }

    private static MemoryEstimate estimate(AttentionKind kind, Encoder encoder, int tokens) {
        return MemoryEstimate.of(kind, encoder.sizes, encoder.settings(kind), tokens);
    }

    private Encoder encoder() {
        if (model.equals("base")) {
            return new Encoder(EncoderSizes.BASE, null);
        }
        if (model.equals("large")) {
            return new Encoder(EncoderSizes.LARGE, null);
        }
        ModelReference reference = ModelReference.of(model);
        try {
            PretrainedConfig config =
                    reference.entry() == null
                            ? PretrainedConfig.read(SentenceFolder.transformer(folder(reference)))
                            : reference.entry().config();
            return new Encoder(EncoderSizes.of(config), config);
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(
                    e, "The sizes of %s can't be read: %s", model, e.getMessage());
        }
    }

    private Path folder(ModelReference reference) {
        return reference
                .folder()
                .orElseThrow(
                        () ->
                                new BadInputException(
                                        "--model %s lies in the hub, and planning downloads nothing;"
                                                + " give base, large, a name of the zoo, or a folder with its"
                                                + " config.json.",
                                        model));
    }

    private static boolean fits(MemoryEstimate estimate, long bytes) {
        return estimate.total() <= bytes;
    }

    /**
     * The longest text that fits, 0 if none does. Sought on from the estimate at hand, so as not to
     * contradict it: here and there a longer text takes a little less.
     */
    private static int longest(MemoryEstimate estimate, Encoder encoder, long bytes) {
        boolean known = fits(estimate, bytes);
        int fits = known ? estimate.length() : 0;
        int tooLong = known ? LONGEST + 1 : estimate.length();
        while (tooLong - fits > 1) {
            int middle = (int) (((long) fits + tooLong) / 2);
            if (fits(estimate(estimate.kind(), encoder, middle), bytes)) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits;
    }

    private static double work(Encoder encoder, MemoryEstimate estimate) {
        return MultiplyAdds.of(
                estimate.kind(),
                encoder.sizes,
                encoder.settings(estimate.kind()),
                estimate.length());
    }

    private void print(
            PrintWriter out, List<MemoryEstimate> estimates, Encoder encoder, long bytes) {
        EncoderSizes sizes = encoder.sizes;
        out.printf(
                "%d layers of %d, %d heads; one text of %,d tokens, float32; %s%n%n",
                sizes.layers(), sizes.hidden(), sizes.heads(), length, ByteSize.format(bytes));
        out.printf(
                ROW,
                "mechanism",
                "settings",
                "weights",
                "packed",
                "activations",
                "in all",
                "fits",
                "work",
                "time grows with");
        double full = work(encoder, estimates.get(0));
        for (MemoryEstimate estimate : estimates) {
            AttentionKind kind = estimate.kind();
            out.printf(
                    ROW,
                    kind.id(),
                    kind.describe(encoder.settings(kind)),
                    ByteSize.format(estimate.weights()),
                    ByteSize.format(estimate.packed()),
                    ByteSize.format(estimate.activations()),
                    ByteSize.format(estimate.total()),
                    verdict(estimate, encoder, bytes),
                    String.format("%.2f x full", work(encoder, estimate) / full),
                    kind.about().cost());
        }
    }

    private static String verdict(MemoryEstimate estimate, Encoder encoder, long bytes) {
        if (fits(estimate, bytes)) {
            return "yes";
        }
        int longest = longest(estimate, encoder, bytes);
        return longest == 0 ? "no" : String.format("no, up to %,d", longest);
    }

    private static JsonObject toJson(MemoryEstimate estimate, Encoder encoder, long bytes) {
        AttentionKind kind = estimate.kind();
        JsonObject object = new JsonObject();
        object.addProperty("mechanism", kind.id());
        object.addProperty("settings", kind.describe(encoder.settings(kind)));
        object.addProperty("length", estimate.length());
        object.addProperty("weight_bytes", estimate.weights());
        object.addProperty("packed_bytes", estimate.packed());
        object.addProperty("activation_bytes", estimate.activations());
        object.addProperty("total_bytes", estimate.total());
        object.addProperty("fits", fits(estimate, bytes));
        object.addProperty("longest_that_fits", longest(estimate, encoder, bytes));
        object.addProperty("multiply_adds", work(encoder, estimate));
        object.addProperty("cost", kind.about().cost());
        return object;
    }
}
