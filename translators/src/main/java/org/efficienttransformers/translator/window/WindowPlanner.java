/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.window;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceSettings;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.window.Window.Part;

/**
 * Makes sequences that the model takes of texts: of one that fits, one; of a longer one what is
 * asked for: its beginning ({@code truncation}; its end where the tokenizer cuts on the left),
 * overlapping windows ({@code stride}), or an error.
 *
 * <p>Windows are those that the tokenizers library gives for the same stride: each is as long as
 * the model takes, and the last ends with the text.
 */
public final class WindowPlanner {

    /** Which tokens get global attention, where the model has such. */
    public enum Globals {
        /** Those that the model chooses. */
        BY_MODEL,
        /** All before the first separator of a pair. */
        FIRST_TEXT,
        /** All after the separators of a pair. */
        SECOND_TEXT
    }

    private final SequenceTemplate single;
    private final SequenceTemplate pair;
    private final int limit;
    private final Integer stride;
    private final boolean truncation;
    private final boolean left;
    private final boolean types;
    private final boolean globals;

    /**
     * Makes a planner.
     *
     * @param tokenizer the tokenizer
     * @param model the model
     * @param arguments what is asked for
     * @param settings what the folder's sentence-transformers files say
     */
    public WindowPlanner(
            TextTokenizer tokenizer,
            TransformerModel model,
            Settings arguments,
            SentenceSettings settings) {
        this(
                tokenizer,
                tokenizer.single(),
                model,
                arguments,
                settings.maxLength() > 0 ? settings.maxLength() : tokenizer.modelMaxLength());
    }

    /**
     * Makes a planner for texts that something else is put around.
     *
     * @param tokenizer the tokenizer
     * @param single what is put around one text
     * @param model the model
     * @param arguments what is asked for
     * @param usual the longest text unless another is asked for
     */
    public WindowPlanner(
            TextTokenizer tokenizer,
            SequenceTemplate single,
            TransformerModel model,
            Settings arguments,
            int usual) {
        this.single = single;
        pair = tokenizer.pair();
        Integer asked = arguments.get(TranslatorArguments.MAX_LENGTH);
        limit = Math.min(model.maxLength(), asked == null ? usual : asked);
        stride = arguments.get(TranslatorArguments.STRIDE);
        truncation = arguments.get(TranslatorArguments.TRUNCATION);
        left = tokenizer.truncatesLeft();
        types = tokenizer.givesTokenTypes() && model.typeVocabSize() > 1;
        globals = model.hasGlobalTokens();
        int room = limit - single.addedTokens();
        require(
                room >= 1,
                "maxLength is %s; it must be more than the %s special tokens around a text.",
                limit,
                single.addedTokens());
        require(
                stride == null || stride < room,
                "stride is %s; it must be less than the %s tokens that a window has room for.",
                stride,
                room);
    }

    /** The longest text in tokens, special ones included. */
    public int limit() {
        return limit;
    }

    /**
     * Plans for one text.
     *
     * @param text the text
     * @return one sequence or more
     */
    public List<Window> single(EncodedText text) {
        require(
                text.length() + single.addedTokens() > 0,
                "The text has no tokens; give one that isn't empty.");
        List<Window> windows = new ArrayList<>();
        for (Part part : parts(text.length(), single.addedTokens())) {
            Sequence sequence = new Sequence();
            sequence.add(single.prefix(), single.prefixTypes());
            int offset = sequence.add(text, part, single.firstType());
            sequence.add(single.suffix(), single.suffixTypes());
            windows.add(sequence.window(0, 0, offset, part));
        }
        return windows;
    }

    /**
     * Plans for two texts of which the first is whole in each sequence, and the second is cut.
     *
     * @param first such as a question
     * @param second such as a context
     * @param what what the first text is, for messages
     * @param wanted which tokens get global attention
     * @return one sequence or more
     */
    public List<Window> cutSecond(
            EncodedText first, EncodedText second, String what, Globals wanted) {
        Part whole = Part.whole(first.length());
        List<Window> windows = new ArrayList<>();
        for (Part part : parts(second.length(), taken(first.length(), second.length(), what))) {
            windows.add(pair(first, whole, second, part, false, wanted));
        }
        return windows;
    }

    /**
     * Plans for two texts of which the second is whole in each sequence, and the first is cut.
     *
     * @param first such as a premise
     * @param second such as a hypothesis
     * @param what what the second text is, for messages
     * @param reserved tokens to keep for the second text: those of the longest to come, so that the
     *     first is cut alike for all
     * @param wanted which tokens get global attention
     * @return one sequence or more
     */
    public List<Window> cutFirst(
            EncodedText first, EncodedText second, String what, int reserved, Globals wanted) {
        List<Window> windows = new ArrayList<>();
        for (Part part : parts(first.length(), taken(reserved, first.length(), what))) {
            windows.add(pair(first, part, second, Part.whole(second.length()), true, wanted));
        }
        return windows;
    }

