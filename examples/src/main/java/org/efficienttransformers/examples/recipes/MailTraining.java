/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/** Trains the mail models, identical except for their attention, all by the same budget. */
@Command(
        name = "mail-training",
        sortOptions = false,
        description = {
            "Trains the mail models by the text classification recipe: 2 layers of width 128, the"
                    + " same data, batches, epochs and seed for all; only the attention differs.",
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
                    "linformer",
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
            description = "Where MailCorpus put its three files.")
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

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "4",
            description = "The budget (default: ${DEFAULT-VALUE}).")
    private int epochs;

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
        PrintWriter out = spec.commandLine().getOut();
        for (AttentionKind kind : models) {
            Path folder = output.resolve(NAME + kind.id());
            if (folder.resolve(RunRecord.FILE).toFile().exists()) {
                continue;
            }
            out.println(NAME + kind.id());
            out.flush();
            CommandLine line = CommandLineProgram.of(new TextClassification());
            line.setOut(out);
            line.setErr(spec.commandLine().getErr());
            int code = line.execute(arguments(kind.id(), folder).toArray(String[]::new));
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    private List<String> arguments(String mechanism, Path folder) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        Arrays.asList(
                                "--new=" + mechanism,
                                "--tokenizer=" + tokenizer,
                                "--train=" + data.resolve("train.jsonl"),
                                "--validation=" + data.resolve("validation.jsonl"),
                                "--test=" + data.resolve("held-out.jsonl"),
                                "--truncate",
                                "--output=" + folder,
                                "--epochs=" + epochs,
                                "--batch-size=16",
                                "--batch-tokens=8192",
                                "--train-length=512",
                                "--long-every=16",
                                "--mask=0.15",
                                "--learning-rate=1e-3"));
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
