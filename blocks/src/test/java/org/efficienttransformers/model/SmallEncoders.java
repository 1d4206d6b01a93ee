/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.NormalInitializer;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.recurrence.XlnetKind;
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
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.HeadPart.Residual;
import org.efficienttransformers.description.HeadPart.Rows;
import org.efficienttransformers.description.HeadPart.Step;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.description.Positions;
import org.efficienttransformers.settings.Settings;

/**
 * Descriptions of small encoders for tests: 50 words, hidden states of 8, 2 layers of 2 heads, 32
 * positions, no dropout, unless something else is said.
 */
public final class SmallEncoders {

    private static final float EPSILON = 1e-5f;
    private static final int PADDING = 1;
    private static final int SEPARATOR = 2;
    private static final int LABELS = 2;

    /** How architectures differ but for their attention. */
    private enum Style {
        BERT,
        ROBERTA,
        LONGFORMER,
        BIG_BIRD,
        PRE_NORM
    }

    private final Style style;
    private AttentionKind attention = AttentionKinds.of("full");
    private Settings settings = Settings.DEFAULT;
    private int vocabulary = 50;
    private int hidden = 8;
    private int layers = 2;
    private int headSize;
    private int width = 12;
    private int length = 32;
    private int types = 2;
    private int padding = PADDING;
    private Activation activation = Activation.GELU;
    private float dropout;
    private float probabilityDropout;
    private boolean causal;
    private RotaryPositions rotary;
    private boolean gated;
    private boolean sinusoidal;
    private boolean tied = true;
    private NormPart.Kind norms = NormPart.Kind.LAYER;
    private Head head = Head.BASE;

    private SmallEncoders(Style style) {
        this.style = style;
    }

    /** Post-norm, with positions from 0 and a pooler where the head reads it. */
    public static SmallEncoders bert() {
        return new SmallEncoders(Style.BERT);
    }

    /** Post-norm, with positions that are counted over tokens, above padding. */
    public static SmallEncoders roberta() {
        return new SmallEncoders(Style.ROBERTA);
    }

    /** A RoBERTa with windows of 4. */
    public static SmallEncoders longformer() {
        return new SmallEncoders(Style.LONGFORMER)
                .attention("longformer", SmallAttention.WINDOWS_OF_4);
    }

    /** Post-norm, with rescaled embeddings, questions masked, and 2 random blocks of 2. */
    public static SmallEncoders bigBird() {
        return new SmallEncoders(Style.BIG_BIRD).attention("bigbird", SmallAttention.BLOCKS_OF_2);
    }

    /** Pre-norm as performer-pytorch's, with random features. */
    public static SmallEncoders preNorm() {
        return new SmallEncoders(Style.PRE_NORM)
                .attention("performer", SmallAttention.features(6))
                .types(1)
                .padding(0);
    }

    public SmallEncoders attention(AttentionKind kind, Settings chosen) {
        attention = kind;
        settings = chosen;
        return this;
    }

    public SmallEncoders attention(String kind, Settings chosen) {
        return attention(AttentionKinds.of(kind), chosen);
    }

    public SmallEncoders attention(String kind) {
        return attention(kind, Settings.DEFAULT);
    }

    public SmallEncoders vocabulary(int words) {
        vocabulary = words;
        return this;
    }

    public SmallEncoders hidden(int size) {
        hidden = size;
        return this;
    }

    public SmallEncoders layers(int count) {
        layers = count;
        return this;
    }

    /** Norms by the root of the mean square. */
    public SmallEncoders rms() {
        return norms(NormPart.Kind.RMS);
    }

    /** Norms of a kind. */
    public SmallEncoders norms(NormPart.Kind kind) {
        norms = kind;
        return this;
    }

    /** Heads that need not fill the hidden states. */
    public SmallEncoders headSize(int size) {
        headSize = size;
        return this;
    }

    /** The size of the feed forward inside. */
    public SmallEncoders width(int size) {
        width = size;
        return this;
    }

    /** The longest text; rows of positions that padding takes come on top. */
    public SmallEncoders length(int tokens) {
        length = tokens;
        return this;
    }

    public SmallEncoders types(int count) {
        types = count;
        return this;
    }

    public SmallEncoders padding(int id) {
        padding = id;
        return this;
    }

