/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.NamedEntity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.efficienttransformers.ChildJvm;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What windows find in a long text is what is there, and what one window over the whole text finds.
 */
class LongTextTest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Path ANSWERER = TextFixtures.model("longformer-question-answering");
    private static final Path TAGGER = TextFixtures.model("longformer-token-classification");

    private static final String FILLER =
            "It handles the entry into, and the exit from, \ud83d\ude00 the desired re\u0301sume\u0301"
                    + " context for\r\nthe execution of the block of code. ";

    /** A text of about so many chars with a phrase at a place. */
    private static String document(int length, String phrase, int place) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            if (text.length() >= place && text.indexOf(phrase) < 0) {
                text.append(phrase).append(' ');
            }
            text.append(FILLER);
        }
        return text.toString();
    }

    private static int token(Path folder, String text) throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            int[] ids = tokenizer.encode(text).ids();
            assertThat(ids).hasSize(1);
            return ids[0];
        }
    }

    @ParameterizedTest
    @CsvSource({"100000, 97000", "100000, 0", "20000, 9700"})
    void findsAnAnswerThatIsPlantedAnywhereInALongDocument(int length, int place) throws Exception {
        String text = document(length, "@the marmalade_", place);
        int begin = token(ANSWERER, "@");
        int end = token(ANSWERER, "_");
        try (var model =
                        LoadedModel.load(
                                ANSWERER,
                                QAInput.class,
                                Answer.class,
                                block -> WordByWord.answerBetween(block, begin, end),
                                "maxLength",
                                4096,
                                "stride",
                                128);
                Predictor<QAInput, Answer> predictor = model.predictor()) {
            Answer answer = predictor.predict(new QAInput("What is it?", text));
            assertThat(answer.text()).isEqualTo("@the marmalade_");
            assertThat(answer.start()).isEqualTo(text.indexOf("@the"));
            assertThat(text.substring(answer.start(), answer.end())).isEqualTo(answer.text());
            assertThat(answer.score()).isCloseTo(1, within(1e-3));
        }
    }

    /**
     * A text of a hundred thousand tokens costs ten times what a tenth of it costs; read at once it
     * would be a hundred times. Time of the processor, since the machine may be busy with other
     * things.
     */
    @ParameterizedTest
    @ValueSource(strings = {"xlnet-text-classification", "xlnet-embedding"})
    void aMemoryReadsATextOfAnyLengthAtAConstantCostPerToken(String name) throws Exception {
        Path folder = TextFixtures.model(name);
        boolean classifies = name.endsWith("classification");
        Class<?> output = classifies ? Classifications.class : float[].class;
        String tenth = FILLER.repeat(230);
        String text = tenth.repeat(10);
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            assertThat(tokenizer.encode(text).length()).isGreaterThan(100_000);
        }
        try (var model = LoadedModel.load(folder, String.class, output, "segmentLength", 256);
                Predictor<String, ?> predictor = model.predictor()) {
            predictor.predict(tenth);
            long start = THREADS.getCurrentThreadCpuTime();
            predictor.predict(tenth);
            long tenthNanos = THREADS.getCurrentThreadCpuTime() - start;
            start = THREADS.getCurrentThreadCpuTime();
            Object answer = predictor.predict(text);
            double growth = (THREADS.getCurrentThreadCpuTime() - start) / (double) tenthNanos;
            assertThat(growth).isLessThan(30);
            if (answer instanceof Classifications found) {
                assertThat(found.getProbabilities()).allMatch(it -> it > 0 && it < 1);
            } else {
                assertThat((float[]) answer).hasSize(24).doesNotContain(Float.NaN);
            }
        }
    }

    @Test
    void answersOfAllWindowsCompareByTheirLogits() throws Exception {
        // Two beginnings, far from each other, and one end after the second.
        String text = document(3000, "@first", 0) + "@second_ " + FILLER.repeat(20);
        int begin = token(ANSWERER, "@");
        int end = token(ANSWERER, "_");
        for (Object[] arguments :
                List.of(new Object[] {"stride", 30}, new Object[] {"maxLength", 4096})) {
            try (var model =
                            LoadedModel.load(
                                    ANSWERER,
                                    QAInput.class,
                                    Answer.class,
                                    block -> WordByWord.answerBetween(block, begin, end),
                                    arguments);
                    Predictor<QAInput, Answer> predictor = model.predictor()) {
                Answer answer = predictor.predict(new QAInput("What is it?", text));
                assertThat(answer.text()).isEqualTo("@second_");
                // One of two beginnings, the only end.
                assertThat(answer.score()).isCloseTo(0.5, within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "simple", "first", "average", "max"})
    void entitiesOfOverlappingWindowsAreThoseOfTheWholeText(String strategy) throws Exception {
        String text = FILLER.repeat(12);
        NamedEntity[] whole = entities(text, strategy, "maxLength", 4096);
        assertThat(whole.length).isGreaterThan(100);
        for (int stride : new int[] {0, 7, 30, 100}) {
            assertThat(entities(text, strategy, "stride", stride))
                    .as("stride %d", stride)
                    .usingRecursiveComparison()
                    .withComparatorForType(
                            (a, b) -> Math.abs(a - b) < 1e-5 ? 0 : Float.compare(a, b), Float.class)
                    .isEqualTo(whole);
        }
    }

    private static NamedEntity[] entities(String text, String strategy, Object... arguments)
            throws Exception {
        try (var model =
                        LoadedModel.load(
                                TAGGER,
                                String.class,
                                NamedEntity[].class,
                                WordByWord::change,
                                "aggregationStrategy",
                                strategy,
                                arguments[0],
                                arguments[1]);
                Predictor<String, NamedEntity[]> predictor = model.predictor()) {
            return predictor.predict(text);
        }
    }

    @Test
    void spansOfEntitiesAreTheTextOfTheirTokens() throws Exception {
        String text = "\ud83d\ude00 cafe\u0301 \r\n\ud83d\udc69\u200d\ud83d\udc67 entry\u0301";
        for (NamedEntity entity : entities(text, "none", "ignoreLabels", "")) {
            String cut = text.substring(entity.getStart(), entity.getEnd());
            assertThat(cut.chars().filter(c -> Character.isSurrogate((char) c)).count()).isEven();
            if (!cut.isEmpty() && cut.chars().allMatch(c -> c < 128)) {
                // The alphabet of bytes writes \r as 0x10D, \n as 0x10A.
                String word = entity.getWord().replace("\u0120", "").replace('\u010d', '\r');
                assertThat(cut).isEqualTo(word.replace('\u010a', '\n'));
            }
        }
    }

    @Test
    void masksOfALongTextAreFilledEachByTheWindowAroundIt() throws Exception {
        Path filler = TextFixtures.model("longformer-fill-mask");
        String text = "<mask> " + FILLER.repeat(12) + "<mask> " + FILLER.repeat(12) + "<mask>";
        try (var model =
                        LoadedModel.load(
                                filler,
                                String.class,
                                Classifications[].class,
                                WordByWord::change,
                                "stride",
                                30);
                Predictor<String, Classifications[]> predictor = model.predictor()) {
            Classifications[] answers = predictor.predict(text);
            assertThat(answers).hasSize(3);
            assertThat(answers[1].getClassNames()).isEqualTo(answers[0].getClassNames());
            assertThat(answers[2].getClassNames()).isEqualTo(answers[0].getClassNames());
        }
    }

    /** A few megabytes of native memory. All tokens of the text at once would be many hundreds. */
    @Test
    void tenMegabytesOfTextTakeLittleMemory() throws Exception {
        assumeTrue(ProcessMemory.resetPeak());
        assertThat(Long.parseLong(ChildJvm.output("256m", TenMegabytes.class)))
                .isLessThan(100_000_000);
    }

    /** Prints by how many bytes a text of ten megabytes raises the peak. */
    static final class TenMegabytes {

        private TenMegabytes() {}

        public static void main(String[] args) throws Exception {
            String text = "The with statement handles the entry into a context. ".repeat(190_000);
            assertThat(text.length()).isGreaterThan(10_000_000);
            try (var model =
                            LoadedModel.load(
                                    ANSWERER, QAInput.class, Answer.class, "truncation", true);
                    Predictor<QAInput, Answer> predictor = model.predictor()) {
                predictor.predict(new QAInput("What is it?", text.substring(0, 500_000)));
                OptionalLong taken =
                        ProcessMemory.peakAbove(
                                () -> {
                                    Answer answer =
                                            predictor.predict(new QAInput("What is it?", text));
                                    assertThat(answer.text()).isNotEmpty();
                                });
                System.out.println(taken.orElseThrow());
            }
        }
    }
}
