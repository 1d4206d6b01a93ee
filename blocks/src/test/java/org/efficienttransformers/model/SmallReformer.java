/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.lsh.ReformerKind.ChunkSettings;
import org.efficienttransformers.attention.lsh.ReformerKind.Layer;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.EmbeddingsPart.DropoutPlace;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Drop;
import org.efficienttransformers.description.HeadPart.Linear;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/** Small Reformers for tests: 24 positions, chunks of 4 and 8, both kinds of layers. */
public final class SmallReformer {

    public static final int HIDDEN = 8;
    public static final int VOCABULARY = 40;
    private static final int WIDTH = 12;
    private static final int LABELS = 2;
    private static final float EPSILON = 1e-5f;

    private int vocabulary = VOCABULARY;
    private int hidden = HIDDEN;
    private int headSize = 3;
    private int layers = 2;
    private int local;
    private int hashedChunk = 8;
    private List<Integer> buckets = List.of();
    private boolean decoder;
    private float dropout;
    private Integer seed = 7;
    private int feedForwardChunk;
    private int[] axialShape = {4, 6};
    private int[] axialSizes = {3, 5};
    private int positions = 24;

    private SmallReformer() {}

    public static SmallReformer builder() {
        return new SmallReformer();
    }

    public SmallReformer vocabulary(int words) {
        vocabulary = words;
        return this;
    }

    public SmallReformer hidden(int size, int sizeOfHeads) {
        hidden = size;
        headSize = sizeOfHeads;
        return this;
    }

    public SmallReformer layers(int count) {
        layers = count;
        return this;
    }

    /** Makes so many layers at the bottom local, and then each second one. */
    public SmallReformer local(int count) {
        local = count;
        return this;
    }

    /** The chunk length of hashed layers, and their buckets. */
    public SmallReformer hashed(int chunk, int... factors) {
        hashedChunk = chunk;
        buckets = java.util.Arrays.stream(factors).boxed().toList();
        return this;
    }

    public SmallReformer decoder() {
        decoder = true;
        return this;
    }

    public SmallReformer dropout(float rate) {
        dropout = rate;
        return this;
    }

    public SmallReformer noSeed() {
        seed = null;
        return this;
    }

    public SmallReformer feedForwardChunk(int rows) {
        feedForwardChunk = rows;
        return this;
    }

    public SmallReformer axial(int rows, int columns) {
        axialShape = new int[] {rows, columns};
        return this;
    }

    public SmallReformer axialSizes(int rowSize, int columnSize) {
        axialSizes = new int[] {rowSize, columnSize};
        return this;
    }

    /** A table of so many positions. */
    public SmallReformer positions(int count) {
        positions = count;
        return noAxial();
    }

    public SmallReformer noAxial() {
        axialShape = null;
        return this;
    }

    /** A Reformer without a head. */
    public ModelDescription build() {
        List<LayerPart> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(layer(i));
        }
        return new ModelDescription(
                "reformer",
                new EmbeddingsPart(
                        "embeddings",
                        "word_embeddings.weight",
                        vocabulary,
                        hidden,
                        positionsPart(),
                        null,
                        1,
                        null,
                        dropout,
                        DropoutPlace.EACH,
                        false),
                parts,
                true,
                norm("encoder.layer_norm"),
                false,
                null,
                HeadPart.base(),
                0,
                2,
                null);
    }

    private Positions positionsPart() {
        return axialShape == null
                ? new Positions.Learned("position_embeddings.embedding.weight", positions, 0)
                : new Positions.Axial(
                        "position_embeddings.weights.0",
                        "position_embeddings.weights.1",
                        axialShape[0],
                        axialShape[1],
                        axialSizes[0],
                        axialSizes[1],
                        1,
                        positions);
    }

    private LayerPart layer(int number) {
        return new LayerPart(
                "encoder.layers." + number,
                true,
                new AttentionPart(
                        "attention.self_attention",
                        AttentionKinds.of("reformer"),
                        settings(),
                        2,
                        2,
                        headSize,
                        decoder,
                        false,
                        null,
                        null,
                        norm("attention.layer_norm"),
                        new LinearPart("attention.output.dense", hidden, false),
                        0,
                        dropout),
                new FeedForwardPart(
                        norm("feed_forward.layer_norm"),
                        new LinearPart("feed_forward.dense.dense", WIDTH, true),
                        null,
                        null,
                        new LinearPart("feed_forward.output.dense", hidden, true),
                        Activation.RELU,
                        dropout,
                        0,
                        dropout,
                        feedForwardChunk));
    }

    private Settings settings() {
        List<Layer> kinds = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            kinds.add(i < local || i % 2 == 0 ? Layer.LOCAL : Layer.LSH);
        }
        Settings chosen =
                chunks(
                                chunks(Settings.DEFAULT, ReformerKind.LOCAL, 4),
                                ReformerKind.LSH,
                                hashedChunk)
                        .with(ReformerKind.LAYERS, kinds)
                        .with(ReformerKind.HASHES, 2)
                        .with(ReformerKind.BUCKETS, buckets);
        return seed == null ? chosen : chosen.with(ReformerKind.SEED, seed);
    }

    private Settings chunks(Settings settings, ChunkSettings kind, int length) {
        return settings.with(kind.length(), length)
                .with(kind.after(), decoder ? 0 : 1)
                .with(kind.dropout(), (double) dropout);
    }

    private static NormPart norm(String name) {
        return new NormPart(name, NormPart.Kind.LAYER, EPSILON);
    }

    /** The heads that transformers has for it; they read both streams. */
    private static HeadPart head(Head head, ModelDescription description) {
        Drop drop = new Drop(description.embeddings().dropout());
        return switch (head) {
            case BASE -> HeadPart.base();
            case CAUSAL_LM, MASKED_LM ->
                    HeadPart.of(
                            head, Rows.ALL, new Decode("lm_head.decoder.weight", "lm_head.bias"));
            case SEQUENCE_CLASSIFICATION ->
                    HeadPart.of(
                            head,
                            Rows.FIRST,
                            drop,
                            linear("classifier.dense", description.embeddings().hiddenSize()),
                            new Activate(Activation.TANH),
                            drop,
                            linear("classifier.out_proj", LABELS));
            case QUESTION_ANSWERING -> HeadPart.of(head, Rows.ALL, linear("qa_outputs", 2));
            default -> throw new IllegalArgumentException("There is no Reformer with " + head);
        };
    }

    private static Linear linear(String name, int units) {
        return new Linear(new LinearPart(name, units, true));
    }

    /** A Reformer with a head, not initialized. */
    public static TransformerModel model(Head head, ModelDescription description) {
        return SmallEncoders.model(description.with(head(head, description)));
    }

    /** A Reformer with a head, and random weights that are always the same. */
    public static TransformerModel model(
            Head head, ModelDescription description, NDManager manager) {
        return SmallEncoders.random(model(head, description), manager);
    }

    public static NDArray ids(NDManager manager, int batch, int length) {
        long[] ids = new long[batch * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (i * 7919L + 13) % VOCABULARY;
        }
        NDArray array = manager.create(ids, new Shape(batch, length));
        array.setName("input_ids");
        return array;
    }
}
