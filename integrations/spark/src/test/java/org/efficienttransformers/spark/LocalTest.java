/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.modality.Classifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TextModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In one JVM of two threads; the answers are those of the same model without Spark. */
class LocalTest extends LocalSpark {

    private static final String CLASSIFIER = "mail-longformer";
    private static final StructType SCHEMA =
            new StructType()
                    .add("id", DataTypes.IntegerType, false)
                    .add("text", DataTypes.StringType, true);

    /** Texts of 1 to 300 words, in an order that isn't that of their lengths. */
    private static List<Row> rows(int count) {
        Random random = new Random(3);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = ("number " + i + " of mail ").repeat(1 + random.nextInt(60));
            rows.add(RowFactory.create(i, "Subject: test\n\n" + text));
        }
        return rows;
    }

    private static Dataset<Row> dataset(List<Row> rows) {
        return spark.createDataFrame(rows, SCHEMA).repartition(3);
    }

    /** Sorted here: Spark would read all of it a first time to find out how to sort it. */
    private static List<Row> byId(Dataset<Row> rows) {
        List<Row> sorted = new ArrayList<>(rows.collectAsList());
        sorted.sort(Comparator.comparing(row -> row.getInt(0)));
        return sorted;
    }

    @Test
    void answersAreThoseOfTheModelAndABadRowHasItsError() {
        List<Row> rows = rows(40);
        rows.set(7, RowFactory.create(7, null));
        rows.set(20, RowFactory.create(20, "word ".repeat(5000)));
        LongTextClassifier classifier =
                new LongTextClassifier().setModel(CLASSIFIER).setWindowSize(16);

        List<Row> answered = byId(classifier.transform(dataset(rows)));

        assertThat(answered).hasSize(40);
        assertThat(answered.get(7).isNullAt(2)).isTrue();
        assertThat(answered.get(7).getString(3)).isEqualTo("The column text is null.");
        assertThat(answered.get(20).isNullAt(2)).isTrue();
        assertThat(answered.get(20).getString(3)).contains("4096");
        try (TextModel<String, Classifications> model =
                TextModel.load(ModelSpec.of(CLASSIFIER), String.class, Classifications.class)) {
            for (int i : new int[] {0, 1, 19, 21, 39}) {
                Classifications expected = model.predict(List.of(rows.get(i).getString(1))).get(0);
                Row best = answered.get(i).<Row>getList(2).get(0);
                assertThat(answered.get(i).isNullAt(3)).isTrue();
                assertThat(best.getString(0)).isEqualTo(expected.best().getClassName());
                assertThat(best.getDouble(1))
                        .isCloseTo(expected.best().getProbability(), within(1e-4));
            }
        }
        assertThat(classifier.progress().rows().value()).isEqualTo(40);
        assertThat(classifier.progress().failures().value()).isEqualTo(2);
        assertThat(classifier.progress().tokens().value()).isGreaterThan(5000);
    }

    @Test
    void ofAThousandRowsThePoisonedOneAloneHasAnError() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(RowFactory.create(i, i == 613 ? "word ".repeat(5000) : "Subject: mail " + i));
        }

        List<Row> answered =
                byId(new LongTextClassifier().setModel(CLASSIFIER).transform(dataset(rows)));

        assertThat(answered).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(answered.get(i).isNullAt(2)).isEqualTo(i == 613);
            assertThat(answered.get(i).isNullAt(3)).isNotEqualTo(i == 613);
        }
    }

    @Test
    void pipelinesAreSavedAndLoaded(@TempDir Path folder) throws Exception {
        LongTextEmbedder embedder =
                new LongTextEmbedder()
                        .setModel("all-minilm-l6-v2")
                        .setArgument("attention", "longformer")
                        .setArgument("attentionWindow", 128)
                        .setArgument("maxLength", 1024)
                        .setOutputCol("vector");
        Dataset<Row> texts = dataset(rows(3));
        PipelineModel pipeline =
                new Pipeline().setStages(new PipelineStage[] {embedder}).fit(texts);
        List<Row> before = byId(pipeline.transform(texts));

        pipeline.write().save(folder.resolve("pipeline").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("pipeline").toString());

        List<Row> after = byId(loaded.transform(texts));
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).<Float>getList(2))
                    .hasSize(384)
                    .isEqualTo(before.get(i).<Float>getList(2));
        }
        LongTextEmbedder stage = (LongTextEmbedder) loaded.stages()[0];
        assertThat(stage.getOrDefault(stage.arguments()))
                .containsExactlyInAnyOrder(
                        "attention=longformer", "attentionWindow=128", "maxLength=1024");
    }

    @Test
    void streamsAreTransformedAsTheyCome(@TempDir Path folder)
            throws TimeoutException, StreamingQueryException, java.io.IOException {
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.writeString(in.resolve("mails.txt"), "Subject: first\nSubject: second\n");
        Dataset<Row> lines =
                spark.readStream().text(in.toString()).withColumnRenamed("value", "text");
        new LongTextClassifier()
                .setModel(CLASSIFIER)
                .transform(lines)
                .writeStream()
                .format("memory")
                .queryName("answers")
                .trigger(Trigger.AvailableNow())
                .start()
                .awaitTermination();

        List<Row> answered = spark.table("answers").orderBy("text").collectAsList();

        assertThat(answered).hasSize(2);
        assertThat(answered.get(0).<Row>getList(1).get(0).getString(0)).isIn("ham", "spam");
    }

    @Test
    void theProgramFindsTheTextThatAnswers(@TempDir Path folder) throws java.io.IOException {
        Path texts = Files.createDirectory(folder.resolve("texts"));
        Files.writeString(texts.resolve("harbour.txt"), "Ice kept all ships in port until March.");
        Files.writeString(texts.resolve("bees.txt"), "Bees make honey.");
        Files.writeString(texts.resolve("note.md"), "Why was the harbour closed?");
        String vectors = folder.resolve("vectors.parquet").toString();

        // [CLS], [SEP] and, of these words, a piece each: 9 and 4 with the full stops.
        assertThat(SpeechSearch.embed(spark, texts.toString(), vectors)).isEqualTo(11 + 6);
        assertThat(SpeechSearch.nearest(spark, vectors, "Why was the harbour closed?").getString(0))
                .isEqualTo("harbour.txt");
    }

    @Test
    void textsAreDealtOutEvenly() {
        List<Row> rows =
                new ArrayList<>(
                        IntStream.range(0, 100)
                                .mapToObj(i -> RowFactory.create(i, "x".repeat(i * i)))
                                .toList());
        Collections.shuffle(rows, new Random(1));

        List<Integer> sums =
                EvenPartitions.byLength(spark.createDataFrame(rows, SCHEMA), "text", 4)
                        .mapPartitions(
                                (org.apache.spark.api.java.function.MapPartitionsFunction<
                                                Row, Integer>)
                                        part -> {
                                            int sum = 0;
                                            while (part.hasNext()) {
                                                sum += part.next().getString(1).length();
                                            }
                                            return List.of(sum).iterator();
                                        },
                                Encoders.INT())
                        .collectAsList();

        assertThat(sums).hasSize(4);
        assertThat(sums.stream().mapToInt(i -> i).sum()).isEqualTo(328_350);
        assertThat(Collections.max(sums) - Collections.min(sums)).isLessThan(99 * 99);
    }

    @Test
    void whatCantBeTransformedIsSaidBeforeAJobRuns() {
        Dataset<Row> texts = dataset(rows(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LongTextEmbedder().transform(texts))
                .withMessage("No model is named; call setModel.");
        LongTextEmbedder embedder = new LongTextEmbedder().setModel("all-minilm-l6-v2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> embedder.setInputCol("body").transform(texts))
                .withMessageContaining("There is no column body");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> embedder.setInputCol("id").transform(texts))
                .withMessageContaining("int; it must be string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> embedder.setInputCol("text").setErrorCol("id").transform(texts))
                .withMessageContaining("not be there yet");
    }
}
