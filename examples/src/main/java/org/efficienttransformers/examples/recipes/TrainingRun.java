/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.ProcessMemory;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.training.AdamW;
import org.efficienttransformers.training.EarlyStopping;
import org.efficienttransformers.training.Interruption;
import org.efficienttransformers.training.LearningRateSchedule;
import org.efficienttransformers.training.StepReport;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;

/**
 * The training that all recipes share: steps, evaluations, the best model, log and curves, resuming
 * and interrupting.
 */
final class TrainingRun {

    /** The file that a run is resumed from. */
    static final String STATE = "training.state";

    /** The picture of loss and evaluations. */
    static final String CURVES = "curves.png";

    private static final String STOPPING = "early stopping";
    private static final double SMOOTHING = 0.95;

    private final Checkpoint checkpoint;
    private final Path tokenizer;
    private final TrainingTask task;
    private final TrainingOptions options;
    private final PrintWriter out;
    private final BatchPlan plan;
    private final long[] tokensBefore; // for each step, of all steps before it, without padding
    private final int last;
    private boolean interrupted;

    /**
     * What came of a run.
     *
     * @param steps the steps taken, those before it was resumed included
     * @param tokens their tokens
     * @param seconds how long they took
     * @param peakBytes the most memory that the process had, 0 if unknown
     * @param figure the name of the figure of evaluations
     * @param evaluations the figures by step
     * @param interrupted true if it was told to end before it was done
     */
    record Result(
            long steps,
            long tokens,
            double seconds,
            long peakBytes,
            String figure,
            Map<Long, Double> evaluations,
            boolean interrupted) {}

    /**
     * Plans a training.
     *
     * @param checkpoint the model to train
     * @param tokenizer the folder of its tokenizer, which is saved with it; null if it has none
     * @param task the task
     * @param options how to train
     * @param out is told how far it is
     */
    TrainingRun(
            Checkpoint checkpoint,
            Path tokenizer,
            TrainingTask task,
            TrainingOptions options,
            PrintWriter out) {
        this.checkpoint = checkpoint;
        this.tokenizer = tokenizer;
        this.task = task;
        this.options = options;
        this.out = out;
        int[] lengths = task.lengths();
        plan = BatchPlan.of(lengths, options);
        tokensBefore = new long[plan.steps().size() + 1];
        for (int i = 0; i < plan.steps().size(); i++) {
            long own =
                    plan.steps().get(i).batches().stream()
                            .flatMapToInt(Arrays::stream)
                            .mapToLong(example -> lengths[example])
                            .sum();
            tokensBefore[i + 1] = tokensBefore[i] + own;
        }
        last = Math.min(options.maxSteps(), plan.steps().size());
    }

    /** Says what would be done, without doing it. */
    void describe(NDManager manager) {
        long parameters =
                StateDict.of(checkpoint.model()).values().stream()
                        .mapToLong(parameter -> parameter.getShape().size())
                        .sum();
        long tokens = tokensBefore[last];
        out.printf("parameters  %,d%n", parameters);
        out.printf("steps       %,d (%,d epochs, %,d tokens)%n", last, options.epochs(), tokens);
        out.flush();
        try (TrainingLoop loop = loop()) {
            int middle =
                    IntStream.range(0, plan.steps().size())
                            .boxed()
                            .sorted(Comparator.comparing(this::tokens))
                            .skip(plan.steps().size() / 2)
                            .findFirst()
                            .orElseThrow();
            step(loop, plan.steps().get(0), manager); // has the longest text
            long start = System.nanoTime();
            step(loop, plan.steps().get(middle), manager);
            double perToken = (System.nanoTime() - start) / 1e9 / tokens(middle);
            if (ProcessMemory.peak().isPresent()) {
                out.printf(
                        "memory      about %,.0f MB, with a step of the longest batch%n",
                        ProcessMemory.peak().getAsLong() / 1e6);
            }
            Duration time = Duration.ofMillis(Math.round(perToken * tokens * 1000));
            out.printf(
                    "time        about %s, at %,.0f tokens/s%n",
                    ProgressLine.clock(time), 1 / perToken);
            out.flush();
        }
    }

