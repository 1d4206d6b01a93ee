/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import ai.djl.modality.nlp.translator.NamedEntity;
import java.util.Arrays;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds entities in texts: the column of answers, by default {@code entities}, holds arrays of
 * {@code entity}, {@code score}, {@code word}, {@code start} and {@code end}, places counted in
 * chars.
 */
public final class LongTextTagger extends LongTextTransformer<LongTextTagger> {

    private static final long serialVersionUID = 1L;

    /** Makes one with an identifier of its own. */
    public LongTextTagger() {
        this(uid(LongTextTagger.class));
    }

    /**
     * Makes one.
     *
     * @param uid identifies it among the stages of a pipeline
     */
    public LongTextTagger(String uid) {
        super(uid, "entities");
    }

    /** {@return what reads one that was saved} */
    public static MLReader<LongTextTagger> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * Reads one that was saved.
     *
     * @param path where
     * @return it
     */
    public static LongTextTagger load(String path) {
        return read().load(path);
    }

    @Override
    TextTask<?, ?> task() {
        return new Tagging();
    }

    @Override
    DataType answerType() {
        return DataTypes.createArrayType(
                new StructType()
                        .add("entity", DataTypes.StringType, false)
                        .add("score", DataTypes.FloatType, false)
                        .add("word", DataTypes.StringType, true)
                        .add("start", DataTypes.IntegerType, false)
                        .add("end", DataTypes.IntegerType, false),
                false);
    }

    private static final class Tagging implements TextTask.OfText<NamedEntity[]> {

        private static final long serialVersionUID = 1L;

        @Override
        public Class<NamedEntity[]> output() {
            return NamedEntity[].class;
        }

        @Override
        public Object write(NamedEntity[] answer) {
            return Arrays.stream(answer)
                    .map(
                            entity ->
                                    RowFactory.create(
                                            entity.getEntity(),
                                            entity.getScore(),
                                            entity.getWord(),
                                            entity.getStart(),
                                            entity.getEnd()))
                    .toArray(Row[]::new);
        }
    }
}
