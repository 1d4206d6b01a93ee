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
 * Summarizes texts, or whatever else a model was trained to write about one: the column of answers,
 * by default {@code summary}, holds texts. How they are generated is said by the model's
 * generation_config.json and by arguments such as {@code numBeams} and {@code maxNewTokens}.
 */
public final class LongTextSummarizer extends LongTextTransformer<LongTextSummarizer> {

    private static final long serialVersionUID = 1L;

    /** Makes one with an identifier of its own. */
    public LongTextSummarizer() {
        this(uid(LongTextSummarizer.class));
    }

    /**
     * Makes one.
     *
     * @param uid identifies it among the stages of a pipeline
     */
    public LongTextSummarizer(String uid) {
        super(uid, "summary");
    }

    /** {@return what reads one that was saved} */
    public static MLReader<LongTextSummarizer> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads one that was saved.
     *
     * @param path where
     * @return it
     */
    public static LongTextSummarizer load(String path) {
        return read().load(path);
    }

    @Override
    TextTask<?, ?> task() {
        return new Summary();
    }

    @Override
    DataType answerType() {
        return DataTypes.StringType;
    }

    private static final class Summary implements TextTask.OfText<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public Class<String> output() {
            return String.class;
        }

        @Override
        public Object write(String answer) {
            return answer;
        }
    }
}
