/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.efficienttransformers.generate.GeneratedTexts;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.generate.TokenListener;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.EncodedText;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.StreamedText;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.task.TaskTranslator;
import org.efficienttransformers.translator.window.Window;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Writes a text about another, as encoder-decoders were trained to: a summary.
 *
 * <p>Where windows overlap ({@code stride}), each is summarised for itself. The summaries, in their
 * order, are the text that is summarised next, until one window holds it.
 */
public final class Summarizer implements Task<String, String> {

    private static final String SEQUENCES = "sequences";

    private final TransformerModel model;
    private final TextTokenizer tokenizer;
    private final WindowPlanner planner;
    private final TaskContext context;
    private final Settings settings;

    public Summarizer(TaskContext context) {
        model = context.model();
        tokenizer = context.tokenizer();
        planner = context.planner();
        this.context = context;
        settings = context.generation().with(GenerationSettings.NUM_RETURN_SEQUENCES, 1);
    }

    private List<Window> plan(EncodedText text) {
        int globals = model.hasGlobalTokens() ? context.get(TranslatorArguments.GLOBAL_TOKENS) : 0;
        return planner.single(text).stream()
                .map(window -> window.withGlobals(0, Math.min(globals, window.length())))
                .toList();
    }

    /** The same task, whose answers are told while they are written. */
    public static Task<StreamedText, String> streamed(TaskContext context) {
        Summarizer summarizer = new Summarizer(context);
        return input ->
                Example.of(
                        () -> {
                            TextStream stream =
                                    new TextStream(
                                            summarizer::decode,
                                            summarizer.tokenizer::isByte,
                                            input.pieces());
                            EncodedText text = summarizer.tokenizer.encode(input.text());
                            List<Window> windows = summarizer.plan(text);
                            String summary = summarizer.summarize(windows, text.length(), stream);
                            stream.end(summary);
                            return summary;
                        });
    }

    @Override
    public Example<String> begin(String input) {
        EncodedText text = tokenizer.encode(input);
        List<Window> windows = plan(text);
        List<String> summaries = new ArrayList<>();
        return Example.of(
                windows,
                (window, outputs) -> summaries.add(decode(outputs.integers(SEQUENCES))),
                () ->
                        windows.size() == 1
                                ? summaries.get(0)
                                : reduce(
                                        String.join("\n", summaries),
                                        text.length(),
                                        TokenListener.NONE));
    }

    /** Summarises summaries, as long as they get shorter. */
    private String reduce(String summaries, int before, TokenListener last) {
        EncodedText text = tokenizer.encode(summaries);
        return text.length() < before ? summarize(plan(text), text.length(), last) : summaries;
    }

    /** Summarises windows one by one, and then their summaries; a single one is listened to. */
    private String summarize(List<Window> windows, int length, TokenListener last) {
        boolean single = windows.size() == 1;
        List<String> summaries = new ArrayList<>();
        NDManager parent = model.getParameters().valueAt(0).getArray().getManager();
        for (Window window : windows) {
            try (NDManager scope = parent.newSubManager()) {
                NDList inputs = TaskTranslator.arrays(List.of(window), scope, 0, false);
                TokenListener listener = single ? last : TokenListener.NONE;
                summaries.add(decode(generate(inputs, listener).sequences()[0]));
            }
        }
        return single ? summaries.get(0) : reduce(String.join("\n", summaries), length, last);
    }

    @Override
    public void run(Block block, ParameterStore store, NDList inputs, Consumer<NDList> accept) {
        long[][] texts = generate(inputs, TokenListener.NONE).sequences();
        NDArray sequences =
                inputs.head()
                        .getManager()
                        .create(
                                Arrays.stream(texts).flatMapToLong(LongStream::of).toArray(),
                                new Shape(texts.length, texts[0].length));
        sequences.setName(SEQUENCES);
        accept.accept(new NDList(sequences));
    }

    private GeneratedTexts generate(NDList inputs, TokenListener listener) {
        return new TextGenerator(settings, context.drawnSeed(), listener).generate(model, inputs);
    }

    private String decode(long... tokens) {
        return decode(LongStream.of(tokens).mapToInt(Math::toIntExact).toArray());
    }

    private String decode(int... tokens) {
        return tokenizer.decodePlain(tokens);
    }
}
