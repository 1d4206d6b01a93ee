/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.description.DecoderPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.HostData;

/**
 * The inputs of a model, checked before native code sees them.
 *
 * <p>They are recognised by name, {@code input_ids}, {@code attention_mask}, {@code
 * token_type_ids}, {@code global_attention_mask}, {@code position_ids}, of encoder-decoders {@code
 * decoder_input_ids} and {@code decoder_attention_mask}, and {@code logits_to_keep}, and where
 * unnamed by this order. All but the first are optional. All are INT64 or INT32 and of one shape,
 * (b, n), but for those of the decoder, (b, t), and {@code logits_to_keep}: (b, m), positions of
 * each sequence.
 *
 * <p>The numbers are read to the host once, because every one of them is checked: an index out of
 * range ends the JVM on some devices and gives garbage on others.
 */
final class ModelInputs {

    static final String INPUT_IDS = "input_ids";
    static final String ATTENTION_MASK = "attention_mask";
    private static final String TOKEN_TYPE_IDS = "token_type_ids";
    private static final String GLOBAL_ATTENTION_MASK = "global_attention_mask";
    private static final String POSITION_IDS = "position_ids";
    static final String LOGITS_TO_KEEP = "logits_to_keep";
    private static final String DECODER_INPUT_IDS = "decoder_input_ids";
    private static final String DECODER_ATTENTION_MASK = "decoder_attention_mask";
    private static final List<String> OF_DECODER =
            List.of(DECODER_INPUT_IDS, DECODER_ATTENTION_MASK);
    private static final List<String> DECODER_NAMES =
            List.of(
                    INPUT_IDS,
                    ATTENTION_MASK,
                    TOKEN_TYPE_IDS,
                    GLOBAL_ATTENTION_MASK,
                    POSITION_IDS,
                    DECODER_INPUT_IDS,
                    DECODER_ATTENTION_MASK,
                    LOGITS_TO_KEEP);
    private static final List<String> NAMES =
            DECODER_NAMES.stream().filter(name -> !OF_DECODER.contains(name)).toList();

    private final NDManager manager;
    private final Shape given;
    private final Shape shape;
    private final Map<String, NDArray> arrays;
    private final Map<String, long[]> values;
    private final DecoderPart decoder;

    private ModelInputs(
            NDManager manager,
            Shape given,
            Shape shape,
            Map<String, NDArray> arrays,
            Map<String, long[]> values,
            DecoderPart decoder) {
        this.manager = manager;
        this.given = given;
        this.shape = shape;
        this.arrays = arrays;
        this.values = values;
        this.decoder = decoder;
    }

