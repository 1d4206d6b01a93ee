/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled classifiers tell mails apart that weren't in their data, and are small. */
class MailModelsTest {

    private static final Path RESOURCES =
            Path.of("src/main/resources/org/efficienttransformers/zoo");

    private static final String SPAM =
            """
            Subject: Your winnings are waiting

            Dear winner,

            It is our pleasure to inform you that your e-mail address came out first in the yearly \
            Atlantic draw, and a cheque of 420,000 dollars lies ready in your name. To claim it, \
            send your bank details and a fee of 95 dollars to our agent. Hurry, this ends tonight! \
            Click here now: http://www.fortune.example
            """;

    private static final String HAM =
            """
            Subject: Re: crash after the upgrade

            On Tuesday, Ida wrote:
            > Since version 4.2 the program stops as soon as I open a picture. Is there a patch?

            I saw the same here. The fault is in the new image library, so please use the old one \
            until we have a release. I'll send you a test version tonight, could you try it and \
            tell me whether it works?
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail-full",
                "mail-longformer",
                "mail-bigbird",
                "mail-reformer",
                "mail-linformer",
                "mail-performer"
            })
    void tellsSpamFromOtherMail(String name) throws Exception {
        Criteria<String, Classifications> criteria =
                Criteria.builder()
                        .setTypes(String.class, Classifications.class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId(name)
                        .build();
        try (ZooModel<String, Classifications> model = criteria.loadModel();
                Predictor<String, Classifications> predictor = model.newPredictor()) {
            assertThat(predictor.predict(SPAM).best().getClassName()).isEqualTo("spam");
            assertThat(predictor.predict(HAM).best().getClassName()).isEqualTo("ham");
            // Far beyond the texts that most of the training saw.
            assertThat(predictor.predict(HAM.repeat(30)).best().getClassName()).isEqualTo("ham");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail-full",
                "mail-longformer",
                "mail-bigbird",
                "mail-reformer",
                "mail-linformer",
                "mail-performer"
            })
    void isSmallAndSaysHowItWasMade(String name) throws Exception {
        Path folder = RESOURCES.resolve(name);
        assertThat(Files.size(folder.resolve("model.safetensors"))).isLessThan(4_000_000);
        JsonObject run =
                JsonParser.parseString(Files.readString(folder.resolve("run.json")))
                        .getAsJsonObject();
        assertThat(run.get("parameters").getAsLong()).isBetween(1_000_000L, 2_000_000L);
        double accuracy = run.getAsJsonObject("test").get("accuracy").getAsDouble();
        assertThat(accuracy).isGreaterThanOrEqualTo(0.9);
        assertThat(Files.readString(folder.resolve("README.md")))
                .contains(
                        "# " + name,
                        String.format(Locale.ROOT, "| accuracy | %.4f |", accuracy),
                        "Limits");
    }
}
