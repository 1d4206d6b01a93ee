/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.description.EmbeddingsPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.Positions;

/**
 * Makes what the layers read of what a caller gives: positions, types and masks where none are
 * given, as transformers chooses them, and padding to whole chunks.
 */
final class BackboneInputs {

    private static final int MOST_POSITIONS = 1 << 24;

    private final ModelDescription description;
    private final EmbeddingsPart embeddings;
    private final Backbone backbone;

    BackboneInputs(ModelDescription description, Backbone backbone) {
        this.description = description;
        embeddings = description.embeddings();
        this.backbone = backbone;
    }

    /**
     * Refuses texts that are too long, and in training those that would have to be padded.
     *
     * @param length the number of positions
     * @param training true in training
     */
    void checkLength(long length, boolean training) {
        Positions positions = embeddings.positions();
        Positions.Axial axial = positions instanceof Positions.Axial found ? found : null;
        require(
                length <= description.maxLength(),
                "The input is %d tokens long, and the model takes at most %d%s; shorten it or load"
                        + " the model with a larger maxLength.",
                length,
                description.maxLength(),
                axial != null && axial.positions() == description.maxLength()
                        ? " (" + axial.describe() + ")"
                        : "");
        if (!training) {
            return;
        }
        long padded = backbone.paddedLength(length);
        require(
                padded == length || backbone.chunkMultiple() == 0,
                "The input is %d tokens long, which isn't a multiple of the chunk length %d; for"
                        + " training pad it to %d, with an attention_mask.",
                length,
                backbone.chunkMultiple(),
                padded);
        require(
                axial == null || length == axial.positions(),
                "The input is %d tokens long, and in training axial positions need exactly %s; pad"
                        + " it to that, or change axial_pos_shape.",
                length,
                axial == null ? "" : axial.describe());
    }

    /**
     * Reads the inputs, padded to whole chunks.
     *
     * @param inputs what is given
     * @param question the tokens of the question, (b, n); null where they make no difference
     */
    Backbone.Inputs read(ModelInputs inputs, NDArray question) {
        DataType type = backbone.words().getArray().getDataType();
        NDArray ids = inputs.inputIds(embeddings.vocabSize());
        NDArray positions = positions(inputs);
        NDArray types = inputs.tokenTypeIds(embeddings.typeVocabSize());
        if (types == null && question != null && embeddings.typeVocabSize() > 1) {
            types = question.logicalNot().toType(DataType.INT64, false);
        }
        NDArray visible = inputs.attentionMask(type);
        long[] globals = globalMask(inputs);
        GlobalMask global = globals == null ? null : new GlobalMask(inputs, globals, type);
        long more = backbone.paddedLength(inputs.shape().get(1)) - inputs.shape().get(1);
        NDManager manager = ids.getManager();
        if (more > 0) {
            visible = visible == null ? manager.ones(inputs.shape(), type) : visible;
            Shape gap = new Shape(inputs.shape().get(0), more);
            NDArray none = manager.zeros(gap, DataType.INT64);
            visible = visible.concat(manager.zeros(gap, type), 1);
            ids = ids.concat(manager.full(gap, description.padTokenId(), DataType.INT64), 1);
            positions = positions == null ? null : positions.concat(none, 1);
            types = types == null ? null : types.concat(none, 1);
        }
        if (positions == null
                && (description.reversible()
                        || embeddings.positions() instanceof Positions.Axial)) {
            positions = counted(manager, inputs.shape().get(0), ids.getShape().get(1));
        }
        return new Backbone.Inputs(ids, positions, types, visible, global);
    }

    private NDArray positions(ModelInputs inputs) {
        Positions kind = embeddings.positions();
        if (kind instanceof Positions.None) {
            NDArray given = inputs.positionIds(MOST_POSITIONS, "2^24, as far as float32 counts");
            require(
                    given == null
                            || backbone.attention().stream()
                                    .anyMatch(SelfAttention::hasRotaryPositions),
                    "position_ids are given, but the model has no position embeddings; leave them"
                            + " out.");
            return given;
        }
        NDArray given = inputs.positionIds(kind.count(), "max_position_embeddings");
        if (given != null) {
            return given;
        }
        return kind instanceof Positions.Learned learned && learned.overTokens()
                ? new TextMarks(inputs).positionIdsAfterPadding(description.padTokenId())
                : null;
    }

    /** 0, 1, 2, ..., where padding beyond the longest text has the last position: (b, n). */
    private NDArray counted(NDManager manager, long batch, long length) {
        NDArray all = manager.arange(0, Math.toIntExact(length), 1, DataType.INT64);
        NDArray last = manager.full(new Shape(), description.maxLength() - 1f, DataType.INT64);
        return all.minimum(last).expandDims(0).broadcast(batch, length);
    }

    /** 1 or 0 for each token, row by row; null if there are none. */
    private long[] globalMask(ModelInputs inputs) {
        boolean possible = backbone.attention().stream().anyMatch(SelfAttention::hasGlobalTokens);
        long[] given = inputs.globalAttentionMask();
        require(
                given == null || possible,
                "The model has no global tokens; leave global_attention_mask out.");
        if (given != null || !possible || description.decoder() != null) {
            return given;
        }
        int separator = description.sepTokenId();
        TextMarks marks = new TextMarks(inputs);
        return switch (description.head().head()) {
            case SEQUENCE_CLASSIFICATION -> marks.firstTokenGlobal();
            case QUESTION_ANSWERING -> marks.separatedGlobal(separator, true);
            case MULTIPLE_CHOICE -> marks.separatedGlobal(separator, false);
            case BASE,
                    MASKED_LM,
                    CAUSAL_LM,
                    CONDITIONAL_GENERATION,
                    PRETRAINING,
                    TOKEN_CLASSIFICATION ->
                    null;
        };
    }
}
