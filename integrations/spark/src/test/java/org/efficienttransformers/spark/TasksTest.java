/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tags, answers and summaries are those of transformers for the checkpoints of the translators'
 * tests (their folders say how they were made).
 */
class TasksTest extends LocalSpark {

    private static final Path RESOURCES = Path.of("../../translators/src/test/resources");
    private static final Path FIXTURES = RESOURCES.resolve("textfixtures");

    @TempDir private static Path folder;

    @Test
    void entitiesAreThoseOfTransformers() throws IOException {
        Path model = model("bert-token-classification", "word-pieces");
        List<JsonNode> cases = cases(model);

        List<Row> rows =
                answers(
                        new LongTextTagger()
                                .setModel(model.toString())
                                .setArgument("aggregationStrategy", "simple"),
                        cases,
                        "text");

        for (int i = 0; i < cases.size(); i++) {
            JsonNode expected = cases.get(i).get("simple");
            List<Row> entities = rows.get(i).getList(2);
            assertThat(entities).hasSize(expected.size());
            for (int j = 0; j < entities.size(); j++) {
                Row entity = entities.get(j);
                JsonNode one = expected.get(j);
                assertThat(entity.getString(0)).isEqualTo(one.get("entity").asText());
                assertThat(entity.getFloat(1))
                        .isCloseTo((float) one.get("score").asDouble(), within(1e-4f));
                if (one.has("word")) {
                    assertThat(entity.getString(2)).isEqualTo(one.get("word").asText());
                }
                assertThat(entity.getInt(3)).isEqualTo(one.get("start").asInt());
                assertThat(entity.getInt(4)).isEqualTo(one.get("end").asInt());
            }
        }
    }

    @Test
    void answersAreThoseOfTransformers() throws IOException {
        Path model = model("bert-question-answering", "pieces");
        List<JsonNode> cases = new ArrayList<>(cases(model));
        cases.removeIf(one -> !one.has("best"));

        LongTextAnswerer answerer = new LongTextAnswerer().setModel(model.toString());
        List<Row> rows = answers(answerer, cases, "text", "question");

        assertThat(rows).isNotEmpty();
        for (int i = 0; i < cases.size(); i++) {
            JsonNode best = cases.get(i).get("best").get(0);
            Row answer = rows.get(i).getStruct(3);
            assertThat(answer.getString(0)).isEqualTo(best.get("text").asText());
            assertThat(answer.getDouble(3)).isCloseTo(best.get("score").asDouble(), within(1e-4));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                answerer.setQuestionCol("asked")
                                        .transform(dataset(cases, "text", "question")))
                .withMessageContaining("There is no column asked");
    }

    @Test
    void summariesAreThoseOfTransformersAndANullHasItsError() throws IOException {
        Path model = RESOURCES.resolve("summaries/led-summarization").toAbsolutePath();
        List<JsonNode> cases = cases(model);

        List<Row> rows =
                answers(new LongTextSummarizer().setModel(model.toString()), cases, "text");

        for (int i = 0; i < cases.size(); i++) {
            assertThat(rows.get(i).getString(2))
                    .isEqualTo(cases.get(i).get("default").get("text").asText());
        }
        List<Row> nothing = new ArrayList<>();
        nothing.add(RowFactory.create(0, null));
        Row row =
                new LongTextSummarizer()
                        .setModel(model.toString())
                        .transform(spark.createDataFrame(nothing, schema("text")))
                        .first();
        assertThat(row.isNullAt(2)).isTrue();
        assertThat(row.getString(3)).isEqualTo("The column text is null.");
    }

    /** The rows in order of their numbers, none with an error. */
    private static List<Row> answers(
            LongTextTransformer<?> transformer, List<JsonNode> cases, String... columns) {
        List<Row> rows =
                new ArrayList<>(transformer.transform(dataset(cases, columns)).collectAsList());
        rows.sort(Comparator.comparing(row -> row.getInt(0)));
        assertThat(rows).hasSameSizeAs(cases);
        assertThat(rows).allMatch(row -> row.isNullAt(row.fieldIndex("error")));
        return rows;
    }

    private static Dataset<Row> dataset(List<JsonNode> cases, String... columns) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Object[] values = new Object[1 + columns.length];
            values[0] = i;
            for (int j = 0; j < columns.length; j++) {
                values[1 + j] = cases.get(i).get(columns[j]).asText();
            }
            rows.add(RowFactory.create(values));
        }
        return spark.createDataFrame(rows, schema(columns)).repartition(2);
    }

    private static StructType schema(String... columns) {
        StructType schema = new StructType().add("id", DataTypes.IntegerType, false);
        for (String column : columns) {
            schema = schema.add(column, DataTypes.StringType, true);
        }
        return schema;
    }

    private static List<JsonNode> cases(Path model) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        new ObjectMapper()
                .readTree(model.resolve("expected.json").toFile())
                .get("cases")
                .forEach(cases::add);
        return cases;
    }

    /** Puts a checkpoint and its tokenizer together. */
    private static Path model(String name, String tokenizer) throws IOException {
        Path model = Files.createDirectories(folder.resolve(name));
        for (String part : new String[] {"tokenizers/" + tokenizer, "models/" + name}) {
            try (Stream<Path> files = Files.list(FIXTURES.resolve(part))) {
                for (Path file : files.toList()) {
                    Files.copy(
                            file,
                            model.resolve(file.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return model;
    }
}
