/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.sweep.measure;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.checkpoint.Dropouts;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.benchmark.RandomModel;
import org.efficienttransformers.examples.benchmark.sweep.series.MeasuredMechanism;
import org.efficienttransformers.examples.benchmark.sweep.series.MechanismSizes;
import org.efficienttransformers.examples.benchmark.sweep.series.Series;
import org.efficienttransformers.examples.benchmark.sweep.series.Subject;
import org.efficienttransformers.examples.plan.EncoderSizes;
import org.efficienttransformers.model.TransformerModel;

/**
 * Makes what is measured.
 *
 * <p>All encoders but Reformer's are the same BERT of base size with another attention in each
 * layer. Nothing is dropped in training: with dropout PyTorch's fused full attention on CPUs falls
 * back to a form that has all scores in memory, which would flatter the others.
 */
public final class Workloads {

    private static final int VOCABULARY = 30522;
    private static final int LOWEST_ID = 1000; // those below are special or unused in BERT
    private static final int SEED = 1;

    private final Subject subject;
    private final MechanismSizes sizes;
    private final Place place;

    /**
     * Takes the sizes.
     *
     * @param subject a layer's attention or an encoder
     * @param sizes the sizes
     * @param place where they compute
     */
    public Workloads(Subject subject, MechanismSizes sizes, Place place) {
        this.subject = subject;
        this.sizes = sizes;
        this.place = place;
    }

    /**
     * Makes a workload.
     *
     * @param series what to measure
     * @param maxLength the greatest length that it will be prepared for
     * @return the workload, not prepared yet
     * @throws IllegalArgumentException if the sizes don't go with the length
     * @throws IOException if a traced model can't be read
     */
    public Workload open(Series series, int maxLength) throws IOException {
        NDManager manager = place.manager();
        Engine.getInstance().setRandomSeed(SEED);
        try {
            if (series.isTraced()) {
                return torchScript(series, manager);
            }
            if (series.path() != null) {
                return model(series, manager);
            }
            return subject == Subject.ATTENTION
                    ? attention(series, maxLength, manager)
                    : encoder(series, maxLength, manager);
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Where they compute. */
    Place place() {
        return place;
    }

    /** A length to warm up with that all mechanisms take, of two of Reformer's chunks. */
    int shortLength() {
        return 2 * new MeasuredMechanism("reformer").settings(sizes).get(ReformerKind.LSH.length());
    }

    private Workload attention(Series series, int maxLength, NDManager manager) {
        Block block = series.mechanism().attention(sizes, series.kernels(), maxLength);
        block.initialize(manager, place.dtype(), new Shape(1, 1, MechanismSizes.HIDDEN));
        return new Workload(
                manager,
                block,
                (owner, length) ->
                        new NDList(
                                owner.randomNormal(
                                        0,
                                        1,
                                        new Shape(series.batch(), length, MechanismSizes.HIDDEN),
                                        place.dtype())),
                series.step());
    }

    private Workload encoder(Series series, int maxLength, NDManager manager) {
        TransformerModel model =
                RandomModel.of(
                                series.mechanism().kind(),
                                series.mechanism().settings(sizes),
                                new EncoderSizes(
                                        sizes.layers(),
                                        MechanismSizes.HIDDEN,
                                        MechanismSizes.HEADS,
                                        MechanismSizes.INTERMEDIATE,
                                        VOCABULARY),
                                maxLength)
                        .with("is_decoder", sizes.causal())
                        .with("hidden_act", "gelu")
                        .build(Head.BASE, series.kernels());
        return reading(series, model, VOCABULARY, manager);
    }

    /** What a config.json describes, without dropout, as the others are. */
    private Workload model(Series series, NDManager manager) throws IOException {
        PretrainedConfig config = Dropouts.without(series.path(), Head.BASE);
        TransformerModel model = RandomModel.build(config, Head.BASE, series.kernels());
        return reading(series, model, config.integer("vocab_size"), manager);
    }

    private Workload reading(
            Series series, TransformerModel model, int vocabulary, NDManager manager) {
        model.initialize(manager, place.dtype(), new Shape(1, 1));
        int globals = model.hasGlobalTokens() ? sizes.globalTokens() : 0;
        return new Workload(
                manager,
                model,
                (owner, length) -> {
                    NDList inputs = new NDList(ids(owner, series.batch(), length, vocabulary));
                    if (globals > 0) {
                        inputs.add(globalTokens(owner, series.batch(), length, globals));
                    }
                    return inputs;
                },
                series.step());
    }

    /** 1 at the first tokens of each text. */
    private static NDArray globalTokens(NDManager owner, int batch, int length, int count) {
        NDArray mask = owner.zeros(new Shape(batch, length), DataType.INT64);
        mask.set(new NDIndex(":, :{}", Math.min(count, length)), 1);
        mask.setName("global_attention_mask");
        return mask;
    }

    private static NDArray ids(NDManager owner, int batch, int length, int vocabulary) {
        NDArray ids =
                owner.randomInteger(
                        Math.min(LOWEST_ID, vocabulary / 2),
                        vocabulary,
                        new Shape(batch, length),
                        DataType.INT64);
        ids.setName("input_ids");
        return ids;
    }

    private static Workload torchScript(Series series, NDManager manager) throws IOException {
        Model model = Model.newInstance(series.name(), manager.getDevice(), "PyTorch");
        manager.attachInternal(model.toString(), model);
        try (InputStream file = Files.newInputStream(series.path())) {
            model.load(file);
        } catch (MalformedModelException e) {
            throw new IOException(e.getMessage(), e);
        }
        return new Workload(
                manager,
                model.getBlock(),
                (owner, length) -> {
                    NDArray ids = ids(owner, series.batch(), length, VOCABULARY);
                    NDArray mask = owner.ones(ids.getShape(), DataType.INT64);
                    mask.setName("attention_mask");
                    return new NDList(ids, mask);
                },
                series.step());
    }
}
