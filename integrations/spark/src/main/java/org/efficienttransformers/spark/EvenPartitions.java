/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.efficienttransformers.settings.Require.require;

import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Deals texts out so that all partitions have about as much work. */
public final class EvenPartitions {

    private EvenPartitions() {}

    /**
     * Sorts rows by the length of a text and deals them out in turn, as cards: the totals of two
     * partitions differ by less than the longest text. It shuffles the data twice, which is little
     * next to reading it with a model; rows in a stream can't be dealt out.
     *
     * @param rows the rows
     * @param column the column of texts, of which null is the shortest
     * @param partitions how many partitions to make, 1 or more; a few for each core
     * @return the rows
     */
    public static Dataset<Row> byLength(Dataset<Row> rows, String column, int partitions) {
        require(partitions >= 1, "There are to be %s partitions; give 1 or more.", partitions);
        int index = rows.schema().fieldIndex(column);
        JavaRDD<Row> dealt =
                rows.javaRDD()
                        .sortBy(row -> length(row, index), false, partitions)
                        .zipWithIndex()
                        .mapToPair(row -> row.swap())
                        .partitionBy(new HashPartitioner(partitions))
                        .values();
        return rows.sparkSession().createDataFrame(dealt, rows.schema());
    }

    private static int length(Row row, int index) {
        return row.isNullAt(index) ? 0 : row.getString(index).length();
    }
}
