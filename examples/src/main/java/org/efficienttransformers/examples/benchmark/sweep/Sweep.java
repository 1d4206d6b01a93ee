/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.ModelFolder;
import org.efficienttransformers.examples.benchmark.sweep.measure.Failures;
import org.efficienttransformers.examples.benchmark.sweep.measure.MemoryPoint;
import org.efficienttransformers.examples.benchmark.sweep.measure.Place;
import org.efficienttransformers.examples.benchmark.sweep.measure.PlaceOptions;
import org.efficienttransformers.examples.benchmark.sweep.measure.TurnTaking;
import org.efficienttransformers.examples.benchmark.sweep.measure.Workload;
import org.efficienttransformers.examples.benchmark.sweep.measure.Workloads;
import org.efficienttransformers.examples.benchmark.sweep.result.Bound;
import org.efficienttransformers.examples.benchmark.sweep.result.Quantity;
import org.efficienttransformers.examples.benchmark.sweep.result.Row;
import org.efficienttransformers.examples.benchmark.sweep.result.SweepCharts;
import org.efficienttransformers.examples.benchmark.sweep.result.SweepCsv;
import org.efficienttransformers.examples.benchmark.sweep.result.SweepResults;
import org.efficienttransformers.examples.benchmark.sweep.result.SweepTable;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.MechanismOptions;
import org.efficienttransformers.examples.benchmark.sweep.series.MechanismSizes;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Step;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.settings.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures mechanisms by length against fused full attention. */
@Command(
        name = "sweep",
        sortOptions = false,
        description = {
            "Measures attention mechanisms by the length of the text: time and peak memory, against"
                    + " fused full attention in the same run. Random weights, 12 heads of"
                    + " 64; no dropout in training.",
            "The mechanisms take turns, so that whatever else the machine does hits all alike. Each"
                    + " memory is measured in a JVM of its own."
        })
public final class Sweep implements Callable<Integer> {

    private static final String CSV = "--csv";
    private static final String PLOTS = "--plots";

