/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.ProbeJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DJL Serving finds this project in its {@code deps} folder, by the class loaders that it has.
 *
 * @see ServingProbe
 */
class ServingClassLoaderTest {

    private static final Path MODEL =
            Path.of("src/main/resources/org/efficienttransformers/zoo/mail-full");

    @TempDir private Path server;

    @Test
    void loadsModelsFromALoaderBeneath() throws Exception {
        Path model = Files.createDirectory(server.resolve("model"));
        for (Path folder : List.of(MODEL, MODEL.resolveSibling("mail"))) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.copy(file, model.resolve(file.getFileName()));
                }
            }
        }
        // Of this project the server's own class path has the probe, and nothing else.
        String probe = ServingProbe.class.getName().replace('.', '/') + ".class";
        Path copy = server.resolve("classes").resolve(probe);
        Files.createDirectories(copy.getParent());
        try (var stream = ServingProbe.class.getClassLoader().getResourceAsStream(probe)) {
            Files.copy(stream, copy);
        }
        Map<Boolean, String> paths =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .collect(
                                Collectors.partitioningBy(
                                        ServingClassLoaderTest::isOfTheServer,
                                        Collectors.joining(File.pathSeparator)));
        String servers = server.resolve("classes") + File.pathSeparator + paths.get(true);
        try (ProbeJvm jvm =
                ProbeJvm.start(
                        List.of("-cp", servers),
                        ServingProbe.class,
                        paths.get(false),
                        HuggingFaceRepository.url(model, null).toString(),
                        "djl://org.efficienttransformers/mail-linformer")) {
            assertThat(jvm.output()).contains("loaded model", "loaded mail-linformer");
        }
    }

    /** DJL with its engine, and what both need. */
    private static boolean isOfTheServer(String entry) {
        return entry.endsWith(".jar") && !entry.contains("efficient-transformers");
    }
}
