/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.examples.Output;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that show the bundled mail models. */
class MailModelsTest {

    private static final String SPAM =
            "Subject: Make money fast\\n\\nClick here now for your FREE offer! No obligation,"
                    + " money back guaranteed. To be removed from our mailing list click here.";
    private static final String HAM =
            "Subject: Re: patch\\n\\nOn Monday, user wrote:\\n> The build fails for me.\\nIt works"
                    + " with the current version, could you try that?";

    private static final String ROW =
            " +ham +[01]\\.\\d{4} +\\d+ ms +\\d+ MB +ham +[01]\\.\\d{4}\\R";

    @TempDir private Path folder;

    @Test
    void demoPrintsARowForEachModel() throws IOException {
        assumeTrue(ProcessMemory.resetPeak());
        String letter =
                """
                Subject: Re: patch

                On Monday, Ida wrote:
                > The build fails for me.
                Could you try the version in the repository?
                """;
        Path mail = Files.writeString(folder.resolve("mail.txt"), letter);
        Output output =
                Output.of(
                        new MailDemo(), "--mail=" + mail, "--models=mail-longformer,mail-reformer");
        assertThat(output.err()).isEmpty();
        assertThat(output.out())
                .contains("Subject: Re: patch")
                .containsPattern("mail-longformer" + ROW)
                .containsPattern("mail-reformer" + ROW);
    }

    @Test
    void comparisonPrintsScoresAndCosts() throws IOException {
        assumeTrue(ProcessMemory.resetPeak());
        Path heldOut =
                Files.write(
                        folder.resolve("held-out.jsonl"),
                        List.of(
                                "{\"text\":\"" + SPAM + "\",\"label\":\"spam\"}",
                                "{\"text\":\"" + HAM + "\",\"label\":\"ham\"}",
                                "{\"text\":\"" + HAM + "\",\"label\":\"spam\"}"));
        Output output =
                Output.of(new MailComparison(), "--held-out=" + heldOut, "--models=mail-linformer");
        assertThat(output.err()).isEmpty();
        // Two of three, whole or cut; one of two spam mails found, and nothing taken for one.
        assertThat(output.out())
                .containsPattern(
                        "mail-linformer( +0\\.6667){3} +\\d+:\\d\\d +[\\d,]+/s"
                                + "( +[\\d,]+/s +\\d+ MB){2}\\R");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused("There is no model mail-gru; there are mail-full,", "--models=mail-gru");
        assertRefused("There is no file", "--mail=" + folder.resolve("none.txt"));
    }

    private static void assertRefused(String sentence, String... args) {
        Output output = Output.of(new MailDemo(), args);
        assertThat(output.err()).contains(sentence);
        assertThat(output.code()).isEqualTo(CommandLineProgram.BAD_INPUT);
    }

    @Test
    void scoresCountHitsAndFalseAlarms() {
        HeldOutScores scores = new HeldOutScores();
        scores.add(true, true);
        scores.add(true, true);
        scores.add(true, false);
        scores.add(false, true);
        scores.add(false, false);
        assertThat(scores.accuracy()).isCloseTo(0.6, within(1e-12));
        // Precision and recall are 2/3, so their harmonic mean is too.
        assertThat(scores.f1()).isCloseTo(2.0 / 3, within(1e-12));
    }
}
