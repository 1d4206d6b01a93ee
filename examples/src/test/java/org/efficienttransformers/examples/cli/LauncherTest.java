/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script bin/et runs the command line from any folder, by a link, too. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final Path SCRIPT = Path.of("../bin/et");

    @TempDir private Path folder;

    @Test
    void runsFromAnEmptyFolderThroughALink() throws Exception {
        Path home = distribution();
        jarOfTheClassPath(Files.createDirectory(home.resolve("lib")).resolve("all.jar"));
        Path link = Files.createSymbolicLink(folder.resolve("et-link"), home.resolve("bin/et"));

        assertThat(run(link, "--version")).startsWith("0\net ");
        assertThat(run(link, "zoo", "list")).startsWith("0\nname ").contains("mail-longformer");
        assertThat(run(link, "predict", "mail-linformer"))
                .startsWith("2\n")
                .contains("There is no text; give one");
    }

    @Test
    void saysHowToMakeWhatIsMissing() throws Exception {
        assertThat(run(distribution().resolve("bin/et"), "--version"))
                .startsWith("2\n")
                .contains("There is no ", "/lib; make the distribution with 'mvn ");
    }

    private Path distribution() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(SCRIPT, home.resolve("bin/et"));
        assertThat(home.resolve("bin/et").toFile().setExecutable(true)).isTrue();
        return home;
    }

    /** A jar that names the class path of this test. */
    private static void jarOfTheClassPath(Path jar) throws IOException {
        String path =
                Stream.of("surefire.test.class.path", "java.class.path")
                        .map(System::getProperty)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Stream.of(path.split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }

    /** Returns the exit code, what was printed, and the errors. */
    private String run(Path script, String... args) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(Stream.of(script.toString()), Stream.of(args)).toList());
        builder.directory(Files.createDirectories(folder.resolve("empty")).toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + "\n" + output + Files.readString(errors);
    }
}
