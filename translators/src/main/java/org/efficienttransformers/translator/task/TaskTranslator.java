/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.translate.Batchifier;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.translator.PredictionGuard;
import org.efficienttransformers.translator.window.Window;

/**
 * Runs a {@link Task} in DJL's Predictor: any number of inputs, of any number of windows each, in
 * bounded memory.
 *
 * <p>A Predictor calls the model once, and of arrays that closing frees at any time. So all is done
 * before that call, batch by batch under the {@link PredictionGuard}, and nothing is left to it.
 * Sequences of like length run together, and answers come in the order of the inputs. The padding
 * of a batch is masked, so that each sequence gives what it gives alone.
 *
 * <p>Safe for use by several Predictors.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class TaskTranslator<I, O> implements Translator<I, O> {

    /** Tokens of a batch, padding included, unless a single sequence has more. */
    static final int TOKENS_AT_ONCE = 8192;

    /** Tokens that are sorted by the length of their sequences at a time, in Java's memory. */
    static final int TOKENS_AT_HAND = 64 * TOKENS_AT_ONCE;

    /**
     * Padding that costs no more than another call of the model.
     *
     * @param tokens tokens of padding
     * @param part the part of the other tokens that may come on top, one in so many
     */
    private record Padding(int tokens, int part) {

        /** A program takes 512 rows at a time: of longer batches nothing is gained. */
        static final Padding CPU = new Padding(64, 32);

        static final Padding GPU = new Padding(256, 4);

        boolean isMoreThanACall(long padding, long others) {
            return padding > others / part + tokens;
        }
    }

    private static final String ANSWERS = TaskTranslator.class.getName();

    /** DJL's serving translators take apart and put together what is passed to the model. */
    private static final Batchifier NOTHING =
            new Batchifier() {

                @Override
                public NDList batchify(NDList[] inputs) {
                    return new NDList();
                }

                @Override
                public NDList[] unbatchify(NDList inputs) {
                    return new NDList[] {inputs};
                }
            };

    private final Task<I, O> task;
    private final PredictionGuard guard;
    private final int padTokenId;
    private final boolean choices;
    private final boolean pads;

    /**
     * Makes a translator.
     *
     * @param task the task
     * @param model the model that will run it
     * @param guard keeps model and tokenizer open meanwhile
     * @param padTokenId fills up the shorter sequences of a batch
     */
    public TaskTranslator(
            Task<I, O> task, TransformerModel model, PredictionGuard guard, int padTokenId) {
        this.task = task;
        this.guard = guard;
        this.padTokenId = padTokenId;
        choices = model.head() == Head.MULTIPLE_CHOICE;
        pads = !model.dependsOnPadding();
    }

    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<I> inputs)
            throws TranslateException {
        try (PredictionGuard.Prediction prediction = guard.begin(ctx.getNDManager().getDevice())) {
            ctx.setAttachment(ANSWERS, answers(ctx.getBlock(), prediction.manager(), inputs));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new TranslateException(e.getMessage(), e);
        }
        return new NDList();
    }

    @Override
    @SuppressWarnings("unchecked") // put there by batchProcessInput
    public List<O> batchProcessOutput(TranslatorContext ctx, NDList list) {
        return (List<O>) ctx.getAttachment(ANSWERS);
    }

    @Override
    public NDList processInput(TranslatorContext ctx, I input) throws TranslateException {
        return batchProcessInput(ctx, List.of(input));
    }

    @Override
    public O processOutput(TranslatorContext ctx, NDList list) {
        return batchProcessOutput(ctx, list).get(0);
    }

    @Override
    public Batchifier getBatchifier() {
        return NOTHING;
    }

    private List<O> answers(Block block, NDManager manager, List<I> inputs) {
        List<O> answers = new ArrayList<>();
        List<Example<O>> examples = new ArrayList<>();
        List<Sequence> sequences = new ArrayList<>();
        long tokens = 0;
        for (I input : inputs) {
            Example<O> example = begin(input, inputs.size() > 1);
            examples.add(example);
            for (Window window : example.windows()) {
                sequences.add(new Sequence(example, window));
                tokens += window.length();
            }
            if (tokens >= TOKENS_AT_HAND || answers.size() + examples.size() == inputs.size()) {
                run(block, manager, sequences);
                examples.forEach(done -> answers.add(done.answer()));
                examples.clear();
                sequences.clear();
                tokens = 0;
            }
        }
        return answers;
    }

    /** Runs sequences by their length, so that those that run together need little padding. */
    private void run(Block block, NDManager manager, List<Sequence> sequences) {
        sequences.sort(Comparator.comparingInt((Sequence it) -> it.window.length()).reversed());
        ParameterStore store = new ParameterStore(manager, false);
        Padding padding = manager.getDevice().isGpu() ? Padding.GPU : Padding.CPU;
        for (int from = 0, to; from < sequences.size(); from = to) {
            to = batchEnd(sequences, from, padding);
            List<Sequence> batch = sequences.subList(from, to);
            try (NDManager scope = manager.newSubManager()) {
                List<Window> windows = batch.stream().map(Sequence::window).toList();
                task.run(
                        block,
                        store,
                        arrays(windows, scope, padTokenId, choices),
                        outputs -> accept(batch, outputs));
            }
        }
    }

    private Example<O> begin(I input, boolean oneOfSeveral) {
        try {
            return task.begin(input);
        } catch (IllegalArgumentException e) {
            if (oneOfSeveral) {
                return task.refuse(e);
            }
            throw e;
        }
    }

    private static void accept(List<Sequence> batch, NDList outputs) {
        for (int i = 0; i < batch.size(); i++) {
            Window window = batch.get(i).window;
            batch.get(i).example.accept(window, new Outputs(outputs, i, window.length()));
        }
    }

    private int batchEnd(List<Sequence> sequences, int from, Padding padding) {
        long longest = 0;
        long tokens = 0;
        int to = from;
        while (to < sequences.size()) {
            int length = sequences.get(to).window.length();
            longest = Math.max(longest, length);
            tokens += length;
            long padded = longest * (to + 1 - from);
            boolean tooMuch = padded > TOKENS_AT_ONCE;
            long filled = padded - tokens;
            boolean tooUneven = pads ? padding.isMoreThanACall(filled, tokens) : filled > 0;
            if (to > from && (tooMuch || tooUneven)) {
                break;
            }
            to++;
        }
        return to;
    }

    /** Sequences as the model takes them, filled up to the longest. */
    public static NDList arrays(
            List<Window> windows, NDManager manager, int padTokenId, boolean choices) {
        int length = windows.stream().mapToInt(Window::length).max().orElseThrow();
        Shape shape =
                choices ? new Shape(windows.size(), 1, length) : new Shape(windows.size(), length);
        long[] ids = new long[windows.size() * length];
        long[] mask = new long[ids.length];
        long[] types = new long[ids.length];
        long[] globals = new long[ids.length];
        Arrays.fill(ids, padTokenId);
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            int start = i * length;
            for (int j = 0; j < window.length(); j++) {
                ids[start + j] = window.ids()[j];
                mask[start + j] = j < window.length() - window.unseen() ? 1 : 0;
                types[start + j] = window.types() == null ? 0 : window.types()[j];
            }
            Arrays.fill(globals, start + window.globalFrom(), start + window.globalTo(), 1);
        }
        NDList list = new NDList();
        list.add(named("input_ids", manager.create(ids, shape)));
        list.add(named("attention_mask", manager.create(mask, shape)));
        if (windows.get(0).types() != null) {
            list.add(named("token_type_ids", manager.create(types, shape)));
        }
        if (windows.get(0).globalTo() > windows.get(0).globalFrom()) {
            list.add(named("global_attention_mask", manager.create(globals, shape)));
        }
        if (windows.get(0).logitsToKeep() != null) {
            list.add(named("logits_to_keep", logitsToKeep(windows, manager)));
        }
        return list;
    }

    /** Where windows keep fewer logits than others, their last ones are computed again. */
    private static NDArray logitsToKeep(List<Window> windows, NDManager manager) {
        int most = windows.stream().mapToInt(w -> w.logitsToKeep().length).max().orElseThrow();
        long[] places = new long[windows.size() * most];
        for (int i = 0; i < places.length; i++) {
            int[] own = windows.get(i / most).logitsToKeep();
            places[i] = own[Math.min(i % most, own.length - 1)];
        }
        return manager.create(places, new Shape(windows.size(), most));
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    /** A window and the input that it belongs to. */
    private record Sequence(Example<?> example, Window window) {}
}
