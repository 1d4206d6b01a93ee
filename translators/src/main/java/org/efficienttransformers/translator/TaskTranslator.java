/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efficienttransformers.encoder.Head;
import org.efficienttransformers.encoder.TransformerModel;

/**
 * Runs a {@link Task} in DJL's Predictor: any number of inputs, of any number of windows each, in
 * bounded memory.
 *
 * <p>A Predictor calls the model once. Of more sequences than are good to hold at once, or to pad
 * to the longest, all but the last are therefore run before that call, batch by batch, and only
 * what the answer needs is kept. The padding of a batch is masked, so that each sequence gives what
 * it gives alone.
 *
 * <p>Safe for use by several Predictors.
 *
 * @param <I> the input
 * @param <O> the answer
 */
final class TaskTranslator<I, O> implements Translator<I, O> {

    /** Tokens of a batch, padding included, unless a single sequence has more. */
    static final int TOKENS_AT_ONCE = 8192;

    /** Tokens of padding that cost no more than another call of the model. */
    private static final int PADDING_FOR_A_CALL = 256;

    private static final String RUN = TaskTranslator.class.getName();

    private final Task<I, O> task;
    private final int padTokenId;
    private final boolean choices;
    private final boolean pads;

    /**
     * Makes a translator.
     *
     * @param task the task
     * @param model the model that will run it
     * @param padTokenId fills up the shorter sequences of a batch
     */
    TaskTranslator(Task<I, O> task, TransformerModel model, int padTokenId) {
        this.task = task;
        this.padTokenId = padTokenId;
        choices = model.head() == Head.MULTIPLE_CHOICE;
        pads = !model.dependsOnPadding();
    }

    /** {@inheritDoc} */
    @Override
    public NDList batchProcessInput(TranslatorContext ctx, List<I> inputs)
            throws TranslateException {
        return start(ctx, inputs, TOKENS_AT_ONCE);
    }

    /** {@inheritDoc} */
    @Override
    public List<O> batchProcessOutput(TranslatorContext ctx, NDList list) {
        return finish(ctx, list);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The arrays are without the dimension of the batch, as a Batchifier takes them.
     */
    @Override
    public NDList processInput(TranslatorContext ctx, I input) throws TranslateException {
        NDList row = new NDList();
        for (NDArray array : start(ctx, List.of(input), 1)) {
            row.add(named(array.getName(), array.squeeze(0)));
        }
        return row;
    }

    /** {@inheritDoc} */
    @Override
    public O processOutput(TranslatorContext ctx, NDList list) {
        NDList batch = new NDList();
        for (NDArray array : list) {
            batch.add(named(array.getName(), array.expandDims(0)));
        }
        return finish(ctx, batch).get(0);
    }

    private NDList start(TranslatorContext ctx, List<I> inputs, int tokensAtOnce)
            throws TranslateException {
        List<Example<O>> examples = new ArrayList<>();
        List<Sequence> sequences = new ArrayList<>();
        try {
            for (I input : inputs) {
                Example<O> example = begin(input, inputs.size() > 1);
                examples.add(example);
                example.windows().forEach(w -> sequences.add(new Sequence(example, w)));
            }
        } catch (IllegalArgumentException e) {
            throw new TranslateException(e.getMessage(), e);
        }
        if (sequences.isEmpty()) {
            ctx.setAttachment(RUN, new Run<>(examples, List.of()));
            return new NDList();
        }
        ParameterStore store = new ParameterStore(ctx.getNDManager(), false);
        int from = 0;
        int to = batchEnd(sequences, from, tokensAtOnce);
        while (to < sequences.size()) {
            List<Sequence> batch = sequences.subList(from, to);
            try (NDManager scope = ctx.getNDManager().newSubManager()) {
                NDList outputs = ctx.getBlock().forward(store, arrays(batch, scope), false);
                accept(batch, outputs);
            }
            from = to;
            to = batchEnd(sequences, from, tokensAtOnce);
        }
        List<Sequence> last = sequences.subList(from, to);
        ctx.setAttachment(RUN, new Run<>(examples, last));
        return arrays(last, ctx.getNDManager());
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

    private List<O> finish(TranslatorContext ctx, NDList outputs) {
        @SuppressWarnings("unchecked") // put there by start, of this translator
        Run<O> run = (Run<O>) ctx.getAttachment(RUN);
        accept(run.last, outputs);
        return run.examples.stream().map(Example::answer).toList();
    }

    private static void accept(List<Sequence> batch, NDList outputs) {
        for (int i = 0; i < batch.size(); i++) {
            Window window = batch.get(i).window;
            batch.get(i).example.accept(window, new Outputs(outputs, i, window.length()));
        }
    }

    private int batchEnd(List<Sequence> sequences, int from, int tokensAtOnce) {
        long longest = 0;
        long tokens = 0;
        int to = from;
        while (to < sequences.size()) {
            int length = sequences.get(to).window.length();
            longest = Math.max(longest, length);
            tokens += length;
            long padded = longest * (to + 1 - from);
            boolean tooMuch = padded > tokensAtOnce;
            boolean tooUneven = padded - tokens > (pads ? tokens / 4 + PADDING_FOR_A_CALL : 0);
            if (to > from && (tooMuch || tooUneven)) {
                break;
            }
            to++;
        }
        return to;
    }

    private NDList arrays(List<Sequence> batch, NDManager manager) {
        List<Window> windows = batch.stream().map(Sequence::window).toList();
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
                mask[start + j] = 1;
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

    /** The inputs of a prediction, and the sequences that the Predictor is running. */
    private record Run<O>(List<Example<O>> examples, List<Sequence> last) {}
}
