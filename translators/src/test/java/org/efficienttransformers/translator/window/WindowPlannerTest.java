/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.tokenizer.TextFixtures;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.window.WindowPlanner.Globals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows are those of the tokenizers library, and each token belongs to one of them. */
class WindowPlannerTest {

    private static final Path FOLDER = TextFixtures.model("longformer-question-answering");
    private static final String LONG =
            "It handles the entry into, and the exit from, \ud83d\ude00 the context. ".repeat(40);
    private static final String QUESTION = "What is an object?";
    private static final int LIMIT = 128;

    private final NDManager manager = NDManager.newBaseManager();
    private TextTokenizer tokenizer;
    private TransformerModel model;

    @BeforeEach
    void load() throws IOException {
        tokenizer = TextTokenizer.load(FOLDER);
        model = Checkpoint.load(FOLDER, manager, LoadOptions.DEFAULT).model();
    }

    @AfterEach
    void close() {
        tokenizer.close();
        manager.close();
    }

    private WindowPlanner planner(Object... arguments) {
        Map<String, Object> map =
                arguments.length == 0 ? Map.of() : Map.of((String) arguments[0], arguments[1]);
        return planner(map);
    }

    private WindowPlanner planner(Map<String, ?> arguments) {
        try {
            return new WindowPlanner(
                    tokenizer,
                    model,
                    TranslatorArguments.of(arguments),
                    SentenceFolder.read(FOLDER).settings());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The windows of the tokenizers library, through DJL. */
    private static List<long[]> ofLibrary(String truncation, int stride, String... texts)
            throws IOException {
        return ofLibrary(LIMIT, truncation, stride, texts);
    }

    private static List<long[]> ofLibrary(int limit, String truncation, int stride, String... texts)
            throws IOException {
        Map<String, String> options =
                Map.of(
                        "truncation",
                        truncation,
                        "padding",
                        "false",
                        "maxLength",
                        Integer.toString(limit),
                        "stride",
                        Integer.toString(stride));
        try (HuggingFaceTokenizer library = HuggingFaceTokenizer.newInstance(FOLDER, options)) {
            Encoding first =
                    texts.length == 1
                            ? library.encode(texts[0], true, true)
                            : library.encode(texts[0], texts[1], true, true);
            List<long[]> windows = new ArrayList<>(List.of(first.getIds()));
            for (Encoding more : first.getOverflowing()) {
                windows.add(more.getIds());
            }
            return windows;
        }
    }

    private static void assertSame(List<Window> windows, List<long[]> expected) {
        assertThat(windows).hasSameSizeAs(expected);
        for (int i = 0; i < windows.size(); i++) {
            assertThat(windows.get(i).ids())
                    .isEqualTo(Arrays.stream(expected.get(i)).mapToInt(Math::toIntExact).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 64, 125})
    void windowsOfATextAreThoseOfTheLibrary(int stride) throws IOException {
        List<Window> windows = planner("stride", stride).single(tokenizer.encode(LONG));
        assertThat(windows.size()).isGreaterThan(5);
        assertSame(windows, ofLibrary("only_first", stride, LONG));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 64})
    void windowsOfAContextAreThoseOfTheLibrary(int stride) throws IOException {
        List<Window> windows =
                planner("stride", stride)
                        .cutSecond(
                                tokenizer.encode(QUESTION),
                                tokenizer.encode(LONG),
                                "question",
                                Globals.FIRST_TEXT);
        assertSame(windows, ofLibrary("only_second", stride, QUESTION, LONG));
        int question = tokenizer.encode(QUESTION).length();
        assertThat(windows)
                .allSatisfy(
                        window -> {
                            assertThat(window.globalFrom()).isZero();
                            assertThat(window.globalTo()).isEqualTo(1 + question);
                        });
    }

    @Test
    void truncationIsThatOfTheLibrary() throws IOException {
        WindowPlanner planner = planner("truncation", true);
        assertSame(
                planner.single(tokenizer.encode(LONG)),
                ofLibrary("only_first", 0, LONG).subList(0, 1));
        for (String[] pair :
                List.of(
                        new String[] {LONG, "short"},
                        new String[] {"short", LONG},
                        new String[] {LONG, LONG.substring(7)},
                        new String[] {LONG.substring(0, 200), LONG})) {
            assertSame(
                    planner.cutLonger(tokenizer.encode(pair[0]), tokenizer.encode(pair[1])),
                    ofLibrary("longest_first", 0, pair[0], pair[1]).subList(0, 1));
        }
    }

    /** Of an odd room the second of two texts of equal length gets more, the longer of others. */
    @ParameterizedTest
    @CsvSource({"30, 40, 40", "31, 40, 40", "31, 40, 41", "31, 41, 40", "33, 40, 14", "33, 14, 40"})
    void truncationOfPairsIsThatOfTheLibrary(int limit, int first, int second) throws IOException {
        String one = "a ".repeat(first).strip();
        String other = "the ".repeat(second).strip();
        assertThat(tokenizer.encode(one).length()).isEqualTo(first);
        Map<String, Object> arguments = Map.of("truncation", true, "maxLength", limit);
        WindowPlanner planner = planner(arguments);
        assertSame(
                planner.cutLonger(tokenizer.encode(one), tokenizer.encode(other)),
                ofLibrary(limit, "longest_first", 0, one, other).subList(0, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 21, 64, 125})
    void eachTokenBelongsToOneWindowThatHasMostTextAroundIt(int stride) {
        int length = tokenizer.encode(LONG).length();
        List<Window> windows = planner("stride", stride).single(tokenizer.encode(LONG));
        int next = 0;
        for (Window window : windows) {
            assertThat(window.part().ownFrom()).isEqualTo(next);
            next = window.part().ownTo();
            for (int token = window.part().ownFrom(); token < next; token++) {
                int most = 0;
                for (Window other : windows) {
                    most = Math.max(most, around(other, token, length));
                }
                // The middle of an odd overlap may go either way.
                assertThat(around(window, token, length)).isBetween(most - 1, most);
            }
        }
        assertThat(next).isEqualTo(length);
    }

    /**
     * How many tokens a window has at least on either side of a token; the text's ends don't count.
     */
    private static int around(Window window, int token, int length) {
        Window.Part part = window.part();
        if (token < part.from() || token >= part.to()) {
            return -1;
        }
        int left = part.from() == 0 ? Integer.MAX_VALUE : token - part.from();
        int right = part.to() == length ? Integer.MAX_VALUE : part.to() - 1 - token;
        return Math.min(left, right);
    }

    @Test
    void windowsOfEqualTextsGoOverTheLongerOne() {
        WindowPlanner planner = planner("stride", 20);
        var brief = tokenizer.encode("A short text.");
        var wordy = tokenizer.encode(LONG);
        Window second = planner.cutLonger(brief, wordy).get(1);
        assertThat(second.ids()[second.offset()]).isEqualTo(wordy.ids()[second.part().from()]);
        assertThat(second.offset()).isEqualTo(1 + brief.length() + 2);
        Window first = planner.cutLonger(wordy, brief).get(1);
        assertThat(first.offset()).isEqualTo(1);
        assertThat(first.ids()).endsWith(concat(brief.ids(), 2));
    }

    private static int[] concat(int[] ids, int last) {
        int[] all = Arrays.copyOf(ids, ids.length + 1);
        all[ids.length] = last;
        return all;
    }

    @Test
    void tokensOfTheSecondTextAreGlobalIfAskedFor() {
        var first = tokenizer.encode("A prompt");
        var second = tokenizer.encode("and a choice.");
        Window window = planner().cutFirst(first, second, "choice", 10, Globals.SECOND_TEXT).get(0);
        assertThat(window.globalFrom()).isEqualTo(1 + first.length() + 2);
        assertThat(window.globalTo()).isEqualTo(window.length());
    }

    @Test
    void maxLengthShortensWindowsButNotBeyondTheModel() {
        assertThat(planner("maxLength", 50).single(tokenizer.encode("word"))).hasSize(1);
        assertThatThrownBy(() -> planner("maxLength", 50).single(tokenizer.encode(LONG)))
                .hasMessageContaining("takes at most 50;");
        assertThatThrownBy(() -> planner("maxLength", 5000).single(tokenizer.encode(LONG)))
                .hasMessageContaining("takes at most 128;");
    }

    @Test
    void aLongTextWithoutLeaveToCutItIsAnErrorThatNamesBothLengths() {
        int length = tokenizer.encode(LONG).length() + 2;
        assertThatThrownBy(() -> planner().single(tokenizer.encode(LONG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The input is "
                                + length
                                + " tokens long, and the model takes at most 128; shorten it, or"
                                + " load the model with stride=<tokens> to combine overlapping"
                                + " windows, with truncation=true to cut it, or with a larger"
                                + " maxLength.");
    }

    @Test
    void aQuestionThatFillsTheWindowIsAnError() {
        assertThatThrownBy(
                        () ->
                                planner("stride", 20)
                                        .cutSecond(
                                                tokenizer.encode(LONG),
                                                tokenizer.encode("context"),
                                                "question",
                                                Globals.FIRST_TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The question is "
                                + tokenizer.encode(LONG).length()
                                + " tokens long, which with 4 special ones leaves no room in the"
                                + " 128 that the model takes; shorten it.");
    }

    @Test
    void aStrideThatTheQuestionLeavesNoRoomForIsAnError() {
        int question = tokenizer.encode(QUESTION).length();
        int room = LIMIT - 4 - question;
        assertThatThrownBy(
                        () ->
                                planner("stride", room)
                                        .cutSecond(
                                                tokenizer.encode(QUESTION),
                                                tokenizer.encode(LONG),
                                                "question",
                                                Globals.FIRST_TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "stride is "
                                + room
                                + "; it must be less than the "
                                + room
                                + " tokens that a window has room for besides the other text.");
    }
}
