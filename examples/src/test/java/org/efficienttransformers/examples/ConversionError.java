/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Prints how far a sentence encoder with another attention, not trained any further, is from the
 * original: the cosine of the angle between mean-pooled embeddings of the same text, and the
 * largest difference of a hidden state.
 *
 * <pre>
 *   mvn -q test-compile exec:java -Dexec.classpathScope=test \
 *       -Dexec.mainClass=org.efficienttransformers.examples.ConversionError \
 *       -Dexec.args="model-folder folder-of-texts 500"
 * </pre>
 */
public final class ConversionError {

    private ConversionError() {}

    /**
     * Measures.
     *
     * @param args a model's folder, a folder of .txt files, and how many tokens of each are taken
     * @throws IOException if a file can't be read
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<long[]> texts = texts(folder, Path.of(args[1]), Integer.parseInt(args[2]));
        try (NDManager manager = NDManager.newBaseManager()) {
            List<NDArray> originals = states(folder, Map.of(), texts, manager);
            System.out.println("attention,mean cosine,least cosine,largest difference");
            for (Map.Entry<String, Map<String, ?>> entry : settings(folder).entrySet()) {
                List<NDArray> states = states(folder, entry.getValue(), texts, manager);
                double sum = 0;
                double least = 1;
                double largest = 0;
                for (int i = 0; i < texts.size(); i++) {
                    NDArray original = originals.get(i);
                    double cosine = cosine(original.mean(new int[] {1}), states.get(i));
                    sum += cosine;
                    least = Math.min(least, cosine);
                    NDArray difference = original.sub(states.get(i)).abs().max();
                    largest = Math.max(largest, difference.getFloat());
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s,%.4f,%.4f,%.2g%n",
                        entry.getKey(),
                        sum / texts.size(),
                        least,
                        largest);
            }
        }
    }

    private static double cosine(NDArray original, NDArray states) {
        NDArray other = states.mean(new int[] {1});
        double product = original.mul(other).sum().getFloat();
        return product
                / Math.sqrt(original.square().sum().getFloat() * other.square().sum().getFloat());
    }

    private static Map<String, Map<String, ?>> settings(Path folder) throws IOException {
        int positions = PretrainedConfig.read(folder).integer("max_position_embeddings");
        Map<String, Map<String, ?>> settings = new LinkedHashMap<>();
        for (int window : new int[] {2 * positions, 256, 128, 64}) {
            settings.put(
                    "longformer window " + window,
                    Map.of("attention", "longformer", "attentionWindow", window));
        }
        for (int size : new int[] {64, 16}) {
            settings.put(
                    "bigbird block " + size, Map.of("attention", "bigbird", "blockSize", size));
        }
        for (int rank = positions; rank >= positions / 16; rank /= 2) {
            settings.put(
                    "linformer k " + rank, Map.of("attention", "linformer", "linformerK", rank));
        }
        for (int features = 64; features <= 4_096; features *= 4) {
            settings.put(
                    "performer features " + features,
                    Map.of("attention", "performer", "performerFeatures", features));
        }
        settings.put("performer relu", Map.of("attention", "performer", "performerKernel", "relu"));
        return settings;
    }

    private static List<NDArray> states(
            Path folder, Map<String, ?> settings, List<long[]> texts, NDManager parent)
            throws IOException {
        List<NDArray> states = new ArrayList<>();
        try (NDManager manager = parent.newSubManager()) {
            TransformerModel model =
                    Checkpoint.load(folder, manager, LoadOptions.of(settings)).model();
            for (long[] text : texts) {
                NDArray ids = manager.create(text, new Shape(1, text.length));
                NDList outputs =
                        model.forward(new ParameterStore(manager, false), new NDList(ids), false);
                NDArray state = outputs.get("last_hidden_state");
                state.attach(parent);
                states.add(state);
            }
        }
        return states;
    }

    private static List<long[]> texts(Path folder, Path texts, int tokens) throws IOException {
        List<long[]> all = new ArrayList<>();
        try (TextTokenizer tokenizer = TextTokenizer.load(folder);
                Stream<Path> files = Files.list(texts)) {
            SequenceTemplate template = tokenizer.single();
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                int[] ids = tokenizer.encode(Files.readString(file)).ids();
                int kept = Math.min(ids.length, tokens - template.addedTokens());
                long[] text = new long[kept + template.addedTokens()];
                int at = 0;
                for (int id : template.prefix()) {
                    text[at++] = id;
                }
                for (int i = 0; i < kept; i++) {
                    text[at++] = ids[i];
                }
                for (int id : template.suffix()) {
                    text[at++] = id;
                }
                all.add(text);
            }
        }
        return all;
    }
}
