/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.finetune.Batching;
import org.efficienttransformers.finetune.Evaluation;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.generate.TextGenerator;
import org.efficienttransformers.kernel.HostData;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.training.TrainingBatch;
import org.efficienttransformers.training.evaluator.Perplexity;
import org.efficienttransformers.training.evaluator.RougeScores;
import org.efficienttransformers.training.loss.CrossEntropyLoss;

/**
 * Texts about others, which an encoder-decoder learns to write: summaries of documents.
 *
 * <p>In training the decoder is given the right text up to each token (teacher forcing): the token
 * that texts begin with, and then the text without its last token, as the models of transformers
 * shift {@code labels}. In evaluations it writes by itself.
 *
 * @param train what to learn from
 * @param validation what to evaluate on
 * @param trainee the model that learns, whose tokenizer is used
 * @param batching how to put sources together
 * @param settings how to generate in evaluations, of {@link GenerationSettings}; a saved folder
 *     says the same
 * @param globals how many tokens at the beginning of a source see all and are seen by all, where
 *     the model has such
 * @param smoothing the part of the probability that all tokens share (label smoothing), from 0 to
 *     below 1
 */
public record SummarizationTask(
        List<Pair> train,
        List<Pair> validation,
        Trainee trainee,
        Batching batching,
        Settings settings,
        int globals,
        double smoothing)
        implements FineTuningTask {

    /** What is drawn in an evaluation is drawn alike in each. */
    private static final long SEED = 0;

    /**
     * A text and what is to be written about it.
     *
     * @param source the tokens of the text, with those that mark its ends
     * @param target the tokens of what is to be written, likewise
     * @param text what is to be written
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Pair(int[] source, int[] target, String text) {}

    /** Says which token texts begin with, where the settings don't. */
    public SummarizationTask {
        if (settings.get(GenerationSettings.DECODER_START_TOKEN_ID) == null) {
            int start = trainee.checkpoint().model().description().decoder().startTokenId();
            settings = settings.with(GenerationSettings.DECODER_START_TOKEN_ID, start);
        }
    }

    /**
     * Cuts texts into tokens.
     *
     * @param trainee the model that is to learn
     * @param sources the texts to write about
     * @param texts what is to be written about each
     * @param truncate whether to cut those that are too long, at their ends
     * @return a pair for each
     * @throws IllegalArgumentException if texts are too long and aren't to be cut
     */
    public static List<Pair> pairs(
            Trainee trainee, List<String> sources, List<String> texts, boolean truncate) {
        List<int[]> read = trainee.encode(sources, truncate);
        List<int[]> written = trainee.encodeForDecoder(texts, truncate);
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Pair(read.get(i), written.get(i), texts.get(i)))
                .toList();
    }

    @Override
    public int[] lengths() {
        return train.stream().mapToInt(pair -> pair.source.length + pair.target.length).toArray();
    }

    @Override
    public CrossEntropyLoss loss() {
        return CrossEntropyLoss.builder().optSmoothing(smoothing).build();
    }

    @Override
    public GenerationConfig generation() {
        return new GenerationConfig(settings);
    }

    @Override
    public TrainingBatch batch(NDManager manager, int epoch, int... examples) {
        return batch(manager, Arrays.stream(examples).mapToObj(train::get).toList(), true);
    }

    private TrainingBatch batch(NDManager manager, List<Pair> pairs, boolean training) {
        NDList inputs = sources(manager, pairs, training);
        int longest = pairs.stream().mapToInt(pair -> pair.target.length).max().orElseThrow();
        Shape shape = new Shape(pairs.size(), longest); // b t
        long[] before = new long[pairs.size() * longest];
        Arrays.fill(before, batching.padId());
        List<long[]> labels = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            long[] target = Arrays.stream(pairs.get(i).target).asLongStream().toArray();
            before[i * longest] = settings.get(GenerationSettings.DECODER_START_TOKEN_ID);
            System.arraycopy(target, 0, before, i * longest + 1, target.length - 1);
            labels.add(target);
        }
        inputs.add(named("decoder_input_ids", HostData.create(manager, before, shape)));
        return new TrainingBatch(inputs, new NDList(Labelling.pad(manager, labels, shape)));
    }

    /** The inputs of the encoder: those of {@link Batching#pad}, and global tokens, (b, n). */
    private NDList sources(NDManager manager, List<Pair> pairs, boolean training) {
        List<int[]> ids = pairs.stream().map(Pair::source).toList();
        NDList inputs = training ? batching.pad(manager, ids) : batching.padToLongest(manager, ids);
        if (globals > 0 && trainee.checkpoint().model().hasGlobalTokens()) {
            Shape shape = inputs.head().getShape();
            int length = Math.toIntExact(shape.get(1));
            long[] marks = new long[ids.size() * length];
            for (int i = 0; i < ids.size(); i++) {
                int end = i * length + Math.min(globals, ids.get(i).length);
                Arrays.fill(marks, i * length, end, 1);
            }
            inputs.add(named("global_attention_mask", HostData.create(manager, marks, shape)));
        }
        return inputs;
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    /**
     * {@inheritDoc}
     *
     * @return the loss of the right texts, without label smoothing
     */
    @Override
    public Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager) {
        Perplexity perplexity = new Perplexity(CrossEntropyLoss.builder().build());
        forEach(
                manager,
                (pairs, scope) -> {
                    TrainingBatch batch = batch(scope, pairs, false);
                    NDList outputs = model.apply(batch.inputs());
                    outputs.attach(scope);
                    perplexity.add(batch.labels(), outputs);
                });
        return new Evaluation(Map.of("loss", Math.log(perplexity.value())), false);
    }

    /**
     * {@inheritDoc}
     *
     * @return ROUGE-L, ROUGE-1 and ROUGE-2 of what the model writes, the share of texts that are
     *     right to the character, and the loss of the right texts
     */
    @Override
    public Evaluation evaluate(
            TransformerModel model, UnaryOperator<NDList> outputs, NDManager manager) {
        Settings one = settings.with(GenerationSettings.NUM_RETURN_SEQUENCES, 1);
        TextGenerator generator = new TextGenerator(one, SEED);
        RougeScores scores = new RougeScores();
        int[] exact = new int[1];
        forEach(
                manager,
                (pairs, scope) -> {
                    long[][] written =
                            generator.generate(model, sources(scope, pairs, false)).sequences();
                    for (int i = 0; i < written.length; i++) {
                        String text = text(written[i]);
                        scores.add(text, pairs.get(i).text);
                        exact[0] += text.strip().equals(pairs.get(i).text.strip()) ? 1 : 0;
                    }
                });
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rougeL", scores.rougeL());
        figures.put("rouge1", scores.rouge1());
        figures.put("rouge2", scores.rouge2());
        figures.put("exact_match", exact[0] / (double) validation.size());
        figures.put("loss", evaluate(outputs, manager).figure());
        return new Evaluation(figures, true);
    }

    private String text(long... tokens) {
        int[] ids = LongStream.of(tokens).mapToInt(Math::toIntExact).toArray();
        return trainee.tokenizer().decodePlain(ids);
    }

    private void forEach(NDManager manager, BiConsumer<List<Pair>, NDManager> visitor) {
        batching.forEach(
                validation.stream().mapToInt(pair -> pair.source.length).toArray(),
                manager,
                (batch, scope) ->
                        visitor.accept(
                                Arrays.stream(batch).mapToObj(validation::get).toList(), scope));
    }
}