    public SmallEncoders activation(Activation function) {
        activation = function;
        return this;
    }

    /** Of hidden states and of probabilities. */
    public SmallEncoders dropout(float rate) {
        dropout = rate;
        return probabilityDropout(rate);
    }

    public SmallEncoders probabilityDropout(float rate) {
        probabilityDropout = rate;
        return this;
    }

    public SmallEncoders causal(boolean wanted) {
        causal = wanted;
        return this;
    }

    /** Turns neighbouring channels of queries and keys. */
    public SmallEncoders rotary() {
        return rotary(RotaryPositions.Pairing.NEIGHBOURS);
    }

    public SmallEncoders rotary(RotaryPositions.Pairing pairing) {
        rotary = new RotaryPositions(10_000, pairing);
        return this;
    }

    /** Pre-norm layers alone. */
    public SmallEncoders gated() {
        gated = true;
        return this;
    }

    /** Sines and cosines in place of a learned table. */
    public SmallEncoders sinusoidal(boolean wanted) {
        sinusoidal = wanted;
        return this;
    }

    /** Whether a language model's decoder is the table of words. */
    public SmallEncoders tied(boolean wanted) {
        tied = wanted;
        return this;
    }

    /** The head; that of a causal language model makes the attention causal. */
    public SmallEncoders head(Head wanted) {
        head = wanted;
        return causal(causal || wanted == Head.CAUSAL_LM);
    }

