/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times summaries: the whole, and each new token by how many there are already. */
@Command(
        name = "summaries",
        sortOptions = false,
        description =
                "Times summaries by an LED of base size with random weights, which writes as many"
                        + " tokens as asked for; then the cost of a new token, by how many there are"
                        + " already.")
public final class SummaryTime implements Callable<Integer> {

    private static final int BLOCK = 32;
    private static final long SEED = 7;

    @Spec private CommandSpec spec;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "6",
            description = "The layers of encoder and decoder (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--hidden-size",
            paramLabel = "N",
            defaultValue = "768",
            description = "The width, 64 for each head (default: ${DEFAULT-VALUE}).")
    @Range(min = 64, multipleOf = 64)
    private int hiddenSize;

    @Option(
            names = "--length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The length of the text (default: ${DEFAULT-VALUE}).")
    @Range
    private int length;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "The length of a summary (default: ${DEFAULT-VALUE}).")
    @Range
    private int tokens;

    @Option(
            names = "--beams",
            paramLabel = "N",
            defaultValue = "4",
            description = "The number of beams (default: ${DEFAULT-VALUE}).")
    @Range
    private int beams;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How many summaries, after one to warm up, whose time and memory are printed"
                            + " (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    @Option(
            names = "--grow",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "Up to how many tokens to time each new one; 0 to leave that out (default:"
                            + " ${DEFAULT-VALUE}).")
    @Range(min = 0)
    private int grow;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Machine.describe());
        out.printf(
                "LED of %d and %d layers of %d, %,d tokens in, %d out, %d beams%n%n",
                layers, layers, hiddenSize, length, tokens, beams);
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine.getInstance().setRandomSeed((int) SEED);
            TransformerModel model = UntrainedModels.create(config(), manager).model();
            summarize(model, manager, out);
            if (grow > 0) {
                grow(model, manager, out);
            }
        }
        return 0;
    }

    private PretrainedConfig config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("model_type", "led");
        config.put("architectures", List.of("LEDForConditionalGeneration"));
        config.put("d_model", hiddenSize);
        config.put("vocab_size", 50_265);
        config.put("attention_window", 1024);
        config.put("max_encoder_position_embeddings", Math.max(length, 16_384));
        config.put("max_decoder_position_embeddings", Math.max(1024, Math.max(tokens, grow)));
        for (String stack : List.of("encoder", "decoder")) {
            config.put(stack + "_layers", layers);
            config.put(stack + "_attention_heads", hiddenSize / 64);
            config.put(stack + "_ffn_dim", 4 * hiddenSize);
        }
        JsonObject json = new Gson().toJsonTree(config).getAsJsonObject();
        return new PretrainedConfig(json, "the benchmark");
    }

    private NDList source(NDManager manager) {
        Random random = new Random(SEED);
        long[] ids = new long[length];
        for (int i = 0; i < length; i++) {
            ids[i] = 4L + random.nextInt(50_000);
        }
        long[] global = new long[length];
        global[0] = 1;
        NDArray text = manager.create(ids, new Shape(1, length));
        text.setName("input_ids");
        NDArray marks = manager.create(global, new Shape(1, length));
        marks.setName("global_attention_mask");
        return new NDList(text, marks);
    }

    private Settings settings(int count) {
        return Settings.DEFAULT
                .with(GenerationSettings.NUM_BEAMS, beams)
                .with(GenerationSettings.MAX_NEW_TOKENS, count)
                .with(GenerationSettings.MIN_NEW_TOKENS, count)
                .with(GenerationSettings.EOS_TOKEN_ID, List.of(2))
                .with(GenerationSettings.DECODER_START_TOKEN_ID, 2);
    }

    private void summarize(TransformerModel model, NDManager manager, PrintWriter out) {
        out.printf("%-10s%10s%14s%n", "summary", "seconds", "resident MB");
        for (int i = 0; i <= repeats; i++) {
            long start = System.nanoTime();
            try (NDManager scope = manager.newSubManager()) {
                new TextGenerator(settings(tokens), SEED).generate(model, source(scope));
            }
            out.printf(
                    "%-10s%10.2f%14.0f%n",
                    i == 0 ? "warm-up" : String.valueOf(i),
                    (System.nanoTime() - start) / 1e9,
                    ProcessMemory.resident().orElse(0) / 1e6);
            out.flush();
        }
    }

    /** Times the steps of one summary, from one reading to the next. */
    private void grow(TransformerModel model, NDManager manager, PrintWriter out) {
        List<Long> times = new ArrayList<>();
        try (NDManager scope = manager.newSubManager();
                TokenPredictor predictor = TokenPredictor.of(model, source(scope), scope)) {
            new TextGenerator(settings(grow), SEED)
                    .generate(timed(predictor, times), new long[][] {{2}}, null);
        }
        out.printf("%n%-14s%20s%n", "new tokens", "ms for each");
        for (int i = 1; i + BLOCK <= times.size(); i += BLOCK) {
            out.printf(
                    "%-14s%20.1f%n",
                    (i + 1) + " to " + (i + BLOCK),
                    (times.get(i + BLOCK - 1) - times.get(i - 1)) / 1e6 / BLOCK);
        }
        out.flush();
    }

    private static TokenPredictor timed(TokenPredictor predictor, List<Long> times) {
        return new TokenPredictor() {

            @Override
            public float[][] read(boolean logarithms, long[]... tokens) {
                float[][] scores = predictor.read(logarithms, tokens);
                times.add(System.nanoTime());
                return scores;
            }

            @Override
            public void reorder(int... rows) {
                predictor.reorder(rows);
            }

            @Override
            public int maxLength() {
                return predictor.maxLength();
            }

            @Override
            public void close() {
                predictor.close();
            }
        };
    }
}
