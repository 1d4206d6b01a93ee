/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.checkpoint.adapter.AdapterWriter;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.lora.LoraModel;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.training.AdamW;
import org.efficienttransformers.training.DivergenceException;
import org.efficienttransformers.training.EarlyStopping;
import org.efficienttransformers.training.Interruption;
import org.efficienttransformers.training.LearningRateSchedule;
import org.efficienttransformers.training.StepReport;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.TrainingLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fine-tuning: steps over batches of like lengths, evaluations, the best model, a log, and states
 * to go on from.
 *
 * <p>The output is a Hugging Face folder with the best model and its tokenizer. With it lie {@code
 * log.csv}, a row for each step, {@link RunRecord} as {@value RunRecord#FILE}, and {@code
 * state-<step>.safetensors}. When the process is told to end (Ctrl-C, SIGTERM), the step that is
 * being taken is finished, and all of that written first.
 */
public final class FineTuning {

    private static final Logger LOGGER = LoggerFactory.getLogger(FineTuning.class);
    private static final String STOPPING = "early stopping";
    private static final String FIGURE = "figure";
    private static final String HIGHER = "higher is better";
    private static final String UNEVALUATED = "unevaluated";
    private static final double SMOOTHING = 0.95;
    private static final double FIRST_LOSS_SCALE = 65_536;

    /** The folder, within that of a run, of an adapter without its base model. */
    public static final String ADAPTER = "adapter";

    private final Trainee trainee;
    private final Block trained;
    private final FineTuningTask task;
    private final Settings settings;
    private final BatchPlan plan;
    private final long[] tokensBefore; // for each step, of all steps before it, without padding
    private final int last;
    private String baseModel; // as the adapter is to call it; null for not at all

    /**
     * What a run would take.
     *
     * @param parameters the numbers of the model
     * @param trained those of them that are trained, or of the adapter
     * @param steps the steps
     * @param tokens their tokens
     * @param peakBytes the most memory that the process had in a step of the longest batch, 0 if
     *     unknown
     * @param tokensPerSecond the speed of a step of middle length
     */
    public record Forecast(
            long parameters,
            long trained,
            int steps,
            long tokens,
            long peakBytes,
            double tokensPerSecond) {}

    /**
     * What came of a run.
     *
     * @param steps the steps taken, those before it was resumed included
     * @param tokens their tokens
     * @param seconds how long they took, without evaluations
     * @param figure the name of the figure of evaluations; empty if there was none
     * @param losses the loss of each step
     * @param evaluations the figures by step
     * @param interrupted true if it was told to end before it was done
     */
    public record Result(
            long steps,
            long tokens,
            double seconds,
            String figure,
            Map<Long, Double> losses,
            Map<Long, Double> evaluations,
            boolean interrupted) {}

    /** Where a run is, apart from its weights. */
    private static final class Progress {

        private EarlyStopping stopping;
        private String figure = "";
        private boolean higher;
        private double smooth = Double.NaN;
        private boolean unevaluated; // the last step, which is to be

        Map<String, String> notes(Map<String, String> fixed) {
            Map<String, String> notes = new TreeMap<>(fixed);
            if (unevaluated) {
                notes.put(UNEVALUATED, "");
            }
            if (stopping != null) {
                notes.put(STOPPING, stopping.state());
                notes.put(FIGURE, figure);
                notes.put(HIGHER, String.valueOf(higher));
            }
            return notes;
        }
    }

    /**
     * Plans a run.
     *
     * @param trainee the model
     * @param task what to learn
     * @param settings how, of {@link FineTuningSettings}
     * @throws IllegalArgumentException if a setting isn't allowed, or an example has more tokens
     *     than a batch
     */
    public FineTuning(Trainee trainee, FineTuningTask task, Settings settings) {
        FineTuningSettings.check(settings);
        this.trainee = trainee.with(task::config);
        this.task = task;
        this.settings = settings;
        trained = Trained.of(trainee.checkpoint().model(), settings);
        int[] lengths = task.lengths();
        plan = BatchPlan.of(lengths, settings);
        tokensBefore = new long[plan.steps().size() + 1];
        for (int i = 0; i < plan.steps().size(); i++) {
            long own =
                    plan.steps().get(i).batches().stream()
                            .flatMapToInt(Arrays::stream)
                            .mapToLong(example -> lengths[example])
                            .sum();
            tokensBefore[i + 1] = tokensBefore[i] + own;
        }
        Integer most = settings.get(FineTuningSettings.MAX_STEPS);
        last = Math.min(most == null ? Integer.MAX_VALUE : most, plan.steps().size());
    }

