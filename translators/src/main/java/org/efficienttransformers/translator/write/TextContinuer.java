/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.write;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.generate.TokenListener;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.StreamedText;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;

/**
 * Continues a text, as the text-generation pipeline of transformers does: the most probable tokens,
 * beams or drawn ones, until {@code eos_token_id} or as many as are asked for.
 */
public final class TextContinuer implements Task<String, String> {

    private final TransformerModel model;
    private final TextTokenizer tokenizer;
    private final TaskContext context;
    private final Settings settings;

    public TextContinuer(TaskContext context) {
        model = context.model();
        tokenizer = context.tokenizer();
        this.context = context;
        settings = context.generation().with(GenerationSettings.NUM_RETURN_SEQUENCES, 1);
    }

    /** The same task, whose answers are told while they are written. */
    public static Task<StreamedText, String> streamed(TaskContext context) {
        TextContinuer continuer = new TextContinuer(context);
        return input -> {
            int[] prompt = continuer.prompt(input.text());
            Settings asked = continuer.fitting(prompt);
            return Example.of(
                    () -> {
                        Function<int[], String> decoder =
                                added -> continuer.text(input.text(), prompt, added);
                        TextStream stream =
                                new TextStream(
                                        decoder, continuer.tokenizer::isByte, input.pieces());
                        TokenListener listener =
                                (row, token) -> {
                                    if (!continuer.isEnd(token)) {
                                        stream.accept(row, token);
                                    }
                                };
                        String text = decoder.apply(continuer.generate(prompt, asked, listener));
                        stream.end(text);
                        return text;
                    });
        };
    }

    private boolean isEnd(long token) {
        return settings.get(GenerationSettings.EOS_TOKEN_ID).contains((int) token);
    }

    @Override
    public Example<String> begin(String input) {
        int[] prompt = prompt(input);
        Settings asked = fitting(prompt);
        return Example.of(() -> text(input, prompt, generate(prompt, asked, TokenListener.NONE)));
    }

    /** What is asked for, where as many tokens as fit are. */
    private Settings fitting(int... prompt) {
        require(
                prompt.length <= model.maxLength(),
                "The prompt is %s tokens long, and the model takes at most %s; shorten it.",
                prompt.length,
                model.maxLength());
        // The last token isn't read.
        int room = model.maxLength() - prompt.length + 1;
        Settings asked = settings;
        Integer count = settings.get(GenerationSettings.MAX_NEW_TOKENS);
        if (count == null && settings.get(GenerationSettings.MAX_LENGTH) == null) {
            count = Math.min(TranslatorArguments.NEW_TOKENS, room);
            asked = settings.with(GenerationSettings.MAX_NEW_TOKENS, count);
        }
        require(
                count == null || count <= room,
                "The prompt is %s tokens long, and maxNewTokens is %s, but the model takes at most"
                        + " %s; ask for at most %s.",
                prompt.length,
                count,
                model.maxLength(),
                room);
        return asked;
    }

    private int[] prompt(String input) {
        int[] ids = tokenizer.encode(input).ids();
        int[] prompt = tokenizer.single().around(ids);
        require(prompt.length > 0, "The text is empty; give at least one character to continue.");
        return prompt;
    }

    private int[] generate(int[] prompt, Settings asked, TokenListener listener) {
        NDManager parent = model.getParameters().valueAt(0).getArray().getManager();
        long[][] prompts = {Arrays.stream(prompt).asLongStream().toArray()};
        TextGenerator generator = new TextGenerator(asked, context.drawnSeed(), listener);
        long[] text =
                model.compute(
                        Long.MAX_VALUE,
                        () -> {
                            try (NDManager manager = parent.newSubManager();
                                    TokenPredictor predictor = TokenPredictor.of(model, manager)) {
                                return generator.generate(predictor, prompts, null).sequences()[0];
                            }
                        });
        return LongStream.of(text)
                .skip(prompt.length)
                .filter(token -> !isEnd(token))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /**
     * Decodes all together, as a token may look otherwise after others, and cuts the prompt off.
     */
    private String text(String input, int[] prompt, int[] added) {
        int[] all = Arrays.copyOf(prompt, prompt.length + added.length);
        System.arraycopy(added, 0, all, prompt.length, added.length);
        String text = tokenizer.decode(all);
        // What is added may take a space away at the end of the prompt.
        int cut = Math.min(tokenizer.decode(prompt).length(), text.length());
        String continuation = text.substring(cut);
        return context.get(TranslatorArguments.RETURN_FULL_TEXT)
                ? input + continuation
                : continuation;
    }
}
