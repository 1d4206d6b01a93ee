/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import ai.djl.modality.Classifications;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies texts: the column of answers, by default {@code labels}, holds arrays of {@code label}
 * and {@code probability}, the most probable first.
 */
public final class LongTextClassifier extends LongTextTransformer<LongTextClassifier> {

    private static final long serialVersionUID = 1L;

    /** Makes one with an identifier of its own. */
    public LongTextClassifier() {
        this(uid(LongTextClassifier.class));
    }

    /**
     * Makes one.
     *
     * @param uid identifies it among the stages of a pipeline
     */
    public LongTextClassifier(String uid) {
        super(uid, "labels");
    }

    /** {@return what reads one that was saved} */
    public static MLReader<LongTextClassifier> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads one that was saved.
     *
     * @param path where
     * @return it
     */
    public static LongTextClassifier load(String path) {
        return read().load(path);
    }

    @Override
    TextTask<?, ?> task() {
        return new Classification();
    }

    @Override
    DataType answerType() {
        return DataTypes.createArrayType(
                new StructType()
                        .add("label", DataTypes.StringType, false)
                        .add("probability", DataTypes.DoubleType, false),
                false);
    }

    private static final class Classification implements TextTask.OfText<Classifications> {

        private static final long serialVersionUID = 1L;

        @Override
        public Class<Classifications> output() {
            return Classifications.class;
        }

        @Override
        public Object write(Classifications answer) {
            return answer.topK().stream()
                    .map(item -> RowFactory.create(item.getClassName(), item.getProbability()))
                    .toArray(Row[]::new);
        }
    }
}
