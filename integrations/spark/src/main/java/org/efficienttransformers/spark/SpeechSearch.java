/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;

/** Embeds a folder of texts into a Parquet file, and finds the one nearest to a question. */
public final class SpeechSearch {

    private static final String MODEL = "all-minilm-l6-v2-longformer-4096";

    private SpeechSearch() {}

    /**
     * Runs the program.
     *
     * @param args a folder of text files, a Parquet file to write, and questions
     */
    public static void main(String[] args) {
        require(
                args.length >= 3,
                "There are %s arguments; give texts, vectors and questions.",
                args.length);
        SparkSession spark = SparkSession.builder().appName("SpeechSearch").getOrCreate();
        try {
            long start = System.nanoTime();
            long tokens = embed(spark, args[0], args[1]);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%,d tokens in %.1f s, %,.0f tokens/s%n",
                    tokens,
                    seconds,
                    tokens / seconds);
            for (String question : List.of(args).subList(2, args.length)) {
                Row best = nearest(spark, args[1], question);
                System.out.printf(
                        Locale.ROOT,
                        "%s%n  %.3f  %s%n",
                        question,
                        best.getDouble(1),
                        best.getString(0));
            }
        } finally {
            spark.stop();
        }
    }

    /** Embeds texts; returns how many tokens they have. */
    static long embed(SparkSession spark, String folder, String output) {
        Dataset<Row> texts =
                spark.read()
                        .option("wholetext", true)
                        .option("pathGlobFilter", "*.txt")
                        .text(folder)
                        .select(
                                functions.col("_metadata.file_name").as("file"),
                                functions.col("value").as("text"));
        // A few for each core, so that none waits long for the last.
        int partitions = 2 * spark.sparkContext().defaultParallelism();
        LongTextEmbedder embedder = new LongTextEmbedder().setModel(MODEL);
        Dataset<Row> embedded =
                embedder.transform(EvenPartitions.byLength(texts, "text", partitions));
        embedded.select("file", "embedding", "error").write().mode("overwrite").parquet(output);
        return embedder.progress().tokens().value();
    }

    /** Returns the name of the text that is nearest to a question, and their cosine. */
    static Row nearest(SparkSession spark, String vectors, String question) {
        try (TextModel<String, float[]> model =
                TextModel.load(ModelSpec.of(MODEL), String.class, float[].class)) {
            // Both vectors have length 1, so their scalar product is the cosine.
            return spark.read()
                    .parquet(vectors)
                    .filter("error IS NULL")
                    .select(
                            functions.col("file"),
                            functions
                                    .aggregate(
                                            functions.zip_with(
                                                    functions.col("embedding"),
                                                    functions.lit(
                                                            model.predict(List.of(question))
                                                                    .get(0)),
                                                    (x, y) -> x.multiply(y)),
                                            functions.lit(0.0),
                                            (sum, x) -> sum.plus(x))
                                    .as("cosine"))
                    .orderBy(functions.desc("cosine"))
                    .first();
        }
    }
}
