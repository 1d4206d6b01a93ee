/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures what docs/SPARK.md says of throughput: so many texts, cut from the speeches, embedded on
 * so many executors. The model is loaded before the clock starts.
 */
public final class Throughput {

    private static final String FORMAT = "%-26s%10s%8s%12s%10s%12s%n";

    private Throughput() {}

    /**
     * Measures.
     *
     * @param args a folder of text files, the characters of a text, numbers of texts separated by
     *     commas, and masters such as {@code local-cluster[2,1,1024]}
     * @throws IOException if a file can't be read
     */
    public static void main(String[] args) throws IOException {
        List<String> texts = texts(Path.of(args[0]), Integer.parseInt(args[1]));
        System.out.printf(FORMAT, "master", "texts", "rows", "tokens", "seconds", "tokens/s");
        for (String master : List.of(args).subList(3, args.length)) {
            SparkSession spark =
                    SparkSession.builder()
                            .master(master)
                            .config("spark.ui.enabled", false)
                            .config("spark.executor.memory", "512m")
                            .config("spark.executorEnv.OMP_NUM_THREADS", "1")
                            .getOrCreate();
            try {
                measure(spark, texts, 4, "warm-up");
                for (String count : args[2].split(",")) {
                    measure(spark, texts, Integer.parseInt(count), master);
                }
            } finally {
                spark.stop();
            }
        }
    }

    private static void measure(SparkSession spark, List<String> texts, int count, String name) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(RowFactory.create(texts.get(i % texts.size())));
        }
        Dataset<Row> input =
                spark.createDataFrame(
                        rows, new StructType().add("text", DataTypes.StringType, false));
        LongTextEmbedder embedder =
                new LongTextEmbedder().setModel("all-minilm-l6-v2-longformer-4096");
        Dataset<Row> output = embedder.transform(EvenPartitions.byLength(input, "text", 4));
        long start = System.nanoTime();
        output.write().format("noop").mode("overwrite").save();
        double seconds = (System.nanoTime() - start) / 1e9;
        long tokens = embedder.progress().tokens().value();
        System.out.printf(
                FORMAT,
                name,
                String.format(Locale.ROOT, "%,d", count),
                embedder.progress().rows().value(),
                String.format(Locale.ROOT, "%,d", tokens),
                String.format(Locale.ROOT, "%.1f", seconds),
                String.format(Locale.ROOT, "%,.0f", tokens / seconds));
    }

    private static List<String> texts(Path folder, int length) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".txt")).sorted().toList()) {
                String text = Files.readString(file);
                for (int from = 0; from < text.length(); from += length) {
                    texts.add(text.substring(from, Math.min(text.length(), from + length)));
                }
            }
        }
        return texts;
    }
}
