/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.efficienttransformers.ProbeJvm;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is being saved to when the process is killed holds one model or the other, whole.
 * {@code -Dkills=300} kills more.
 *
 * @see SavingProbe
 */
class SavingTest {

    private static final Logger logger = LoggerFactory.getLogger(SavingTest.class);
    private static final Path FIXTURES = Path.of("../translators/src/test/resources/fixtures");
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final int LONGEST_MILLIS = 300;

    @TempDir private Path folder;

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void holdsOneModelOrTheOther() throws Exception {
        Path one = model("bert-model", "tokenizer.json", "vocab.txt");
        Path other = model("longformer-model", "tokenizer.json", "merges.txt");
        Path target = folder.resolve("target");
        Map<Map<String, String>, String> whole =
                Map.of(saved(one), "the one", saved(other), "the other");
        assertThat(whole).hasSize(2);
        Random random = new Random(19);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < KILLS; i++) {
            try (ProbeJvm probe = start(one, other, target)) {
                probe.awaitPrint(); // it is saving
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_MILLIS));
            }
            String state = stateOf(target);
            SavingProbe.load(target.toString()).close();
            String found = whole.get(content(target));
            assertThat(found).as("kill %d: %s", i, content(target).keySet()).isNotNull();
            outcomes.merge("killed " + state + ", " + found, 1, Integer::sum);
        }
        logger.info("{}", outcomes);
        try (var model = SavingProbe.load(one.toString())) {
            CheckpointWriter.save(model, target, DataType.FLOAT32);
        }
        try (Stream<Path> files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(saved(one).keySet());
        }
    }

    private Path model(String fixture, String... tokenizer) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(fixture));
        for (String name : new String[] {"config.json", "model.safetensors"}) {
            Files.copy(FIXTURES.resolve(fixture).resolve(name), copy.resolve(name));
        }
        for (String name : tokenizer) {
            Files.writeString(copy.resolve(name), "{\"of\": \"" + fixture + "\"}");
        }
        return copy;
    }

    private Map<String, String> saved(Path model) throws Exception {
        Path target = folder.resolve("saved-" + model.getFileName());
        try (var loaded = SavingProbe.load(model.toString())) {
            CheckpointWriter.save(loaded, target, DataType.FLOAT32);
        }
        return content(target);
    }

    /** What the files hold that belong to a model; a killed process may leave hidden ones. */
    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    content.put(name, text);
                }
            }
        }
        return content;
    }

    private static String stateOf(Path target) {
        if (Files.exists(target.resolve(".saved"))) {
            return "while files moved";
        }
        return Files.exists(target.resolve(".saving")) ? "while writing" : "between";
    }

    private static ProbeJvm start(Path one, Path other, Path target) throws IOException {
        return ProbeJvm.start(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                SavingProbe.class,
                one.toString(),
                other.toString(),
                target.toString());
    }
}
