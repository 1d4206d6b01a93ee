/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Embeds texts: the column of answers, by default {@code embedding}, holds arrays of floats. {@code
 * functions.array_to_vector} of Spark ML makes vectors of them.
 */
public final class LongTextEmbedder extends LongTextTransformer<LongTextEmbedder> {

    private static final long serialVersionUID = 1L;

    /** Makes one with an identifier of its own. */
    public LongTextEmbedder() {
        this(uid(LongTextEmbedder.class));
    }

    /**
     * Makes one.
     *
     * @param uid identifies it among the stages of a pipeline
     */
    public LongTextEmbedder(String uid) {
        super(uid, "embedding");
    }

    /** {@return what reads one that was saved} */
    public static MLReader<LongTextEmbedder> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads one that was saved.
     *
     * @param path where
     * @return it
     */
    public static LongTextEmbedder load(String path) {
        return read().load(path);
    }

    @Override
    TextTask<?, ?> task() {
        return new Embedding();
    }

    @Override
    DataType answerType() {
        return DataTypes.createArrayType(DataTypes.FloatType, false);
    }

    private static final class Embedding implements TextTask.OfText<float[]> {

        private static final long serialVersionUID = 1L;

        @Override
        public Class<float[]> output() {
            return float[].class;
        }

        @Override
        public Object write(float[] answer) {
            return answer;
        }
    }
}
