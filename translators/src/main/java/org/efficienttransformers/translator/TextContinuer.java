/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.efficienttransformers.generate.TokenGenerator;
import org.efficienttransformers.generate.TokenPredictor;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * Continues a text, as the text-generation pipeline of transformers does: the most probable tokens,
 * or drawn ones, until {@code eos_token_id} or as many as are asked for.
 */
final class TextContinuer implements Task<String, String> {

    private final TransformerModel model;
    private final TextTokenizer tokenizer;
    private final GenerationArguments arguments;
    private final Set<Long> ends;

    TextContinuer(TaskContext context) {
        model = context.model();
        tokenizer = context.tokenizer();
        arguments = context.arguments().generation();
        ends =
                Arrays.stream(context.config().integers("eos_token_id"))
                        .asLongStream()
                        .boxed()
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** {@inheritDoc} */
    @Override
    public Example<String> begin(String input) {
        int[] prompt = prompt(input);
        int room = TokenGenerator.room(prompt.length, model.maxLength());
        int count = arguments.maxNewTokens();
        if (count == 0) {
            count = Math.min(GenerationArguments.MAX_NEW_TOKENS, room);
        } else {
            TokenGenerator.checkRoom(prompt.length, count, model.maxLength());
        }
        int most = count;
        return new Example<>() {

            @Override
            public List<Window> windows() {
                return List.of(); // the answer calls the model, once a token
            }

            @Override
            public void accept(Window window, Outputs outputs) {
                throw new AssertionError("There is no window.");
            }

            @Override
            public String answer() {
                return text(input, prompt, generate(prompt, most));
            }
        };
    }

    private int[] prompt(String input) {
        int[] ids = tokenizer.encode(input).ids();
        SequenceTemplate around = tokenizer.single();
        int[] prompt =
                Stream.of(around.prefix(), ids, around.suffix())
                        .flatMapToInt(Arrays::stream)
                        .toArray();
        if (prompt.length == 0) {
            throw new IllegalArgumentException(
                    "The text is empty; give at least one character to continue.");
        }
        return prompt;
    }

    private int[] generate(int[] prompt, int count) {
        Integer seed = arguments.seed();
        NDManager parent = model.getParameters().valueAt(0).getArray().getManager();
        try (NDManager manager = parent.newSubManager();
                TokenPredictor predictor = TokenPredictor.of(model, manager)) {
            long[] tokens =
                    TokenGenerator.builder()
                            .setPredictor(predictor)
                            .setPrompt(Arrays.stream(prompt).asLongStream().toArray())
                            .optMaxNewTokens(count)
                            .optEnds(ends)
                            .optSampling(arguments.sampling())
                            .optSeed(seed == null ? new Random().nextLong() : seed)
                            .build()
                            .all();
            return LongStream.of(tokens)
                    .filter(token -> !ends.contains(token))
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
    }

    /**
     * Decodes all together, as a token may look otherwise behind others, and cuts the prompt off.
     */
    private String text(String input, int[] prompt, int[] added) {
        int[] all = Arrays.copyOf(prompt, prompt.length + added.length);
        System.arraycopy(added, 0, all, prompt.length, added.length);
        String continuation = tokenizer.decode(all).substring(tokenizer.decode(prompt).length());
        return arguments.returnFullText() ? input + continuation : continuation;
    }
}
