/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import ai.djl.modality.nlp.qa.QAInput;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.efficienttransformers.translator.Answer;

/**
 * Answers the questions of one column by the texts of another: the column of answers, by default
 * {@code answer}, holds {@code text}, {@code start}, {@code end} and {@code score}, places counted
 * in chars.
 */
public final class LongTextAnswerer extends LongTextTransformer<LongTextAnswerer> {

    private static final long serialVersionUID = 1L;

    private final Param<String> questionCol = text("questionCol", "the column of questions");

    /** Makes one with an identifier of its own. */
    public LongTextAnswerer() {
        this(uid(LongTextAnswerer.class));
    }

    /**
     * Makes one.
     *
     * @param uid identifies it among the stages of a pipeline
     */
    public LongTextAnswerer(String uid) {
        super(uid, "answer");
        setDefault(questionCol, "question");
    }

    /** {@return what reads one that was saved} */
    public static MLReader<LongTextAnswerer> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads one that was saved.
     *
     * @param path where
     * @return it
     */
    public static LongTextAnswerer load(String path) {
        return read().load(path);
    }

    /**
     * Sets the column of questions; by default {@code question}.
     *
     * @param column its name
     * @return this
     */
    public LongTextAnswerer setQuestionCol(String column) {
        set(questionCol, column);
        return this;
    }

    /** The parameter of {@link #setQuestionCol}. */
    public Param<String> questionCol() {
        return questionCol;
    }

    @Override
    List<String> inputs() {
        return List.of(getOrDefault(inputCol()), getOrDefault(questionCol));
    }

    @Override
    TextTask<?, ?> task() {
        return new Answering();
    }

    @Override
    DataType answerType() {
        return new StructType()
                .add("text", DataTypes.StringType, false)
                .add("start", DataTypes.IntegerType, false)
                .add("end", DataTypes.IntegerType, false)
                .add("score", DataTypes.DoubleType, false);
    }

    private static final class Answering implements TextTask<QAInput, Answer> {

        private static final long serialVersionUID = 1L;

        @Override
        public Class<QAInput> input() {
            return QAInput.class;
        }

        @Override
        public Class<Answer> output() {
            return Answer.class;
        }

        @Override
        public QAInput read(Row row, int... columns) {
            return new QAInput(row.getString(columns[1]), row.getString(columns[0]));
        }

        @Override
        public Object write(Answer answer) {
            return RowFactory.create(answer.text(), answer.start(), answer.end(), answer.score());
        }
    }
}
