/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.modality.Classifications;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model by its name: what the name may be, and what can be done with it. */
class ModelSpecTest {

    @Test
    void aNameIsOneOfTheZooAUrlAnIdOrAFolder(@TempDir Path folder) throws Exception {
        assertThat(ModelSpec.of("mail-full").url())
                .isEqualTo("djl://org.efficienttransformers/mail-full");
        assertThat(ModelSpec.of("hf://a/b?revision=c").url()).isEqualTo("hf://a/b?revision=c");
        assertThat(ModelSpec.of("google-bert/bert-base-cased").url())
                .isEqualTo("hf://google-bert/bert-base-cased");
        Path named = Files.createDirectory(folder.resolve("a, b"));
        assertThat(ModelSpec.of(named.toString()).url()).startsWith("hf:///").endsWith("/a%2C%20b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelSpec.of("roberta-base").url())
                .withMessageContaining("There is no model 'roberta-base'")
                .withMessageContaining("FacebookAI/roberta-base")
                .withMessageContaining("mail-full");
        assertThatIllegalArgumentException().isThrownBy(() -> ModelSpec.of(" "));
    }

    @Test
    void canBeSentElsewhereAndLoadedThere() throws Exception {
        Map<String, String> arguments = new HashMap<>(Map.of("topK", "1"));
        ModelSpec spec = new ModelSpec("mail-linformer", arguments);
        arguments.put("topK", "2");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(spec);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            TextModel<String, Classifications> model =
                    TextModel.load(
                            (ModelSpec) in.readObject(), String.class, Classifications.class);
            List<Classifications> answers = model.predict(List.of("Subject: a", "Subject: b"));
            assertThat(answers).hasSize(2);
            assertThat(answers.get(0).<Classifications.Classification>topK()).hasSize(1);
            assertThat(model.predict(List.of())).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(List.of("Subject: a", "word ".repeat(5000))))
                    .withMessageContaining("4096");
            int tokens = model.tokens("Subject: a");
            model.close();
            assertThat(tokens).isPositive();
            assertThatIllegalStateException()
                    .isThrownBy(() -> model.tokens("Subject: a"))
                    .withMessageContaining("closed");
            assertThatIllegalStateException()
                    .isThrownBy(() -> model.predict(List.of("Subject: a")))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void aModelThatCantServeTheTypesIsRefusedWithASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TextModel.load(ModelSpec.of("mail-full"), Float.class, String.class))
                .withMessageContaining("String -> Classifications");
    }
}
