/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.cli.MoreOptions;
import org.efficienttransformers.examples.cli.SettingsFile;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuning;
import org.efficienttransformers.finetune.FineTuning.Forecast;
import org.efficienttransformers.finetune.FineTuning.Result;
import org.efficienttransformers.finetune.FineTuningSettings;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.RateSearch;
import org.efficienttransformers.finetune.RunRecord;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.kernel.machine.TensorFloat32;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** How to train, the same for all recipes, and the training. */
public final class TrainingOptions implements MoreOptions {

    /** The picture of loss and evaluations. */
    public static final String CURVES = "curves.png";

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "Where the model goes, as a Hugging Face folder, with run.json, log.csv, its"
                            + " curves and the last state of the training.")
    private Path output;

    @Option(
            names = "--resume",
            description =
                    "Goes on where the run in --output stopped, with the same losses as if it"
                            + " hadn't.")
    private boolean resume;

    @Option(
            names = "--dry-run",
            description =
                    "Only says what would be done: parameters, steps, an estimate of memory and"
                            + " time from a step on the longest batch and on one of middle length.")
    private boolean dryRun;

    @Option(
            names = "--find-rate",
            description =
                    "Only looks for a learning rate: takes 100 steps whose rate rises from 1e-7 to 1,"
                            + " until the loss rises, and suggests the one at which it fell fastest;"
                            + " all of them go to rates.csv.")
    private boolean findRate;

    @Option(
            names = "--tf32",
            description =
                    "On a GPU: lets matrix products in float32 round to the 10 bits of TF32, which"
                            + " is faster.")
    private boolean tensorFloat32;

    @Option(
            names = SettingsFile.OPTION,
            paramLabel = "FILE",
            description =
                    "Options from a YAML file, a name without dashes each; those on the command"
                            + " line override them.")
    @SuppressWarnings("UnusedVariable") // its options are put in its place before picocli sees it
    private Path settingsFile;

    private static final double LOWEST_RATE = 1e-7;
    private static final double HIGHEST_RATE = 1;
    private static final int RATES = 100;

    /**
     * What a resumed run may have otherwise, or what is compared by its content rather than by the
     * option: settings, data, config.json, weights.
     */
    private static final Set<String> MAY_DIFFER =
            Stream.concat(
                            FineTuningSettings.ALL.stream().map(TrainingOptions::name),
                            Stream.of(
                                    "--output",
                                    "--resume",
                                    "--dry-run",
                                    "--find-rate",
                                    SettingsFile.OPTION,
                                    "--help",
                                    "--train",
                                    "--validation",
                                    "--test",
                                    "--model",
                                    "--new",
                                    "--tokenizer",
                                    "--set",
                                    "--dropout"))
                    .collect(Collectors.toUnmodifiableSet());

    private CommandSpec spec;

    @Override
    public void addTo(CommandSpec command) {
        spec = command;
        for (Setting<?> setting : FineTuningSettings.ALL) {
            boolean flag = setting.defaultValue() instanceof Boolean;
            OptionSpec.Builder option = OptionSpec.builder(name(setting));
            String byDefault =
                    setting.defaultValue() == null || flag
                            ? ""
                            : " (default: " + setting.defaultValue() + ")";
            option.description(setting.meaning() + byDefault + ".")
                    .type(flag ? boolean.class : String.class);
            if (!flag) {
                option.paramLabel("N");
            }
            command.addOption(option.build());
        }
    }

    private static String name(Setting<?> setting) {
        return "--" + setting.key().replace('_', '-');
    }

    /** {@return the settings that were chosen} */
    public Settings settings() {
        Settings settings = Settings.DEFAULT;
        for (Setting<?> setting : FineTuningSettings.ALL) {
            settings = chosen(settings, setting);
        }
        return settings;
    }

    private <T> Settings chosen(Settings settings, Setting<T> setting) {
        Object value = spec.findOption(name(setting)).getValue();
        return value == null
                ? settings
                : settings.with(setting, setting.parse(value, name(setting)));
    }

    /** {@return the seed, which all that is random follows from} */
    public int seed() {
        return settings().get(FineTuningSettings.SEED);
    }

    /**
     * Checks what picocli can't: what can't be written is said before hours are spent on it.
     *
     * @throws IOException if a folder can't be read
     */
    public void check() throws IOException {
        settings();
        if (tensorFloat32) {
            TensorFloat32.allow(); // before the engine is loaded
        }
        if (output.toString().isBlank()) {
            throw new BadInputException("--output is empty; give the folder for the model.");
        }
        Path there = output.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new BadInputException(
                    "--output is %s, but %s is %s; give another folder.",
                    output, there, Files.isDirectory(there) ? "write-protected" : "a file");
        }
        if (!resume && !dryRun) {
            FineTuning.refuseToOverwrite(output);
        }
    }

    /**
     * Begins the record of the run.
     *
     * @return the record
     */
    public RunRecord record() {
        RunRecord record = new RunRecord(spec.name());
        record.put(
                "arguments",
                FreshJvm.arguments(spec).stream().map(TrainingOptions::withoutFolders).toList());
        record.put("machine", Machine.describe());
        for (OptionSpec option : spec.options()) {
            String name = option.longestName();
            if (!MAY_DIFFER.contains(name)) {
                Object value = option.getValue();
                record.fix(name, value);
            }
        }
        return record;
    }

    /** What is handed on doesn't tell where files were on the machine that trained. */
    private static String withoutFolders(String argument) {
        return argument.replaceFirst("^(--[\\w-]+=)?(hf://)?(/|~|[A-Za-z]:[/\\\\]).*[/\\\\]", "$1");
    }

    /**
     * Trains and tests, or says what that would take.
     *
     * @param trainee the model
     * @param task what it learns
     * @param test what the best model is evaluated on at the end; null for nothing
     * @param record of the run
     * @param manager owns arrays in the meantime
     * @throws IOException if a file can't be written
     */
    public void run(
            Trainee trainee,
            FineTuningTask task,
            FineTuningTask test,
            RunRecord record,
            NDManager manager)
            throws IOException {
        FineTuning training = new FineTuning(trainee, task, settings());
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            print(training.forecast(manager), out);
            return;
        }
        if (findRate) {
            print(training.findRate(LOWEST_RATE, HIGHEST_RATE, RATES, manager), out);
            return;
        }
        ProgressLine progress = new ProgressLine(out, output);
        Result result = training.run(output, resume, record, progress, manager);
        if (test != null && !result.interrupted()) {
            Evaluation found = FineTuning.test(output, test, manager);
            record.test(found);
            record.write(output);
            out.println("test        " + found);
        }
        out.println("saved       " + output);
        out.flush();
    }

    private void print(RateSearch search, PrintWriter out) throws IOException {
        List<Double> smoothed = search.smoothed();
        List<String> rows = new ArrayList<>(List.of("learning_rate,loss,smoothed_loss"));
        for (int i = 0; i < smoothed.size(); i++) {
            rows.add(
                    String.format(
                            Locale.ROOT,
                            "%.4g,%.6f,%.6f",
                            search.rates().get(i),
                            search.losses().get(i),
                            smoothed.get(i)));
        }
        Files.createDirectories(output);
        Path file = Files.write(output.resolve("rates.csv"), rows);
        double rate = search.suggestion();
        out.printf(
                Locale.ROOT,
                Double.isNaN(rate)
                        ? "rate        none: the loss never fell in %2$d steps%n"
                        : "rate        %1$.2g, at which the loss fell fastest, of %2$d tried%n",
                rate,
                smoothed.size());
        out.println("saved       " + file);
        out.flush();
    }

    private void print(Forecast forecast, PrintWriter out) {
        double seconds = forecast.tokens() / forecast.tokensPerSecond();
        out.printf(
                "parameters  %,d, of which %,d are trained%nsteps       %,d (%,d epochs, %,d"
                        + " tokens)%n",
                forecast.parameters(),
                forecast.trained(),
                forecast.steps(),
                settings().get(FineTuningSettings.EPOCHS),
                forecast.tokens());
        if (forecast.peakBytes() > 0) {
            out.printf(
                    "memory      about %,.0f MB, with a step of the longest batch%n",
                    forecast.peakBytes() / 1e6);
        }
        out.printf(
                "time        about %s, at %,.0f tokens/s%n",
                ProgressLine.clock(Duration.ofMillis(Math.round(seconds * 1000))),
                forecast.tokensPerSecond());
        out.flush();
    }
}
