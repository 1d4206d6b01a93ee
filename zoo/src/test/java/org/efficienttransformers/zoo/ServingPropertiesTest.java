/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.Artifact;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder with the serving.properties of docs/SERVING.md loads by the calls of DJL Serving's
 * {@code ModelInfo} and answers requests.
 */
class ServingPropertiesTest {

    private static final Path FIXTURES = Path.of("../translators/src/test/resources/textfixtures");

    @TempDir Path folder;

    @BeforeEach
    void copyModel() throws IOException {
        for (String part :
                List.of("tokenizers/byte-pairs", "models/longformer-question-answering")) {
            try (Stream<Path> files = Files.list(FIXTURES.resolve(part))) {
                for (Path file : files.filter(it -> !it.endsWith("expected.json")).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }
    }

    /** The example of the page. */
    private static String example() throws IOException {
        String page = Files.readString(Path.of("../docs/SERVING.md"));
        int start = page.indexOf("```properties\n") + "```properties\n".length();
        return page.substring(start, page.indexOf("```", start));
    }

    private ZooModel<Input, Output> load() throws Exception {
        String url = HuggingFaceRepository.url(folder, null).toString();
        // What ModelInfo.downloadModel does, to find serving.properties.
        Repository repository = Repository.newInstance("modelStore", url);
        Artifact artifact = repository.getResources().get(0).getDefaultArtifact();
        repository.prepare(artifact);
        assertThat(repository.getResourceDirectory(artifact)).isEqualTo(folder);
        // What ModelInfo.load does, for a batch_size above 1.
        return Criteria.builder()
                .setTypes(Input.class, Output.class)
                .optModelUrls(url)
                .optModelName("answers")
                .optEngine("PyTorch")
                .optFilters(null)
                .optArguments(null)
                .optOptions(null)
                .optArgument("batchifier", "stack")
                .optDevice(Device.cpu())
                .build()
                .loadModel();
    }

    private static Input request(String json) {
        Input input = new Input();
        input.addProperty("Content-Type", "application/json");
        input.add("data", json);
        return input;
    }

    @Test
    void answersABatchOfRequestsOnTextsOfAnyLength() throws Exception {
        // The example is for a model of 4,096 tokens; this one takes 128.
        String properties = example().replace("stride=128", "stride=20");
        Files.writeString(folder.resolve("serving.properties"), properties);
        String context = "It handles the entry into a context. ".repeat(100);
        try (ZooModel<Input, Output> model = load();
                Predictor<Input, Output> predictor = model.newPredictor()) {
            String question = "{\"question\": \"What?\", \"context\": \"" + context + "\"}";
            List<Output> outputs =
                    predictor.batchPredict(List.of(request(question), request("{}")));
            assertThat(outputs.get(0).getCode()).isEqualTo(200);
            JsonObject answer =
                    JsonParser.parseString(outputs.get(0).getData().getAsString())
                            .getAsJsonObject();
            assertThat(answer.get("answer").getAsString())
                    .isEqualTo(
                            context.substring(
                                    answer.get("start").getAsInt(), answer.get("end").getAsInt()));
            assertThat(answer.getAsJsonArray("best")).hasSize(3);
            assertThat(outputs.get(1).getCode()).isEqualTo(400);
        }
    }

    @Test
    void refusesASettingThatNobodyKnows() throws Exception {
        Files.writeString(folder.resolve("serving.properties"), "engine=PyTorch\nstrid=20\n");
        assertThatThrownBy(this::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("There is no argument 'strid'; allowed: ");
    }
}
