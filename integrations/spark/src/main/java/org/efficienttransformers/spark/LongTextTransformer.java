/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.efficienttransformers.zoo.ModelSpec;

/**
 * What the transformers have in common: they ask a model about a column of texts and add a column
 * of answers and one of errors.
 *
 * <p>Where a row has an answer its error is null; where the model can't take the row, the answer is
 * null and the error one sentence. No row fails a job. A model that can't be loaded does, at the
 * first row.
 *
 * <p>Each executor's JVM loads a model once, in memory outside the heap, however many tasks use it.
 * A partition is read in windows of {@link #windowSize()} rows, whose texts are put in order of
 * length, so that batches hold texts of like length; the model bounds the tokens of a batch.
 *
 * @param <T> the transformer
 */
public abstract class LongTextTransformer<T extends LongTextTransformer<T>> extends Transformer
        implements DefaultParamsWritable {

    private static final long serialVersionUID = 1L;

    private final String uid;
    private final Param<String> model;
    private final StringArrayParam arguments;
    private final Param<String> inputCol;
    private final Param<String> outputCol;
    private final Param<String> errorCol;
    private final IntParam windowSize;
    private transient Progress progress;

    /**
     * Sets what has a default.
     *
     * @param uid identifies this among the stages of a pipeline
     * @param output the column of answers by default
     */
    @SuppressWarnings("this-escape") // Spark's parameters are made with the stage that they are of
    protected LongTextTransformer(String uid, String output) {
        this.uid = uid; // first, since parameters ask for it
        model =
                text(
                        "model",
                        "a name of the zoo, a folder that all executors have,"
                                + " hf://organisation/name, or an id of the hub");
        arguments =
                new StringArrayParam(
                        this,
                        "arguments",
                        "arguments of the model and the task, each as name=value");
        inputCol = text("inputCol", "the column of texts");
        outputCol = text("outputCol", "the column of answers, which is added");
        errorCol = text("errorCol", "the column of errors, which is added");
        windowSize =
                new IntParam(this, "windowSize", "rows that are put in order of length, 1 or more");
        setDefault(arguments, new String[0]);
        setDefault(inputCol, "text");
        setDefault(outputCol, output);
        setDefault(errorCol, "error");
        setDefault(windowSize, 256);
    }

    /**
     * Makes an identifier.
     *
     * @param type the class
     * @return the identifier
     */
    static String uid(Class<?> type) {
        return Identifiable.randomUID(type.getSimpleName());
    }

    /** Makes a parameter that is a text. */
    final Param<String> text(String name, String doc) {
        return new Param<>(uid, name, doc, String.class);
    }

    /** What is asked of the model, which executors get. */
    abstract TextTask<?, ?> task();

    /** The type of the column of answers. */
    abstract DataType answerType();

    /** The columns that are read, by what they are called in messages. */
    List<String> inputs() {
        return List.of(getOrDefault(inputCol));
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Names the model.
     *
     * @param name a name of the zoo, a folder that all executors have, {@code
     *     hf://organisation/name}, or an id of the hub
     * @return this
     */
    public T setModel(String name) {
        set(model, name);
        return self();
    }

    /**
     * Sets an argument of the model or the task, such as {@code maxLength}, {@code stride} or
     * {@code attention}.
     *
     * @param key its name, as docs/TASKS.md has it
     * @param value its value
     * @return this
     */
    public T setArgument(String key, Object value) {
        Map<String, String> all = new LinkedHashMap<>(argumentMap());
        all.put(key, value.toString());
        set(
                arguments,
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new));
        return self();
    }

    /**
     * Sets the column of texts; by default {@code text}.
     *
     * @param column its name
     * @return this
     */
    public T setInputCol(String column) {
        set(inputCol, column);
        return self();
    }

    /**
     * Sets the column of answers, which is added.
     *
     * @param column its name
     * @return this
     */
    public T setOutputCol(String column) {
        set(outputCol, column);
        return self();
    }

    /**
     * Sets the column of errors, which is added; by default {@code error}.
     *
     * @param column its name
     * @return this
     */
    public T setErrorCol(String column) {
        set(errorCol, column);
        return self();
    }

    /**
     * Sets how many rows of a partition are put in order of length; by default 256. They are in
     * memory together.
     *
     * @param rows 1 or more
     * @return this
     */
    public T setWindowSize(int rows) {
        require(rows >= 1, "windowSize is %s; it must be 1 or more.", rows);
        set(windowSize, rows);
        return self();
    }

    /** The parameter of {@link #setModel}. */
    public Param<String> model() {
        return model;
    }

    /** The parameter of {@link #setArgument}. */
    public StringArrayParam arguments() {
        return arguments;
    }

    /** The parameter of {@link #setInputCol}. */
    public Param<String> inputCol() {
        return inputCol;
    }

    /** The parameter of {@link #setOutputCol}. */
    public Param<String> outputCol() {
        return outputCol;
    }

    /** The parameter of {@link #setErrorCol}. */
    public Param<String> errorCol() {
        return errorCol;
    }

    /** The parameter of {@link #setWindowSize}. */
    public IntParam windowSize() {
        return windowSize;
    }

    /**
     * Returns what the jobs of the last {@link #transform} have done so far, summed over all
     * executors. Spark's page of a stage shows the same, by task.
     *
     * @return rows, tokens and failures; a task that Spark runs again counts again
     * @throws IllegalStateException before the first transform
     */
    public Progress progress() {
        requireState(progress != null, "Nothing was transformed yet; call transform first.");
        return progress;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        require(isDefined(model), "No model is named; call setModel.");
        List<String> present = Arrays.asList(schema.fieldNames());
        for (String column : inputs()) {
            require(
                    present.contains(column),
                    "There is no column %s; there are: %s.",
                    column,
                    present);
            DataType type = schema.apply(column).dataType();
            require(
                    DataTypes.StringType.equals(type),
                    "The column %s is of type %s; it must be string.",
                    column,
                    type.simpleString());
        }
        String output = getOrDefault(outputCol);
        String error = getOrDefault(errorCol);
        require(
                !present.contains(output) && !present.contains(error) && !output.equals(error),
                "The columns %s and %s are added, so they must differ and not be there yet; there"
                        + " are: %s.",
                output,
                error,
                present);
        return schema.add(output, answerType(), true).add(error, DataTypes.StringType, true);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        SparkContext context = dataset.sparkSession().sparkContext();
        progress = Progress.of(context, uid);
        int[] columns = inputs().stream().mapToInt(dataset.schema()::fieldIndex).toArray();
        int window = (Integer) getOrDefault(windowSize);
        return dataset.toDF()
                .mapPartitions(
                        new PartitionFunction<>(
                                new ModelSpec(getOrDefault(model), argumentMap()),
                                task(),
                                columns,
                                window,
                                progress),
                        Encoders.row(schema));
    }

    @Override
    public Transformer copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    private Map<String, String> argumentMap() {
        Map<String, String> map = new TreeMap<>();
        for (String argument : getOrDefault(arguments)) {
            String[] parts = argument.split("=", 2);
            require(
                    parts.length >= 2,
                    "The argument '%s' has no value; write name=value.",
                    argument);
            map.put(parts[0], parts[1]);
        }
        return map;
    }

    @SuppressWarnings("unchecked") // subclasses name themselves
    private T self() {
        return (T) this;
    }
}
