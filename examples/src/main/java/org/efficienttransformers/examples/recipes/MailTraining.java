/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.KindOption;
import org.efficienttransformers.finetune.FineTuning;
import org.efficienttransformers.finetune.RunRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains the mail models, identical except for their attention. None begins with random numbers
 * alone: some have the weights of one Linformer, the fastest of them to train, others those of the
 * model with full attention.
 */
@Command(
        name = "mail-training",
        sortOptions = false,
        description = {
            "Trains the mail models by the text classification recipe: 2 layers of width 128, the"
                    + " same data, batches and seed for all; only the attention differs.",
            "First it trains a Linformer on start.jsonl, mail-start. With its weights, as far as they"
                    + " have the same, begin a model with full attention and a Reformer, which read"
                    + " these mails cut: mail-full-start and mail-reformer-start.",
            "From these three come mail-linformer, mail-full and mail-reformer, trained on"
                    + " train.jsonl, and from mail-full the others.",
            "A run that was interrupted goes on where it stopped; one that is done is passed over."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et reproduce mail-training --data target/mail \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --output target/mail-models"
        })
public final class MailTraining implements Callable<Integer> {

    private static final String REFORMER = "reformer";
    private static final String LINFORMER = "linformer";
    private static final String FULL = "full";
    private static final String START = "start";

    /** Their attention means the same as full attention, of which they leave out some or little. */
    private static final Set<String> LIKE_FULL = Set.of("longformer", "bigbird", "performer");

    /** What each mechanism sees, of about the same size; settings of config.json. */
    private static final Map<String, List<String>> SETTINGS =
            Map.of(
                    "longformer",
                    List.of("attention_window=128"),
                    "bigbird",
                    List.of("block_size=32", "num_random_blocks=2"),
                    REFORMER,
                    List.of(
                            "local_attn_chunk_length=128",
                            "local_num_chunks_after=1",
                            "lsh_attn_chunk_length=256",
                            "num_hashes=1",
                            "hash_seed=0",
                            "feed_forward_size=256",
                            "local_attention_probs_dropout_prob=0"),
                    LINFORMER,
                    List.of("linformer_k=256", "linformer_projection=mean_pooling"),
                    "performer",
                    List.of("num_random_features=64"));

    /** Attention dropout would rule out the fused kernels. */
    private static final List<String> OF_ALL_BUT_REFORMER =
            List.of("intermediate_size=256", "attention_probs_dropout_prob=0");

    private static final String NAME = "mail-";

    @Spec private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            required = true,
            description = "Where MailCorpus put its four files.")
    private Path data;

    @Option(
            names = "--tokenizer",
            paramLabel = "FOLDER",
            required = true,
            description = "The tokenizer that make_mail_tokenizer.py trained.")
    private Path tokenizer;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            required = true,
            description = "Where a folder for each model goes.")
    private Path output;

    @Option(
            names = "--models",
            paramLabel = "NAME",
            split = ",",
            converter = KindOption.class,
            defaultValue = "full,longformer,bigbird,reformer,linformer,performer",
            description = "Which ones, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<AttentionKind> models;

    /**
     * Trains the models.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new MailTraining(), args);
    }

    @Override
    public Integer call() throws IOException {
        int code = 0;
        for (AttentionKind kind : models) {
            code = code == 0 ? model(kind.id()) : code;
        }
        return code;
    }

    private int model(String mechanism) throws IOException {
        String origin;
        int code;
        if (LIKE_FULL.contains(mechanism)) {
            origin = FULL;
            code = model(FULL);
        } else {
            origin = mechanism.equals(LINFORMER) ? START : mechanism + "-" + START;
            code = begin(mechanism, origin);
        }
        // A Reformer forgets in more.
        int steps = mechanism.equals(REFORMER) ? 20 : 110;
        String rate = mechanism.equals(REFORMER) ? "1e-4" : "3e-4";
        return code == 0
                ? run(mechanism, mechanism, "train.jsonl", rate, steps, "--start=" + folder(origin))
                : code;
    }

    private int begin(String mechanism, String name) throws IOException {
        String file = "start.jsonl";
        int code = run(START, LINFORMER, file, "1e-3", 300);
        if (code != 0 || name.equals(START)) {
            return code;
        }
        String start = "--start=" + folder(START);
        String[] cut = {start, "--train-length=512", "--long-every=8"};
        return run(name, mechanism, file, "5e-4", 300, cut);
    }

    private Path folder(String name) {
        return output.resolve(NAME + name);
    }

    private int run(
            String name, String mechanism, String file, String rate, int steps, String... more)
            throws IOException {
        Path folder = folder(name);
        if (isDone(folder.resolve(RunRecord.FILE))) {
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(NAME + name);
        out.flush();
        CommandLine line = CommandLineProgram.of(new TextClassification());
        line.setOut(out);
        line.setErr(spec.commandLine().getErr());
        List<String> arguments = arguments(mechanism, folder);
        arguments.add("--train=" + data.resolve(file));
        arguments.add("--learning-rate=" + rate);
        arguments.add("--max-steps=" + steps);
        arguments.addAll(List.of(more));
        return line.execute(arguments.toArray(String[]::new));
    }

    /** Tells whether a run has come to its test; an interrupted one is recorded without. */
    private static boolean isDone(Path record) throws IOException {
        return Files.exists(record)
                && JsonParser.parseString(Files.readString(record))
                        .getAsJsonObject()
                        .has(RunRecord.TEST);
    }

    private List<String> arguments(String mechanism, Path folder) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        Arrays.asList(
                                "--new=" + mechanism,
                                "--tokenizer=" + tokenizer,
                                "--validation=" + data.resolve("validation.jsonl"),
                                "--test=" + data.resolve("held-out.jsonl"),
                                "--truncate",
                                "--output=" + folder,
                                "--epochs=1",
                                "--batch-size=8",
                                "--batch-tokens=4096",
                                "--mask=0.2"));
        List<String> settings = new ArrayList<>(SETTINGS.getOrDefault(mechanism, List.of()));
        if (!mechanism.equals(REFORMER)) {
            settings.addAll(OF_ALL_BUT_REFORMER);
        }
        settings.forEach(setting -> arguments.add("--set=" + setting));
        if (FineTuning.canResume(folder)) {
            arguments.add("--resume");
        }
        return arguments;
    }
}
