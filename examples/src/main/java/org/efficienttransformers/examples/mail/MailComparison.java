/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.recipes.data.TextFiles;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the bundled mail models: how good they are, and what they cost. */
@Command(
        name = "mail-comparison",
        sortOptions = false,
        description = {
            "Compares the six bundled mail models: accuracy and F1 on held-out mails, accuracy with"
                    + " mails cut at 512 tokens, what their training took, speed and peak memory at 1,024 and 4,096 tokens.",
            "Accuracy and F1 are those of the models as the zoo has them, in half precision on"
                    + " disk; speed and memory are measured in a JVM of its own for each."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et reproduce mail-comparison --held-out target/mail/held-out.jsonl",
            "  In bfloat16:",
            "  et reproduce mail-comparison --held-out target/mail/held-out.jsonl --dtype bfloat16 \\",
            "      --models mail-full,mail-longformer",
            "  Speed and memory alone, of two models:",
            "  et reproduce mail-comparison --models mail-full,mail-longformer"
        })
public final class MailComparison implements Callable<Integer> {

    private static final int[] LENGTHS = {1024, 4096};
    private static final int REPETITIONS = 5;
    private static final String DTYPE = "--dtype";

    @Spec private CommandSpec spec;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "held-out.jsonl of MailCorpus; without it, accuracy and F1 are left out.")
    private Path heldOut;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            description = "Which ones, separated by commas (default: all six).")
    private List<String> models = MailModels.NAMES;

    @Option(
            names = DTYPE,
            paramLabel = "TYPE",
            defaultValue = "float32",
            description =
                    "The argument of that name (default: ${DEFAULT-VALUE}); bfloat16 is not for"
                            + " mail-reformer.")
    private String dataType;

    @Option(names = "--measure", hidden = true, description = "Measures a model in this JVM.")
    private String measured;

    @Option(names = "--tokens", hidden = true, description = "At this length.")
    private int tokens;

    /**
     * Runs the comparison.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new MailComparison(), args);
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (measured != null) {
                measure(out);
                return 0;
            }
            for (String name : models) {
                MailModels.check(name);
            }
            out.println(Machine.describe());
            out.println("dtype " + dataType);
            out.printf("%n%-18s%10s%10s%10s%21s", "model", "accuracy", "F1", "cut", "training");
            for (int length : LENGTHS) {
                out.printf("%,16d tokens", length);
            }
            out.println();
            for (String name : models) {
                row(out, name);
            }
            out.println();
            out.println(
                    "cut: accuracy when only the first "
                            + MailModels.CUT_LENGTH
                            + " tokens of each mail are read.");
            out.println(
                    "training: minutes of the steps, and tokens/s; at a length: tokens/s of"
                            + " predictions (median of "
                            + REPETITIONS
                            + "), and peak memory above the loaded model.");
            out.flush();
            return 0;
        } catch (TranslateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void row(PrintWriter out, String name) throws IOException, TranslateException {
        out.printf("%-18s", name);
        if (heldOut == null) {
            out.printf("%10s%10s%10s", "", "", "");
        } else {
            HeldOutScores whole = scores(name, MailModels.MAX_LENGTH);
            HeldOutScores cut = scores(name, MailModels.CUT_LENGTH);
            out.printf("%10.4f%10.4f%10.4f", whole.accuracy(), whole.f1(), cut.accuracy());
        }
        out.print(training(name));
        out.flush();
        for (int length : LENGTHS) {
            int code =
                    FreshJvm.run(
                            out,
                            MailComparison.class,
                            "--measure",
                            name,
                            "--tokens",
                            Integer.toString(length),
                            DTYPE,
                            dataType);
            if (code != 0) {
                throw new IOException(
                        name + " couldn't be measured: its JVM ended with code " + code + ".");
            }
        }
        out.println();
        out.flush();
    }

    private HeldOutScores scores(String name, int maxLength)
            throws IOException, TranslateException {
        HeldOutScores scores = new HeldOutScores();
        try (ZooModel<String, Classifications> model =
                        MailModels.load(
                                name, dataType, maxLength, String.class, Classifications.class);
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            for (LabelledText mail : new TextFiles("text", "label").read(heldOut)) {
                String found = predictor.predict(mail.text()).best().getClassName();
                scores.add(mail.label().equals("spam"), found.equals("spam"));
            }
        }
        return scores;
    }

    /** Time and speed, from the record that lies next to the model. */
    private static String training(String name) throws IOException {
        String resource = "/org/efficienttransformers/zoo/" + name + "/run.json";
        try (InputStream stream = MailComparison.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("The zoo has no " + resource + "; build it again.");
            }
            Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
            JsonObject training =
                    JsonParser.parseReader(reader).getAsJsonObject().getAsJsonObject("training");
            Duration time = Duration.ofSeconds(training.get("seconds").getAsLong());
            return String.format(
                    "%7d:%02d%,9d/s",
                    time.toMinutes(),
                    time.toSecondsPart(),
                    training.get("tokens_per_second").getAsLong());
        }
    }

    /** Prints the rest of a row: speed and memory of predictions on so many tokens. */
    private void measure(PrintWriter out) throws IOException, TranslateException {
        try (ZooModel<NDList, NDList> model =
                        MailModels.load(
                                measured,
                                dataType,
                                MailModels.MAX_LENGTH,
                                NDList.class,
                                NDList.class);
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList input = input(manager, tokens);
            List<Double> seconds = new ArrayList<>();
            OptionalLong peak =
                    ProcessMemory.peakAbove(
                            () -> {
                                predict(predictor, input);
                                for (int i = 0; i < REPETITIONS; i++) {
                                    long start = System.nanoTime();
                                    predict(predictor, input);
                                    seconds.add((System.nanoTime() - start) / 1e9);
                                }
                            });
            double median = seconds.stream().sorted().toList().get(REPETITIONS / 2);
            String memory =
                    peak.isPresent() ? String.format("%,.0f MB", peak.getAsLong() / 1e6) : "?";
            out.printf("%,12.0f/s%9s", tokens / median, memory);
            out.flush();
        }
    }

    private static void predict(Predictor<NDList, NDList> predictor, NDList input)
            throws TranslateException {
        predictor.predict(input).close();
    }

    /** Any tokens: what they say is of no account for time and memory. */
    private static NDList input(NDManager manager, int length) {
        NDArray ids = manager.arange(length).mod(5000).add(100).toType(DataType.INT64, false); // n
        NDArray batch = ids.reshape(new Shape(1, length));
        batch.setName("input_ids");
        return new NDList(batch);
    }
}