    /**
     * Recognises and checks the inputs.
     *
     * @param inputs the arrays
     * @param head what the model answers: for multiple choice the inputs have three dimensions,
     *     whose first two are then merged; language models alone take {@code logits_to_keep}
     * @param manager owns the arrays that are derived, and gives their device
     * @param decoder the decoder, which has inputs of its own; null for none
     * @return the inputs
     * @throws IllegalArgumentException if a name, type, shape or value is not allowed
     */
    static ModelInputs of(NDList inputs, Head head, NDManager manager, DecoderPart decoder) {
        List<String> names = decoder == null ? NAMES : DECODER_NAMES;
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            NDArray array = inputs.get(i);
            String name = array.getName();
            if (name == null || name.isEmpty()) {
                require(
                        i < names.size(),
                        "There are %s unnamed inputs; allowed: %s.",
                        inputs.size(),
                        names);
                name = names.get(i);
            }
            require(names.contains(name), "An input is named '%s'; allowed: %s.", name, names);
            require(!arrays.containsKey(name), "The input %s is given twice.", name);
            arrays.put(name, array);
        }
        NDArray ids = arrays.get(INPUT_IDS);
        require(ids != null, "The input input_ids is missing; given: %s.", arrays.keySet());
        int rank = head == Head.MULTIPLE_CHOICE ? 3 : 2;
        Shape shape = ids.getShape();
        require(
                shape.dimension() == rank && shape.size() > 0,
                "input_ids has shape %s; allowed: %s, none of them 0.",
                shape,
                rank == 2 ? "(batch, length)" : "(batch, choices, length)");
        NDArray text = arrays.get(DECODER_INPUT_IDS);
        Shape textShape = text == null ? shape : text.getShape();
        require(
                text == null
                        || (textShape.dimension() == 2
                                && textShape.get(0) == shape.get(0)
                                && textShape.size() > 0),
                "decoder_input_ids has shape %s; allowed: (%d, length), a row for each sequence of"
                        + " input_ids, the length not 0.",
                textShape,
                shape.get(0));
        Map<String, long[]> values = new LinkedHashMap<>();
        for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
            String name = entry.getKey();
            NDArray array = entry.getValue();
            values.put(
                    name,
                    name.equals(LOGITS_TO_KEEP)
                            ? readPositions(array, textShape, head)
                            : read(name, array, OF_DECODER.contains(name) ? textShape : shape));
        }
        long length = shape.get(rank - 1);
        Shape merged = new Shape(shape.size() / length, length);
        return new ModelInputs(manager, shape, merged, arrays, values, decoder);
    }

    private static long[] read(String name, NDArray array, Shape shape) {
        require(
                array.getShape().equals(shape),
                "%s has shape %s; it must be that of input_ids, %s.",
                name,
                array.getShape(),
                shape);
        return numbers(name, array);
    }

    private static long[] readPositions(NDArray array, Shape inputs, Head head) {
        require(
                head.scoresWords(),
                "The model's head is %s, which gives no logits of words; leave logits_to_keep out.",
                head);
        Shape shape = array.getShape();
        require(
                shape.dimension() == 2 && shape.get(0) == inputs.get(0) && shape.size() > 0,
                "logits_to_keep has shape %s; allowed: (%s, positions), a row for each sequence of"
                        + " input_ids and at least one position in it.",
                shape,
                inputs.get(0));
        long[] positions = numbers(LOGITS_TO_KEEP, array);
        for (int i = 0; i < positions.length; i++) {
            require(
                    positions[i] >= 0 && positions[i] < inputs.get(1),
                    "logits_to_keep holds %s for sequence %s; allowed: from 0 to %s, the positions"
                            + " of the text.",
                    positions[i],
                    i / shape.get(1),
                    inputs.get(1) - 1);
        }
        return positions;
    }

    private static long[] numbers(String name, NDArray array) {
        if (array.getDataType() == DataType.INT64) {
            return HostArrays.longs(array);
        }
        if (array.getDataType() == DataType.INT32) {
            return Arrays.stream(HostArrays.ints(array)).asLongStream().toArray();
        }
        throw new IllegalArgumentException(
                name + " has type " + array.getDataType() + "; allowed: INT64, INT32.");
    }

    /** Owns what is made of the inputs. */
    NDManager manager() {
        return manager;
    }

    /** The numbers of an input, row by row; null if it isn't given. */
    long[] given(String name) {
        return values.get(name);
    }

    /** The shape of {@code input_ids}: (b, n), for multiple choice (b, choices, n). */
    Shape givenShape() {
        return given;
    }

    /** The decoder; null if there is none. */
    DecoderPart decoder() {
        return decoder;
    }

    /** The shape (b, n). */
    Shape shape() {
        return shape;
    }

    /** The shape of the text that is scored, (b, n), of an encoder-decoder (b, t). */
    Shape scored() {
        long[] text = values.get(DECODER_INPUT_IDS);
        return text == null ? shape : new Shape(shape.get(0), text.length / shape.get(0));
    }

    /**
     * The text of the decoder, all from 0 to below the size of the vocabulary.
     *
     * @return (b, t), INT64; where none is given that of the encoder, moved on by one token
     */
    NDArray decoderInputIds(int vocabSize) {
        if (values.containsKey(DECODER_INPUT_IDS)) {
            long[] ids = checked(DECODER_INPUT_IDS, vocabSize, "vocab_size");
            return HostData.create(manager, ids, scored());
        }
        require(
                decoder.readsShiftedText(),
                "The input decoder_input_ids is missing; give the text so far, at first %d"
                        + " (decoder_start_token_id) alone.",
                decoder.startTokenId());
        long[] ids = values.get(INPUT_IDS);
        long[] moved = new long[ids.length];
        System.arraycopy(ids, 0, moved, 1, ids.length - 1);
        int length = Math.toIntExact(shape.get(1));
        for (int start = 0; start < moved.length; start += length) {
            moved[start] = decoder.startTokenId();
        }
        return create(moved);
    }

    /**
     * The mask of the decoder's text.
     *
     * @return (b, t), 1 or 0 in this type; null if every position is a token
     */
    NDArray decoderAttentionMask(DataType type) {
        long[] mask = values.get(DECODER_ATTENTION_MASK);
        if (mask == null) {
            return null;
        }
        checkZeroOrOne(DECODER_ATTENTION_MASK, mask);
        boolean padded = Arrays.stream(mask).anyMatch(value -> value == 0);
        return padded ? HostData.create(manager, mask, scored()).toType(type, false) : null;
    }

    /** Word indices, (b, n), INT64, all from 0 to below the size of the vocabulary. */
    NDArray inputIds(int vocabSize) {
        return checkedArray(INPUT_IDS, vocabSize, "vocab_size");
    }

    /** Token types, (b, n), INT64, all from 0 to below typeVocabSize; null if none are given. */
    NDArray tokenTypeIds(int typeVocabSize) {
        return values.containsKey(TOKEN_TYPE_IDS)
                ? checkedArray(TOKEN_TYPE_IDS, typeVocabSize, "type_vocab_size")
                : null;
    }

    /** Positions, (b, n), INT64, as given; null if none are given. */
    NDArray positionIds(int limit, String limitName) {
        return values.containsKey(POSITION_IDS)
                ? checkedArray(POSITION_IDS, limit, limitName)
                : null;
    }

    /**
     * The attention mask.
     *
     * @return (b, n), 1 or 0 in this type; null if every position is a token
     */
    NDArray attentionMask(DataType type) {
        long[] mask = values.get(ATTENTION_MASK);
        if (mask == null) {
            return null;
        }
        checkZeroOrOne(ATTENTION_MASK, mask);
        int length = Math.toIntExact(shape.get(1));
        boolean padded = false;
        for (int start = 0; start < mask.length; start += length) {
            long tokens = Arrays.stream(mask, start, start + length).sum();
            require(
                    tokens > 0,
                    "attention_mask is 0 all over sequence %s; each sequence needs at least one"
                            + " token to attend to.",
                    start / length);
            padded |= tokens < length;
        }
        return padded ? create(mask).toType(type, false) : null;
    }

    /**
     * The global attention mask as given.
     *
     * @return 1 or 0 for each token, row by row; null if none is given
     */
    long[] globalAttentionMask() {
        long[] mask = values.get(GLOBAL_ATTENTION_MASK);
        if (mask != null) {
            checkZeroOrOne(GLOBAL_ATTENTION_MASK, mask);
        }
        return mask;
    }

    /** On a GPU what is there already; elsewhere an array may lie in memory that isn't its own. */
    private NDArray checkedArray(String name, int limit, String limitName) {
        long[] numbers = checked(name, limit, limitName);
        NDArray array = arrays.get(name);
        if (!array.getDevice().isGpu()
                || !array.getDevice().equals(manager.getDevice())
                || array.getDataType() != DataType.INT64) {
            return create(numbers);
        }
        NDArray view = array.reshape(shape);
        view.attach(manager);
        return view;
    }

    private long[] checked(String name, int limit, String limitName) {
        long[] ids = values.get(name);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= limit) {
                throw new IllegalArgumentException(
                        String.format(
                                "%s holds %s at position %s of sequence %s; allowed: from 0 to"
                                        + " %s (%s is %s).",
                                name,
                                ids[i],
                                i % (ids.length / shape.get(0)),
                                i / (ids.length / shape.get(0)),
                                limit - 1,
                                limitName,
                                limit));
            }
        }
        return ids;
    }

    private static void checkZeroOrOne(String name, long[] mask) {
        for (long value : mask) {
            if (value != 0 && value != 1) {
                throw new IllegalArgumentException(
                        name + " holds " + value + "; allowed: 0 and 1.");
            }
        }
    }

    /** (b, n), INT64. */
    NDArray create(long... data) {
        return HostData.create(manager, data, shape);
    }
}