    /**
     * Plans for two texts of equal rank: windows go over the longer one, and truncation takes from
     * the longer one first, as the tokenizers library's {@code longest_first}.
     *
     * @param first one text
     * @param second the other
     * @return one sequence or more
     */
    public List<Window> cutLonger(EncodedText first, EncodedText second) {
        int room = limit - pair.addedTokens();
        if (truncation && first.length() + second.length() > room) {
            int kept = SequenceTemplate.keptOfFirst(first.length(), second.length(), room);
            return List.of(
                    pair(
                            first,
                            kept(first.length(), kept),
                            second,
                            kept(second.length(), room - kept),
                            true,
                            Globals.BY_MODEL));
        }
        return first.length() > second.length()
                ? cutFirst(first, second, "second text", second.length(), Globals.BY_MODEL)
                : cutSecond(first, second, "first text", Globals.BY_MODEL);
    }

    /** What truncation leaves of a text: its beginning, or its end. */
    private Part kept(int length, int kept) {
        return left ? new Part(length - kept, length, length - kept, length) : Part.whole(kept);
    }

    /** The tokens of a sequence that aren't those of the text to be cut. */
    private int taken(int whole, int cut, String what) {
        int taken = whole + pair.addedTokens();
        require(
                cut + taken <= limit || taken < limit,
                "The %s is %s tokens long, which with %s special ones leaves no room in the %s"
                        + " that the model takes; shorten it.",
                what,
                whole,
                pair.addedTokens(),
                limit);
        return taken;
    }

    /** Cuts a text of so many tokens, where others stand next to it in each sequence. */
    private List<Part> parts(int length, int taken) {
        int room = limit - taken;
        if (length <= room) {
            return List.of(Part.whole(length));
        }
        if (truncation) {
            return List.of(kept(length, room));
        }
        require(
                stride != null,
                "The input is %s tokens long, and the model takes at most %s; shorten it, or load"
                        + " the model with stride=<tokens> to combine overlapping windows, with"
                        + " truncation=true to cut it, or with a larger maxLength.",
                length + taken,
                limit);
        require(
                stride < room,
                "stride is %s; it must be less than the %s tokens that a window has room for"
                        + " besides the other text.",
                stride,
                room);
        List<Part> parts = new ArrayList<>();
        int ownFrom = 0;
        int from = 0;
        for (; from + room < length; from += room - stride) {
            int to = from + room;
            int ownTo = to - stride / 2;
            parts.add(new Part(from, to, ownFrom, ownTo));
            ownFrom = ownTo;
        }
        parts.add(new Part(from, length, ownFrom, length));
        return parts;
    }

    private Window pair(
            EncodedText first,
            Part firstPart,
            EncodedText second,
            Part secondPart,
            boolean cutsFirst,
            Globals wanted) {
        Sequence sequence = new Sequence();
        sequence.add(pair.prefix(), pair.prefixTypes());
        int firstAt = sequence.add(first, firstPart, pair.firstType());
        int middleAt = sequence.add(pair.middle(), pair.middleTypes());
        int secondAt = sequence.add(second, secondPart, pair.secondType());
        int suffixAt = sequence.add(pair.suffix(), pair.suffixTypes());
        int globalFrom = 0;
        int globalTo = 0;
        if (globals && wanted == Globals.FIRST_TEXT) {
            globalTo = middleAt;
        } else if (globals && wanted == Globals.SECOND_TEXT) {
            globalFrom = secondAt;
            globalTo = suffixAt + pair.suffix().length;
        }
        return sequence.window(
                globalFrom,
                globalTo,
                cutsFirst ? firstAt : secondAt,
                cutsFirst ? firstPart : secondPart);
    }

    /** Grows by parts; each returns where it begins. */
    private final class Sequence {

        private int[] ids = new int[0];
        private int[] typeIds = new int[0];

        int add(int[] more, int[] moreTypes) {
            int at = ids.length;
            ids = Arrays.copyOf(ids, at + more.length);
            typeIds = Arrays.copyOf(typeIds, ids.length);
            System.arraycopy(more, 0, ids, at, more.length);
            System.arraycopy(moreTypes, 0, typeIds, at, more.length);
            return at;
        }

        int add(EncodedText text, Part part, int type) {
            int[] more = Arrays.copyOfRange(text.ids(), part.from(), part.to());
            int[] moreTypes = new int[more.length];
            Arrays.fill(moreTypes, type);
            return add(more, moreTypes);
        }

        Window window(int globalFrom, int globalTo, int offset, Part part) {
            return new Window(ids, types ? typeIds : null, globalFrom, globalTo, offset, part);
        }
    }
}