    /**
     * Trains, and leaves the best model in the output folder: the one that the evaluations found
     * best, or the last one if there were none.
     */
    Result train(NDManager manager) throws IOException {
        Files.createDirectories(options.output());
        Path state = options.output().resolve(STATE);
        boolean terminal = isTerminal();
        ProgressLine progress = new ProgressLine(out, terminal, last);
        EarlyStopping stopping = null;
        String figure = "";
        try (TrainingLoop loop = loop();
                Interruption interruption = Interruption.open()) {
            String kept = options.resume() ? resume(loop, state) : null;
            try (RunLog log = RunLog.open(options.output().resolve("log.csv"), loop.steps())) {
                double smooth = Double.NaN;
                boolean done = loop.steps() >= last;
                while (!done && !interruption.isRequested()) {
                    BatchPlan.Step step = plan.steps().get((int) loop.steps());
                    long start = System.nanoTime();
                    StepReport report = step(loop, step, manager);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    smooth =
                            Double.isNaN(smooth)
                                    ? report.loss()
                                    : SMOOTHING * smooth + (1 - SMOOTHING) * report.loss();
                    Double found = null;
                    done = report.step() >= last;
                    if (isEvaluated(report.step()) || done) {
                        Evaluation evaluation = task.evaluate(loop, manager);
                        if (stopping == null) {
                            stopping = stopping(evaluation, kept);
                            figure = evaluation.name();
                        }
                        found = evaluation.figure();
                        boolean best = stopping.improves(found);
                        if (best) {
                            checkpoint.save(tokenizer, options.output(), DataType.FLOAT32);
                        }
                        progress.say(
                                String.format(
                                        "step %,d of %,d: loss %.4f, %s%s",
                                        report.step(),
                                        last,
                                        smooth,
                                        evaluation,
                                        best ? ", the best so far" : ""));
                        done |= stopping.isTime();
                    }
                    log.add(report, step.epoch(), tokens((int) report.step() - 1), seconds, found);
                    if (found != null) {
                        loop.save(state, Map.of(STOPPING, stopping.state()));
                    }
                    double speed = log.tokens() / log.seconds();
                    progress.show(report.step(), smooth, speed, left(report.step(), speed));
                }
                interrupted = !done;
                if (interrupted) {
                    String notes = stopping == null ? kept : stopping.state();
                    loop.save(state, notes == null ? Map.of() : Map.of(STOPPING, notes));
                    progress.say(
                            "Interrupted behind step "
                                    + loop.steps()
                                    + "; --resume goes on from here.");
                }
                if (!log.losses().isEmpty()) {
                    Curves.write(options.output().resolve(CURVES), log, figure);
                }
                return new Result(
                        loop.steps(),
                        log.tokens(),
                        log.seconds(),
                        ProcessMemory.peak().orElse(0),
                        figure,
                        log.evaluations(),
                        interrupted);
            }
        }
    }

    @SuppressWarnings("SystemConsoleNull") // Java 22 and later are asked below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private TrainingLoop loop() {
        int steps = plan.steps().size();
        int warmUp = (int) Math.round(options.warmUp() * steps);
        AdamW optimizer =
                AdamW.builder()
                        .setBlock(checkpoint.model())
                        .setLearningRate(
                                LearningRateSchedule.linear(options.learningRate(), warmUp, steps))
                        .optWeightDecay(options.weightDecay())
                        .build();
        return TrainingLoop.builder()
                .setBlock(checkpoint.model())
                .setLoss(task.loss())
                .setOptimizer(optimizer)
                .optMaxGradientNorm(options.clip())
                .optCheckpointing(options.checkpointing())
                .optSeed(options.seed())
                .build();
    }

    /** Returns the state of early stopping, or null if there was no evaluation yet. */
    private static String resume(TrainingLoop loop, Path state) throws IOException {
        if (!Files.exists(state)) {
            throw new BadInputException(
                    "There is no %s to resume; leave --resume out to begin, or"
                            + " name the folder of the run by --output.",
                    state);
        }
        return loop.resume(state).get(STOPPING);
    }

    private EarlyStopping stopping(Evaluation evaluation, String kept) {
        EarlyStopping stopping =
                evaluation.higherIsBetter()
                        ? EarlyStopping.whenNotHigher(options.patience(), 0)
                        : EarlyStopping.whenNotLower(options.patience(), 0);
        if (kept != null) {
            stopping.resume(kept);
        }
        return stopping;
    }

    private StepReport step(TrainingLoop loop, BatchPlan.Step step, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            List<TrainingBatch> batches = new ArrayList<>();
            for (int[] examples : step.batches()) {
                batches.add(task.batch(scope, step.epoch(), examples));
            }
            return loop.step(batches);
        }
    }

    private boolean isEvaluated(long step) {
        return options.evaluateEvery() > 0
                ? step % options.evaluateEvery() == 0
                : plan.epochEnds().contains((int) step);
    }

    /** The tokens of a step, counted from 0. */
    private long tokens(int step) {
        return tokensBefore[step + 1] - tokensBefore[step];
    }

    private Duration left(long step, double tokensPerSecond) {
        long tokens = tokensBefore[Math.max((int) step, last)] - tokensBefore[(int) step];
        return Duration.ofMillis(Math.round(tokens / tokensPerSecond * 1000));
    }
}
