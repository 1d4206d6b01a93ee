/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header of a card is true of the run, in the words of the hub. */
class ModelCardTest {

    private static final String RUN =
            "{\"date\": \"2026-11-30T00:00:00Z\", \"arguments\": [\"--epochs\", \"1\"],"
                    + " \"data\": {}, \"parameters\": 1, \"seed\": 1, \"machine\": \"m\","
                    + " \"training\": {\"steps\": 1, \"tokens\": 1, \"seconds\": 1,"
                    + " \"tokens_per_second\": 1, \"peak_resident_bytes\": 1, \"figure\": \"f1\","
                    + " \"evaluations\": {}}}";

    @ParameterizedTest
    @CsvSource({
        "text-classification, SEQUENCE_CLASSIFICATION, text-classification, ",
        "token-classification, TOKEN_CLASSIFICATION, token-classification, ",
        "question-answering, QUESTION_ANSWERING, question-answering, ",
        "language-model, MASKED_LM, fill-mask, ",
        "language-model, CAUSAL_LM, text-generation, ",
        "summarization, CONDITIONAL_GENERATION, summarization, ",
        "embeddings, BASE, sentence-similarity, sentence-transformers",
        "reranker, SEQUENCE_CLASSIFICATION, text-ranking, sentence-transformers"
    })
    void namesTheTask(String recipe, String head, String task, String library) {
        JsonObject run = JsonParser.parseString(RUN).getAsJsonObject();
        run.addProperty("recipe", recipe);
        run.addProperty("head", head);
        String libraryLine = library == null ? "" : "library_name: " + library + "\n";
        assertThat(new ModelCard("name", null, "About.", run).markdown())
                .startsWith("---\n" + libraryLine + "pipeline_tag: " + task + "\n---\n\n# name\n");
        run.addProperty("base_model", "org/base");
        assertThat(new ModelCard("name", "mit", "About.", run).markdown())
                .startsWith("---\nlicense: mit\n" + libraryLine)
                .contains("\nbase_model: org/base\n---\n");
    }
}