    /**
     * Takes two steps for trial, on the longest batch and on one of middle length. The model is
     * then no longer as it was.
     *
     * @param manager owns arrays in the meantime
     * @return what a run would take
     */
    public Forecast forecast(NDManager manager) {
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
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Forecast(
                    RunRecord.parameters(trainee.checkpoint()),
                    trained.getParameters().values().stream()
                            .filter(Parameter::requiresGradient)
                            .distinct()
                            .mapToLong(parameter -> parameter.getShape().size())
                            .sum(),
                    last,
                    tokensBefore[last],
                    ProcessMemory.peak().orElse(0),
                    tokens(middle) / seconds);
        }
    }

    /**
     * Takes steps for trial, whose learning rate rises from one to the next by the same factor,
     * until the loss is four times its lowest or no number. The model is then no longer as it was.
     *
     * @param lowest the first learning rate, above 0
     * @param highest the last one, above that
     * @param steps how many steps to take, 2 or more
     * @param manager owns arrays in the meantime
     * @return the loss with each learning rate
     * @throws IllegalArgumentException if a number isn't allowed
     */
    public RateSearch findRate(double lowest, double highest, int steps, NDManager manager) {
        require(
                lowest > 0 && highest > lowest && Double.isFinite(highest) && steps >= 2,
                "Learning rates are to be tried from %s to %s in %s steps; the first must be above 0,"
                        + " the second above the first, and there must be 2 steps or more.",
                lowest,
                highest,
                steps);
        List<Double> rates = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        double factor = Math.pow(highest / lowest, 1.0 / (steps - 1));
        Tracker rising = number -> (float) (lowest * Math.pow(factor, number - 1));
        try (TrainingLoop loop = loop(rising)) {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < steps; i++) {
                StepReport report = step(loop, plan.steps().get(i % plan.steps().size()), manager);
                rates.add(report.learningRate());
                losses.add(report.loss());
                least = Math.min(least, report.loss());
                if (report.loss() > RateSearch.DIVERGED * least) {
                    break;
                }
            }
        } catch (DivergenceException e) {
            // Higher rates than those before are none to train with.
            LOGGER.debug("The search for a learning rate ends.", e);
        }
        return new RateSearch(rates, losses);
    }

    /**
     * Trains, and leaves the best model in a folder: the one that the evaluations found best.
     *
     * @param output the folder; one that has a run already is refused, unless that is to be resumed
     * @param resume whether to go on where the run in the folder stopped, with the same losses as
     *     if it hadn't. Data and settings must be those that it began with, but for when to
     *     evaluate, to save and to end. One that has come to its end is left as it is
     * @param record what is to be known of the run; it is completed and written
     * @param listener is told how it goes
     * @param manager owns arrays in the meantime
     * @return what came of it
     * @throws IllegalArgumentException if the folder has a run already, or none to resume, or that
     *     of another model, of other data or settings; what differs is named
     * @throws IOException if a file can't be written, or a state is damaged
     */
    public Result run(
            Path output,
            boolean resume,
            RunRecord record,
            FineTuningListener listener,
            NDManager manager)
            throws IOException {
        if (!resume) {
            refuseToOverwrite(output);
        }
        Files.createDirectories(output);
        record.model(trainee.checkpoint(), settings);
        baseModel = record.text("base_model");
        Map<String, String> fixed = fixed(record);
        Progress progress = new Progress();
        try (TrainingLoop loop = loop();
                Interruption interruption = Interruption.open()) {
            if (resume) {
                resume(output, loop, progress, fixed, manager);
            } else if (settings.get(FineTuningSettings.METRIC) != null) {
                evaluate(loop, manager); // so that a name that there isn't costs no epoch
            }
            try (RunLog log =
                    RunLog.open(
                            output,
                            loop.steps(),
                            !progress.unevaluated,
                            settings.get(FineTuningSettings.TENSORBOARD))) {
                progress.smooth = log.losses().getOrDefault(loop.steps(), Double.NaN);
                boolean ended = isDone(loop, progress);
                boolean done = ended;
                while (!done && !interruption.isRequested()) {
                    if (!progress.unevaluated) {
                        step(loop, log, progress, listener, manager);
                    }
                    if (progress.unevaluated) {
                        // An evaluation may take longer than a process that is told to end has.
                        save(output, loop, progress, fixed);
                        evaluate(loop, log, progress, output, listener, manager);
                    }
                    done = isDone(loop, progress);
                    if (isSaved(loop.steps(), done)) {
                        save(output, loop, progress, fixed);
                    }
                }
                Result result =
                        new Result(
                                loop.steps(),
                                log.tokens(),
                                log.seconds(),
                                progress.figure,
                                log.losses(),
                                log.evaluations(),
                                !done);
                if (!ended) {
                    if (!done) {
                        save(output, loop, progress, fixed);
                    }
                    record.training(result);
                    record.write(output);
                }
                listener.ended(result);
                return result;
            }
        }
    }

    private void step(
            TrainingLoop loop,
            RunLog log,
            Progress progress,
            FineTuningListener listener,
            NDManager manager)
            throws IOException {
        BatchPlan.Step step = plan.steps().get((int) loop.steps());
        long start = System.nanoTime();
        StepReport report = step(loop, step, manager);
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.smooth =
                Double.isNaN(progress.smooth)
                        ? report.loss()
                        : SMOOTHING * progress.smooth + (1 - SMOOTHING) * report.loss();
        progress.unevaluated = isEvaluated(report.step());
        log.add(report, step.epoch(), tokens((int) report.step() - 1), seconds);
        double speed = log.tokens() / log.seconds();
        long left = tokensBefore[last] - tokensBefore[(int) report.step()];
        Duration time = Duration.ofMillis(Math.round(left / speed * 1000));
        listener.stepped(report, last, progress.smooth, speed, time);
    }

    /** Evaluates the model as it is after the last step, and saves it if it is the best. */
    private void evaluate(
            TrainingLoop loop,
            RunLog log,
            Progress progress,
            Path output,
            FineTuningListener listener,
            NDManager manager)
            throws IOException {
        Evaluation evaluation = evaluate(loop, manager);
        if (progress.stopping == null) {
            progress.figure = evaluation.name();
            progress.higher = evaluation.higherIsBetter();
            progress.stopping = stopping(progress.higher);
        }
        boolean best = progress.stopping.improves(evaluation.figure());
        if (best) {
            saveModel(output);
        }
        progress.unevaluated = false;
        log.add(loop.steps(), evaluation);
        listener.evaluated(loop.steps(), last, progress.smooth, evaluation, best);
    }

    private Evaluation evaluate(TrainingLoop loop, NDManager manager) {
        String metric = settings.get(FineTuningSettings.METRIC);
        Evaluation all = task.evaluate(model(), loop::evaluate, manager);
        return metric == null ? all : all.by(metric);
    }

    /**
     * Loads the best model of a run, as its users will, and tests it.
     *
     * @param output the folder of the run
     * @param test what to evaluate it on
     * @param manager owns it in the meantime
     * @return what came of it
     * @throws IOException if it can't be loaded
     */
    public static Evaluation test(Path output, FineTuningTask test, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            TransformerModel best = Checkpoint.load(output, scope, LoadOptions.DEFAULT).model();
            ParameterStore store = new ParameterStore(scope, false);
            return test.evaluate(best, inputs -> best.forward(store, inputs, false), scope);
        }
    }

    /**
     * Refuses a folder for the output of a run if it has a run, or a model, already.
     *
     * @param output the folder
     * @throws IllegalArgumentException if something there would be lost
     * @throws IOException if the folder can't be read
     */
    public static void refuseToOverwrite(Path output) throws IOException {
        for (String file : List.of(RunRecord.FILE, PretrainedConfig.FILE)) {
            require(
                    !Files.exists(output.resolve(file)),
                    "%s has a %s already, of a run or a model that would be lost; give another"
                            + " folder, or resume the run.",
                    output,
                    file);
        }
        require(
                StateFiles.of(output).isEmpty(),
                "%s has the state of a run already, which would be lost; give another folder, or"
                        + " resume the run.",
                output);
    }

    /**
     * {@return whether a folder has a run to go on with}
     *
     * @param output the folder
     * @throws IOException if it can't be read
     */
    public static boolean canResume(Path output) throws IOException {
        return !StateFiles.of(output).isEmpty();
    }

    /** What must not change when a run is resumed. */
    private Map<String, String> fixed(RunRecord record) {
        Map<String, String> fixed = new LinkedHashMap<>();
        for (Setting<?> setting : FineTuningSettings.OF_STEPS) {
            fixed.put(setting.argument(), String.valueOf(settings.get(setting)));
        }
        fixed.put("the number of examples", String.valueOf(task.lengths().length));
        fixed.put("the lengths of the examples", String.valueOf(Arrays.hashCode(task.lengths())));
        fixed.putAll(record.fixed());
        if (trained instanceof LoraModel adapted) {
            // All other weights are in the state.
            fixed.put("the weights of the base model", StateFiles.checksum(frozen(adapted)));
        }
        return fixed;
    }

    private static Map<String, NDArray> frozen(LoraModel adapted) {
        Map<String, NDArray> frozen = new HashMap<>();
        Map<String, Parameter> own = adapted.trained();
        StateDict.of(adapted.base())
                .forEach(
                        (name, parameter) -> {
                            if (!own.containsValue(parameter)) {
                                frozen.put(name, parameter.getArray());
                            }
                        });
        return frozen;
    }

    private void resume(
            Path output,
            TrainingLoop loop,
            Progress progress,
            Map<String, String> fixed,
            NDManager manager)
            throws IOException {
        StateFiles.Saved saved = StateFiles.last(output);
        Set<String> names = new LinkedHashSet<>(fixed.keySet());
        names.addAll(saved.notes().keySet());
        names.removeAll(List.of(STOPPING, FIGURE, HIGHER, UNEVALUATED));
        for (String name : names) {
            String before = saved.notes().get(name);
            require(
                    Objects.equals(fixed.get(name), before),
                    "The run in %s began with another value of %s: %s, and this one has %s; resume"
                            + " it with its own, or begin another one in another folder.",
                    output,
                    name,
                    before == null ? "none" : before,
                    fixed.getOrDefault(name, "none"));
        }
        try (NDManager scope = manager.newSubManager()) {
            loop.resume(saved.state(scope));
        }
        progress.unevaluated = saved.notes().containsKey(UNEVALUATED);
        if (saved.notes().containsKey(STOPPING)) {
            progress.figure = saved.notes().get(FIGURE);
            progress.higher = Boolean.parseBoolean(saved.notes().get(HIGHER));
            progress.stopping = stopping(progress.higher);
            progress.stopping.resume(saved.notes().get(STOPPING));
        }
    }

    /** The model as it is at this step. */
    private TransformerModel model() {
        if (trained instanceof LoraModel adapted) {
            adapted.settle();
        }
        return trainee.checkpoint().model();
    }

    private void saveModel(Path output) throws IOException {
        if (trained instanceof LoraModel adapted) {
            adapted.settle();
            AdapterWriter.write(
                    adapted, trainee.checkpoint().config(), baseModel, output.resolve(ADAPTER));
        }
        trainee.save(output, task.changes(), task.generation());
    }

    private void save(Path output, TrainingLoop loop, Progress progress, Map<String, String> fixed)
            throws IOException {
        StateFiles.write(
                output,
                loop.steps(),
                loop.state(),
                progress.notes(fixed),
                settings.get(FineTuningSettings.KEEP));
    }

    private EarlyStopping stopping(boolean higher) {
        Integer patience = settings.get(FineTuningSettings.PATIENCE);
        int most = patience == null ? Integer.MAX_VALUE : patience;
        return higher ? EarlyStopping.whenNotHigher(most, 0) : EarlyStopping.whenNotLower(most, 0);
    }

    private boolean isDone(TrainingLoop loop, Progress progress) {
        return !progress.unevaluated
                && (loop.steps() >= last
                        || (progress.stopping != null && progress.stopping.isTime()));
    }

    private boolean isEvaluated(long step) {
        Integer every = settings.get(FineTuningSettings.EVALUATE_EVERY);
        return step >= last
                || (every == null ? plan.epochEnds().contains((int) step) : step % every == 0);
    }

    private boolean isSaved(long step, boolean done) {
        Integer every = settings.get(FineTuningSettings.SAVE_EVERY);
        return done || isEvaluated(step) || (every != null && step % every == 0);
    }

    private TrainingLoop loop() {
        int steps = plan.steps().size();
        int warmUp = (int) Math.round(settings.get(FineTuningSettings.WARM_UP) * steps);
        return loop(schedule(warmUp, steps));
    }

    private TrainingLoop loop(Tracker rate) {
        AdamW optimizer =
                AdamW.builder()
                        .setBlock(trained)
                        .setLearningRate(rate)
                        .optRateFactor(Trained.rates(trainee.checkpoint().model(), settings))
                        .optWeightDecay(settings.get(FineTuningSettings.WEIGHT_DECAY).floatValue())
                        .build();
        TrainingLoop.Builder builder = TrainingLoop.builder();
        if (trainee.checkpoint().model().kernels() == KernelMode.FLOAT16) {
            builder.optLossScale(FIRST_LOSS_SCALE);
        }
        return builder.setBlock(trained)
                .setLoss(task.loss())
                .setOptimizer(optimizer)
                .optMaxGradientNorm(settings.get(FineTuningSettings.CLIP))
                .optCheckpointing(settings.get(FineTuningSettings.CHECKPOINTING))
                .optSeed(settings.get(FineTuningSettings.SEED))
                .build();
    }

    private LearningRateSchedule schedule(int warmUp, int steps) {
        double rate = settings.get(FineTuningSettings.LEARNING_RATE);
        return switch (settings.get(FineTuningSettings.SCHEDULE)) {
            case CONSTANT -> LearningRateSchedule.constant(rate, warmUp);
            case LINEAR -> LearningRateSchedule.linear(rate, warmUp, steps);
            case COSINE -> LearningRateSchedule.cosine(rate, warmUp, steps);
        };
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

    /** The tokens of a step, counted from 0. */
    private long tokens(int step) {
        return tokensBefore[step + 1] - tokensBefore[step];
    }
}
