/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efficienttransformers.examples.Main;
import org.efficienttransformers.examples.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Options of recipes from a file. */
class SettingsFileTest {

    @TempDir private Path folder;

    private String[] expand(String yaml, String... args) throws IOException {
        Path file = Files.writeString(folder.resolve("settings.yaml"), yaml);
        CommandLine line = CommandLineProgram.of(new MainOfTest().main());
        String[] all = new String[args.length + 3];
        all[0] = "train";
        all[1] = "text-classification";
        all[2] = "--settings=" + file;
        System.arraycopy(args, 0, all, 3, args.length);
        return SettingsFile.expand(line, all);
    }

    /** Main's constructor is for picocli. */
    private static final class MainOfTest {

        Object main() {
            return new CommandLine(Main.class).getCommand();
        }
    }

    @Test
    void keysAreOptionsOfAllKinds() throws IOException {
        assertThat(
                        expand(
                                """
                                # a comment
                                new: longformer
                                learning-rate: 1e-3
                                truncate: true
                                balance: false
                                set:
                                  attention_window: 256
                                  num_labels: 2
                                """,
                                "--epochs",
                                "3"))
                .containsExactly(
                        "train",
                        "text-classification",
                        "--new=longformer",
                        "--learning-rate=1e-3",
                        "--truncate",
                        "--set=attention_window=256",
                        "--set=num_labels=2",
                        "--epochs",
                        "3");
    }

    @Test
    void whatIsOnTheCommandLineGoesFirst() throws IOException {
        assertThat(
                        expand(
                                "new: longformer\nepochs: 1\nset: {a: 1}\n",
                                "--model",
                                "hf:///m",
                                "--epochs=2",
                                "--set",
                                "a=2"))
                .as("--model can't be given with --new")
                .containsExactly(
                        "train",
                        "text-classification",
                        "--set=a=1",
                        "--model",
                        "hf:///m",
                        "--epochs=2",
                        "--set",
                        "a=2");
    }

    @Test
    void whatCantBeRightIsOneSentence() throws IOException {
        assertRefused("epoch: 3", "has the setting 'epoch'; allowed: accumulate,");
        assertRefused("- a\n- b\n", "has no settings");
        assertRefused("epochs: [1, 2]\n", "has [1, 2] for 'epochs'; give one value.");
        assertRefused("truncate: maybe\n", "has 'maybe' for 'truncate'; allowed: true, false.");
        assertRefused("epochs: 1\nepochs: 2\n", "is no YAML of settings");
        assertRefused("a: b: c\n", "is no YAML of settings");
        Output missing =
                Output.of(
                        new MainOfTest().main(),
                        "train",
                        "text-classification",
                        "--settings",
                        folder.resolve("none.yaml").toString());
        assertThat(missing.err()).startsWith("There is no file ").contains("none.yaml");
        assertThat(missing.code()).isEqualTo(CommandLineProgram.BAD_INPUT);
    }

    private void assertRefused(String yaml, String sentence) {
        assertThatExceptionOfType(BadInputException.class)
                .isThrownBy(() -> expand(yaml))
                .withMessageContaining(sentence)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