    public ModelDescription build() {
        List<LayerPart> parts = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            parts.add(style == Style.PRE_NORM ? preNormLayer(i) : postNormLayer(i));
        }
        HeadPart answer = style == Style.PRE_NORM ? preNormHead() : postNormHead();
        boolean pooled = answer.rows() == Rows.POOLED || head == Head.PRETRAINING;
        return new ModelDescription(
                prefix(),
                embeddings(),
                parts,
                false,
                style == Style.PRE_NORM ? norm("norm") : null,
                false,
                pooled ? new LinearPart("pooler.dense", hidden, true) : null,
                answer,
                padding,
                SEPARATOR,
                null);
    }

    private String prefix() {
        return switch (style) {
            case BERT, BIG_BIRD -> "bert";
            case ROBERTA -> "roberta";
            case LONGFORMER -> "longformer";
            case PRE_NORM -> "model";
        };
    }

    private boolean countsTokens() {
        return style == Style.ROBERTA || style == Style.LONGFORMER;
    }

    private EmbeddingsPart embeddings() {
        boolean plain = style == Style.PRE_NORM;
        boolean typed = !plain && !(attention instanceof XlnetKind);
        String table = "position_embeddings.weight";
        int reserved = countsTokens() ? padding + 1 : 0;
        return new EmbeddingsPart(
                plain ? "" : "embeddings",
                "word_embeddings.weight",
                vocabulary,
                hidden,
                sinusoidal
                        ? new Positions.Sinusoidal(table, length)
                        : new Positions.Learned(table, length + reserved, reserved),
                typed ? "token_type_embeddings.weight" : null,
                types,
                plain ? null : norm("LayerNorm"),
                dropout,
                style == Style.BIG_BIRD ? DropoutPlace.BEFORE_NORM : DropoutPlace.AFTER_NORM,
                style == Style.BIG_BIRD);
    }

    private LayerPart postNormLayer(int number) {
        return new LayerPart(
                "encoder.layer." + number,
                false,
                attention("attention.self", "attention.output.LayerNorm", "attention.output.dense"),
                FeedForwardPart.plain(
                        norm("output.LayerNorm"),
                        new LinearPart("intermediate.dense", width, true),
                        new LinearPart("output.dense", hidden, true),
                        activation,
                        dropout));
    }

    private LayerPart preNormLayer(int number) {
        return new LayerPart(
                "layers." + number,
                true,
                attention("attention", "attention_norm", "attention_output"),
                new FeedForwardPart(
                        norm("feed_forward_norm"),
                        new LinearPart("intermediate", width, true),
                        gated ? new LinearPart("gate", width, true) : null,
                        null,
                        new LinearPart("output", hidden, true),
                        activation,
                        0,
                        dropout,
                        0,
                        0));
    }

    private AttentionPart attention(String name, String normName, String output) {
        return new AttentionPart(
                name,
                attention,
                settings,
                2,
                2,
                headSize == 0 ? hidden / 2 : headSize,
                causal,
                true,
                rotary,
                null,
                norm(normName),
                // XLNet's attention has its own.
                attention instanceof XlnetKind ? null : new LinearPart(output, hidden, true),
                probabilityDropout,
                style == Style.PRE_NORM ? 0 : dropout);
    }

    private HeadPart preNormHead() {
        return head == Head.BASE
                ? HeadPart.base()
                : HeadPart.of(
                        head,
                        Rows.ALL,
                        tied ? new Decode(null, null) : linear("decoder", vocabulary));
    }

    private HeadPart postNormHead() {
        return switch (head) {
            case BASE -> HeadPart.base();
            case MASKED_LM, CAUSAL_LM -> HeadPart.of(head, Rows.ALL, words());
            case CONDITIONAL_GENERATION ->
                    throw new IllegalArgumentException("An encoder alone generates nothing.");
            case PRETRAINING ->
                    new HeadPart(
                            head,
                            Rows.ALL,
                            List.of(words()),
                            List.of(linear("cls.seq_relationship", 2)),
                            false);
            case SEQUENCE_CLASSIFICATION -> sequenceClassifier();
            case TOKEN_CLASSIFICATION ->
                    HeadPart.of(head, Rows.ALL, new Drop(dropout), linear("classifier", LABELS));
            case QUESTION_ANSWERING ->
                    style == Style.BIG_BIRD
                            ? maskedAnswers()
                            : HeadPart.of(head, Rows.ALL, linear("qa_outputs", 2));
            case MULTIPLE_CHOICE ->
                    HeadPart.of(head, Rows.POOLED, new Drop(dropout), linear("classifier", 1));
        };
    }

    private Step[] words() {
        String name = countsTokens() ? "lm_head" : "cls.predictions";
        String transform = countsTokens() ? ".dense" : ".transform.dense";
        String norm = countsTokens() ? ".layer_norm" : ".transform.LayerNorm";
        return new Step[] {
            linear(name + transform, hidden),
            new Activate(activation),
            new Norm(norm(name + norm)),
            new Decode(tied ? null : name + ".decoder.weight", name + ".bias")
        };
    }

    private HeadPart sequenceClassifier() {
        Drop drop = new Drop(dropout);
        if (style == Style.BERT) {
            return HeadPart.of(head, Rows.POOLED, drop, linear("classifier", LABELS));
        }
        return HeadPart.of(
                head,
                Rows.FIRST,
                drop,
                linear("classifier.dense", hidden),
                new Activate(style == Style.BIG_BIRD ? activation : Activation.TANH),
                drop,
                linear("classifier.out_proj", LABELS));
    }

    private HeadPart maskedAnswers() {
        return new HeadPart(
                head,
                Rows.ALL,
                List.of(
                        new Drop(dropout),
                        linear("qa_classifier.intermediate.dense", width),
                        new Activate(activation),
                        linear("qa_classifier.output.dense", hidden),
                        new Drop(dropout),
                        new Residual(),
                        new Norm(norm("qa_classifier.output.LayerNorm")),
                        linear("qa_classifier.qa_outputs", 2)),
                List.of(),
                true);
    }

    private static Linear linear(String name, int units) {
        return new Linear(new LinearPart(name, units, true));
    }

    private NormPart norm(String name) {
        return new NormPart(name, norms, EPSILON);
    }

    /** Builds a model of one description, as it comes. */
    public static TransformerModel model(ModelDescription description) {
        return TransformerModel.builder().setDescription(description).build();
    }

    /** Builds a model that returns its hidden states. */
    public static TransformerModel withStates(ModelDescription description) {
        return TransformerModel.builder()
                .setDescription(description)
                .optOutputHiddenStates(true)
                .build();
    }

    /** Gives a model initial weights by DJL's defaults. */
    public static TransformerModel initialized(TransformerModel model, NDManager manager) {
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        return model;
    }

    /** Gives a model weights large enough to tell, always the same. */
    public static TransformerModel random(TransformerModel model, NDManager manager) {
        Engine.getInstance().setRandomSeed(1);
        model.setInitializer(new NormalInitializer(0.3f), parameter -> true);
        return initialized(model, manager);
    }
}
