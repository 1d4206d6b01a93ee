/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.efficienttransformers.examples.Output;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.data.TextFiles;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.RunRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * One command writes the mails that the bundled models learnt from, and sides have nothing in
 * common.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailCorpusTest {

    private List<LabelledText> start;
    private List<LabelledText> train;
    private List<LabelledText> validation;
    private List<LabelledText> heldOut;

    @BeforeAll
    void write(@TempDir Path folder) throws IOException {
        Output output = Output.of(new MailCorpus(), "--output=" + folder);
        assertThat(output.code()).as(output.err()).isZero();
        TextFiles files = new TextFiles("text", "label");
        start = files.read(folder.resolve("start.jsonl"));
        train = files.read(folder.resolve(Side.TRAIN.file()));
        validation = files.read(folder.resolve(Side.VALIDATION.file()));
        heldOut = files.read(folder.resolve(Side.HELD_OUT.file()));
    }

    @Test
    void theBundledModelsLearntFromTheseMails(@TempDir Path folder) throws IOException {
        RunRecord record = new RunRecord("text-classification");
        record.data("train", Path.of(Side.TRAIN.file()), train);
        record.data("validation", Path.of(Side.VALIDATION.file()), validation);
        record.data("test", Path.of(Side.HELD_OUT.file()), heldOut);
        record.write(folder);
        JsonElement expected = data(Files.newInputStream(folder.resolve(RunRecord.FILE)));
        for (String name : MailModels.NAMES) {
            String resource = "/org/efficienttransformers/zoo/" + name + "/run.json";
            assertThat(data(MailCorpusTest.class.getResourceAsStream(resource)))
                    .as(name)
                    .isEqualTo(expected);
        }
    }

    private static JsonElement data(InputStream run) throws IOException {
        try (Reader reader = new InputStreamReader(run, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject().get("data");
        }
    }

    @Test
    void sentencesOfOneSideStandInNoMailOfAnother() throws IOException {
        // Those without slots and too long to be part of another can be looked for as they are.
        List<Topic> topics = new ArrayList<>(Topic.read("ham.txt"));
        topics.addAll(Topic.read("spam.txt"));
        for (Side side : Side.values()) {
            List<LabelledText> own = mails(side);
            List<LabelledText> others =
                    Stream.of(Side.values())
                            .filter(other -> other != side)
                            .flatMap(other -> mails(other).stream())
                            .toList();
            List<String> sentences =
                    topics.stream()
                            .flatMap(topic -> topic.of(side).sentences().stream())
                            .filter(sentence -> sentence.matches("[^\\[{]{25,}"))
                            .toList();
            assertThat(sentences).hasSizeGreaterThan(40);
            assertThat(sentences).filteredOn(s -> contains(others, s)).isEmpty();
            assertThat(sentences).filteredOn(s -> contains(own, s)).hasSizeGreaterThan(40);
        }
    }

    private List<LabelledText> mails(Side side) {
        return switch (side) {
            case TRAIN -> Stream.of(start, train).flatMap(List::stream).toList();
            case VALIDATION -> validation;
            case HELD_OUT -> heldOut;
        };
    }

    private static boolean contains(List<LabelledText> mails, String sentence) {
        return mails.stream().anyMatch(mail -> mail.text().contains(sentence));
    }

    @Test
    void allSlotsAreFilledAndEachSideHasItsOwnLines() throws IOException {
        assertThat(Stream.of(start, train, validation, heldOut).flatMap(List::stream))
                .allMatch(mail -> mail.text().startsWith("Subject: "))
                .noneMatch(mail -> mail.text().matches("(?s).*[{}|].*"));
        for (String resource : List.of("ham.txt", "spam.txt", "common.txt")) {
            for (Topic topic : Topic.read(resource)) {
                for (Side side : Side.values()) {
                    Topic own = topic.of(side);
                    assertThat(own.subjects().isEmpty()).isEqualTo(topic.subjects().isEmpty());
                    assertThat(own.sentences().isEmpty()).isEqualTo(topic.sentences().isEmpty());
                }
            }
        }
    }

    @Test
    void refusesWhatItCantWrite(@TempDir Path folder) throws IOException {
        Output output = Output.of(new MailCorpus(), "--output=" + folder, "--mails=49");
        assertThat(output.err()).contains("--mails is 49; it must be 50 or more.");
        assertThat(output.code()).isEqualTo(CommandLineProgram.BAD_INPUT);
        Slots slots = new Slots(Side.TRAIN, new Random(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> slots.fill("Dear {nobody},"))
                .withMessage("There is no slot {nobody}; slots.txt lists them.");
    }
}
