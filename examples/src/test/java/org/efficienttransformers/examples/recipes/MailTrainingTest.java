/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mechanism's settings make a model; what is done isn't done again. */
class MailTrainingTest {

    @TempDir private Path folder;

    @Test
    void trainsEachModelOnce() throws IOException {
        List<String> mails = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            mails.add("{\"text\":\"Subject: Win!\\n\\nFree money\",\"label\":\"spam\"}");
            mails.add("{\"text\":\"Subject: Re: Lunch\\n\\nAt noon?\",\"label\":\"ham\"}");
        }
        for (String file : new String[] {"start", "train", "validation", "held-out"}) {
            Files.write(folder.resolve(file + ".jsonl"), mails);
        }
        Path tokenizer =
                Path.of("../zoo/src/main/resources/org/efficienttransformers/zoo/mail")
                        .toAbsolutePath();
        RecipeRunner first = run(tokenizer);
        assertThat(first.out())
                .contains("mail-full", "mail-longformer", "mail-bigbird")
                .contains("mail-reformer", "mail-linformer", "mail-performer");
        for (String mechanism : "full longformer bigbird reformer linformer performer".split(" ")) {
            Path model = folder.resolve("models/mail-" + mechanism + "/model.safetensors");
            // float32: at most 4 MB in half precision.
            assertThat(Files.size(model)).isBetween(4_000_000L, 8_000_000L);
        }
        assertThat(run(tokenizer).out()).isEmpty();
        // As an interrupted run leaves it.
        Path record = folder.resolve("models/mail-performer/run.json");
        JsonObject json = JsonParser.parseString(Files.readString(record)).getAsJsonObject();
        assertThat(json.remove("test")).isNotNull();
        Files.writeString(record, json.toString());
        assertThat(run(tokenizer).out()).contains("mail-performer").doesNotContain("mail-full");
    }

    private RecipeRunner run(Path tokenizer) {
        RecipeRunner runner = new RecipeRunner();
        int code =
                runner.run(
                        new MailTraining(),
                        "--data=" + folder,
                        "--tokenizer=" + tokenizer,
                        "--output=" + folder.resolve("models"));
        assertThat(code).as(runner.err()).isZero();
        return runner;
    }
}