    @Spec private CommandSpec spec;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description =
                    "A sweep with what its figures must not exceed: ${COMPLETION-CANDIDATES}. Other"
                            + " options override its own.")
    private Preset preset;

    @Option(
            names = "--of",
            paramLabel = "WHAT",
            description = "${COMPLETION-CANDIDATES} (default: attention).")
    private Subject subject;

    @Option(
            names = "--mechanisms",
            paramLabel = "NAME",
            split = ",",
            converter = MeasuredMechanism.Names.class,
            completionCandidates = MeasuredMechanism.Names.class,
            description =
                    "${COMPLETION-CANDIDATES}, separated by commas (default: all, with --models"
                            + " full alone). Full attention, fused, is always measured.")
    private List<MeasuredMechanism> mechanisms;

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            description =
                    "Lengths of a text, ascending, separated by commas (default:"
                            + " 512,1024,2048,4096,8192).")
    private List<Integer> lengths;

    @Option(
            names = "--steps",
            paramLabel = "STEP",
            split = ",",
            description = "${COMPLETION-CANDIDATES} (default: inference).")
    private List<Step> steps;

    @Option(
            names = "--kernels",
            paramLabel = "FORM",
            split = ",",
            defaultValue = "fused",
            description =
                    "portable, fused; bfloat16, int8: fused, with the linear layers in that type;"
                            + " on GPUs bfloat16 and in training float16: in mixed precision"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<KernelMode> kernels;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Numbers of texts (default: ${DEFAULT-VALUE}).")
    @Range
    private List<Integer> batches;

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            split = ",",
            description =
                    "Folders with a config.json: models to measure in addition to the encoders, of"
                            + " random weights, too, in each form of --kernels; no other file is"
                            + " read.")
    private List<Path> models = new ArrayList<>();

    @Option(
            names = "--torchscript",
            paramLabel = "FILE",
            description =
                    "Traced models to time in addition to the encoders, in inference; they take"
                            + " input_ids and attention_mask, both int64 (batch, length).")
    private List<Path> torchScripts = new ArrayList<>();

    @Option(
            names = "--measure",
            paramLabel = "QUANTITY",
            split = ",",
            description = "${COMPLETION-CANDIDATES} (default: both).")
    private List<Quantity> quantities;

    @Mixin private MechanismOptions options;

    @Mixin private PlaceOptions placeOptions;

    @Option(
            names = "--draw-lengths",
            description =
                    "Lets each call draw its length from half of that of the row on; the note has"
                            + " the mean of all.")
    private boolean drawn;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "7",
            description =
                    "Calls that count, after one or two to warm up (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    @Option(
            names = "--max-seconds",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description =
                    "The longest that all calls for one row may take (default: ${DEFAULT-VALUE})."
                            + " A row then has fewer calls, or none, and says so.")
    private double maxSeconds;

    @Option(
            names = "--max-memory",
            paramLabel = "MB",
            description =
                    "A row that would need more is left out, and says so (default: 60 %% of the"
                            + " machine's memory).")
    private Double maxMemory;

    @Option(names = CSV, paramLabel = "FILE", description = "Where to write the rows.")
    private Path csv;

    @Option(
            names = PLOTS,
            paramLabel = "FOLDER",
            description = "Where to draw time and memory, as PNG.")
    private Path plots;

    @Option(
            names = "--one-memory",
            hidden = true,
            description = "Measures one memory, in this JVM.")
    private boolean oneMemory;

    private final SweepResults results = new SweepResults();
    private MechanismSizes sizes;
    private Place place;
    private Budget budget;
    private Workloads workloads;

    @Override
    public Integer call() throws IOException {
        sizes = options.sizes();
        complete();
        place = placeOptions.place(steps);
        check();
        workloads = new Workloads(subject, sizes, place);
        PrintWriter out = spec.commandLine().getOut();
        if (oneMemory) {
            List<Series> all = series(steps.get(0), batches.get(0));
            out.println(
                    MemoryPoint.measureHere(workloads, all.get(all.size() - 1), lengths.get(0)));
            return 0;
        }
        List<String> origin = List.of(describe(), Machine.describe(), command());
        origin.forEach(out::println);
        SweepTable table =
                new SweepTable(
                        out,
                        results,
                        quantities.contains(Quantity.TIME),
                        quantities.contains(Quantity.MEMORY));
        for (Step step : steps) {
            for (int batch : batches) {
                table.head(step, batch);
                List<Series> all = series(step, batch);
                for (int length : lengths) {
                    measure(all, length, table);
                }
                printCrossings(out, all);
            }
        }
        printBounds(out);
        if (csv != null) {
            SweepCsv.write(csv, results, origin.toArray(String[]::new));
            out.println("Written into " + csv + ".");
        }
        if (plots != null) {
            SweepCharts.write(plots, subject, results, origin)
                    .forEach(file -> out.println("Drawn into " + file + "."));
        }
        return 0;
    }

    /** Sets what isn't given: from the preset, if there is one. */
    private void complete() {
        boolean named = preset != null;
        if (subject == null) {
            subject = named ? preset.subject() : Subject.ATTENTION;
        }
        if (mechanisms == null) {
            List<MeasuredMechanism> all =
                    models.isEmpty() ? MeasuredMechanism.all() : List.of(MeasuredMechanism.FULL);
            mechanisms = named ? preset.mechanisms() : all;
        }
        if (lengths == null) {
            lengths = named ? preset.lengths() : List.of(512, 1024, 2048, 4096, 8192);
        }
        if (steps == null) {
            steps = List.of(named ? preset.step() : Step.INFERENCE);
        }
        if (quantities == null) {
            quantities = named ? preset.quantities() : List.of(Quantity.values());
        }
    }

    private void check() {
        int last = 0;
        for (int length : lengths) {
            if (length <= last) {
                throw new BadInputException(
                        "--lengths is %s; allowed: numbers of 1 or more, each greater"
                                + " than the one before.",
                        lengths);
            }
            last = length;
        }
        checkKernels();
        for (MeasuredMechanism mechanism : mechanisms) {
            if (sizes.causal() && !mechanism.canBeCausal()) {
                throw new BadInputException(
                        "--mechanisms has %s, which has no causal form; leave it out,"
                                + " or --causal.",
                        mechanism);
            }
            try {
                mechanism.attention(sizes, KernelMode.FUSED, lengths.get(lengths.size() - 1));
            } catch (IllegalArgumentException e) {
                throw new BadInputException(
                        e, "--mechanisms has %s: %s", mechanism, e.getMessage());
            }
        }
        checkModels();
        checkTorchScripts();
        budget = new Budget(maxSeconds, maxMemory == null ? Budget.defaultMegabytes() : maxMemory);
    }

    private void checkKernels() {
        boolean training = steps.stream().anyMatch(Step::hasGradients);
        for (KernelMode mode : kernels) {
            boolean mixed = mode == KernelMode.BFLOAT16 || mode == KernelMode.FLOAT16;
            boolean wrong =
                    mode == KernelMode.AUTO
                            || (mode == KernelMode.INT8 && training)
                            || (mode == KernelMode.FLOAT16 && !training)
                            || (mixed && training && !place.device().isGpu());
            if (wrong) {
                throw new BadInputException(
                        "--kernels has %s; allowed: portable, fused, in inference bfloat16 and"
                                + " int8, in training on a GPU bfloat16 and float16.",
                        Setting.word(mode));
            }
        }
        for (MeasuredMechanism mechanism : mechanisms) {
            if (mechanism.isReversible() && kernels.contains(KernelMode.BFLOAT16)) {
                throw new BadInputException(
                        "--kernels has bfloat16, and --mechanisms has %s, which has no"
                                + " layer that computes in it; leave one out.",
                        mechanism);
            }
        }
    }

    private void checkModels() {
        ModelFolder.check(models);
        if (!models.isEmpty() && subject != Subject.ENCODER) {
            throw new BadInputException(
                    "--models is given, but --of is attention; take --of encoder.");
        }
        if (models.isEmpty() && sizes.globalTokens() > 0 && !oneMemory) {
            throw new BadInputException(
                    "--global-tokens is %s, but the attention of --mechanisms knows none; give"
                            + " --models one that does, such as a Longformer.",
                    sizes.globalTokens());
        }
    }

    private void checkTorchScripts() {
        for (Path file : torchScripts) {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(
                        "--torchscript is %s, and there is no such file; give a model"
                                + " that torch.jit.save has written.",
                        file);
            }
            if (subject != Subject.ENCODER || steps.stream().anyMatch(Step::hasGradients)) {
                throw new BadInputException(
                        "--torchscript is given, but traced models are whole models"
                                + " that aren't trained; take --of encoder and --steps inference.");
            }
        }
    }

    /** Full attention, fused, and what is asked for. */
    private List<Series> series(Step step, int batch) {
        Set<Series> all = new LinkedHashSet<>();
        all.add(Series.of(MeasuredMechanism.FULL, KernelMode.FUSED, step, batch));
        for (MeasuredMechanism mechanism : mechanisms) {
            for (KernelMode form : kernels) {
                all.add(Series.of(mechanism, form, step, batch));
            }
        }
        for (Path folder : models) {
            for (KernelMode form : kernels) {
                all.add(Series.of(folder, form, step, batch));
            }
        }
        for (Path file : torchScripts) {
            all.add(Series.of(file, step, batch));
        }
        return all.stream().map(one -> one.withDrawn(drawn)).toList();
    }

    private void measure(List<Series> all, int length, SweepTable table) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<Series> possible = new ArrayList<>();
        for (Series series : all) {
            Row shorter = results.before(series, length);
            String objection = budget.objection(series, length, shorter, subject, sizes.layers());
            if (objection.isEmpty()) {
                possible.add(series);
            } else {
                rows.add(Failures.row(series, length, objection));
            }
        }
        rows.addAll(
                quantities.contains(Quantity.TIME)
                        ? time(possible, length)
                        : possible.stream().map(s -> Failures.row(s, length, "")).toList());
        rows.sort((one, other) -> all.indexOf(one.series()) - all.indexOf(other.series()));
        for (Row row : rows) {
            // What has a note but no time was skipped or failed, and would fail again.
            boolean sound = row.time() != null || row.note().isEmpty();
            boolean wanted = sound && quantities.contains(Quantity.MEMORY);
            Row whole = wanted ? MemoryPoint.measure(row, subject, sizes, place) : row;
            results.add(whole);
            table.print(whole);
        }
    }

    private List<Row> time(List<Series> all, int length) throws IOException {
        List<Row> rows = new ArrayList<>();
        TurnTaking turns = new TurnTaking(repeats, maxSeconds);
        List<Workload> open = new ArrayList<>();
        try {
            for (Series series : all) {
                try {
                    Workload workload = workloads.open(series, length);
                    open.add(workload);
                    workload.prepare(length);
                    turns.add(series, length, workload);
                } catch (RuntimeException e) {
                    rows.add(Failures.row(series, length, Failures.describe(e)));
                }
            }
            rows.addAll(turns.run());
        } finally {
            open.forEach(Workload::close);
        }
        return rows;
    }

    private String describe() {
        List<String> parts = new ArrayList<>();
        String layers = String.format(", %d layers", sizes.layers());
        parts.add(subject.description() + (subject == Subject.ENCODER ? layers : ""));
        parts.add("random weights, " + place.describe());
        mechanisms.stream()
                .map(mechanism -> mechanism.describe(sizes))
                .distinct()
                .forEach(parts::add);
        parts.add(sizes.causal() ? "causal" : "");
        parts.add(sizes.globalTokens() > 0 ? "global tokens: " + sizes.globalTokens() : "");
        parts.add(repeats + " calls, in turn");
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    /** The command without where its results go, which is no part of them. */
    private String command() {
        List<String> words = new ArrayList<>(List.of("Benchmark"));
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(CSV) || arguments.get(i).equals(PLOTS)) {
                i++;
            } else {
                words.add(arguments.get(i));
            }
        }
        return String.join(" ", words);
    }

    private void printCrossings(PrintWriter out, List<Series> all) {
        if (!quantities.contains(Quantity.TIME)) {
            return;
        }
        out.println();
        all.stream().filter(s -> !s.isBaseline()).map(results::crossing).forEach(out::println);
        out.flush();
    }

    private void printBounds(PrintWriter out) {
        if (preset == null) {
            return;
        }
        out.printf("%n%-56s%12s%12s%n", "bound", "measured", "at most");
        for (Bound bound : preset.bounds()) {
            Series series =
                    Series.of(bound.mechanism(), KernelMode.FUSED, steps.get(0), batches.get(0))
                            .withDrawn(drawn);
            OptionalDouble measured = bound.measured(results, series);
            boolean known = measured.isPresent();
            boolean met = known && measured.getAsDouble() <= bound.limit();
            out.printf(
                    "%-56s%12s%,12.2f  %s%n",
                    bound.describe(),
                    known ? String.format("%,.3f", measured.getAsDouble()) : "-",
                    bound.limit(),
                    known ? met ? "met" : "missed" : "not measured");
        }
    }
}
