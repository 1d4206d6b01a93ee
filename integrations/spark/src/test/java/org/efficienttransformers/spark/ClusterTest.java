/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Two executors, each a JVM of its own, to which all that a transformer needs has to be sent. */
class ClusterTest {

    @Test
    void executorsAnswerAndABadRowOfManyFailsNoJob() {
        SparkSession spark =
                SparkSession.builder()
                        .master("local-cluster[2,1,1024]")
                        .config("spark.ui.enabled", false)
                        .config("spark.executor.memory", "512m")
                        .config("spark.executorEnv.OMP_NUM_THREADS", "1")
                        // No task before both are there, however late one of them comes.
                        .config("spark.cores.max", 2)
                        .config("spark.scheduler.minRegisteredResourcesRatio", 1)
                        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "10min")
                        .getOrCreate();
        try {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                rows.add(
                        RowFactory.create(
                                i, i == 500 ? "word ".repeat(5000) : "Subject: mail " + i));
            }
            Dataset<Row> texts =
                    spark.createDataFrame(
                                    rows,
                                    new StructType()
                                            .add("id", DataTypes.IntegerType, false)
                                            .add("text", DataTypes.StringType, true))
                            .repartition(4);
            LongTextClassifier classifier = new LongTextClassifier().setModel("mail-linformer");

            List<Row> answered = classifier.transform(texts).collectAsList();

            assertThat(answered).hasSize(1000);
            for (Row row : answered) {
                boolean bad = row.getInt(0) == 500;
                assertThat(row.isNullAt(2)).as(row.toString()).isEqualTo(bad);
                assertThat(row.isNullAt(3)).as(row.toString()).isEqualTo(!bad);
            }
            assertThat(classifier.progress().failures().value()).isEqualTo(1);
            assertThat(processes(texts)).hasSize(2).doesNotContain(ProcessHandle.current().pid());
        } finally {
            spark.stop();
        }
    }

    /** Where the rows were read. */
    private static Set<Long> processes(Dataset<Row> texts) {
        return new TreeSet<>(
                texts.mapPartitions(
                                (MapPartitionsFunction<Row, Long>)
                                        rows -> List.of(ProcessHandle.current().pid()).iterator(),
                                Encoders.LONG())
                        .collectAsList());
    }
}
