/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file of <a href="https://github.com/google/sentencepiece">SentencePiece</a> holds, as far
 * as tokenization needs it. The fields are those of sentencepiece_model.proto.
 */
final class SentencePieceModel {

    /** The algorithm of unigram language models. */
    static final int UNIGRAM = 1;

    /** The algorithm of byte pairs, on characters. */
    static final int BYTE_PAIRS = 2;

    private static final int MODEL_PIECES = 1;
    private static final int MODEL_TRAINER = 2;
    private static final int MODEL_NORMALIZER = 3;

    private static final int PIECE_TEXT = 1;
    private static final int PIECE_SCORE = 2;
    private static final int PIECE_KIND = 3;

    private static final int TRAINER_ALGORITHM = 3;
    private static final int TRAINER_SPLIT_BY_WHITESPACE = 22;
    private static final int TRAINER_BYTE_FALLBACK = 35;

    private static final int NORMALIZER_CHARACTERS = 2;
    private static final int NORMALIZER_PREFIX = 3;
    private static final int NORMALIZER_SPACES = 4;
    private static final int NORMALIZER_ESCAPE = 5;

    /** The kinds of pieces, in the order of their numbers, from 1. */
    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    /**
     * A piece.
     *
     * @param text its characters, a space being written as U+2581
     * @param score its logarithm of probability, or minus its rank
     * @param kind what it is for
     */
    record Piece(String text, float score, Kind kind) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int algorithm = UNIGRAM;
    private boolean splitsAtSpaces = true;
    private boolean byteFallback;
    private byte[] characters = new byte[0];
    private boolean addsPrefix = true;
    private boolean removesSpaces = true;
    private boolean escapesSpaces = true;

    private SentencePieceModel() {}

    /** Reads a field of a message, or returns false to have it passed over. */
    private interface Field {
        boolean read(CodedInputStream input, int number) throws IOException;
    }

    /**
     * Reads a file.
     *
     * @param file such as spiece.model
     * @return what it holds
     * @throws IOException if it isn't such a file, or can't be read
     */
    static SentencePieceModel read(Path file) throws IOException {
        SentencePieceModel model = new SentencePieceModel();
        try {
            fields(CodedInputStream.newInstance(Files.readAllBytes(file)), model::readField);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(file + " is not a model of SentencePiece, or it is damaged.", e);
        }
        if (model.pieces.isEmpty()) {
            throw new IOException(file + " is not a model of SentencePiece: it has no pieces.");
        }
        return model;
    }

    private boolean readField(CodedInputStream input, int number) throws IOException {
        switch (number) {
            case MODEL_PIECES -> pieces.add(piece(input));
            case MODEL_TRAINER -> message(input, this::readTrainer);
            case MODEL_NORMALIZER -> message(input, this::readNormalizer);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Piece piece(CodedInputStream input) throws IOException {
        String[] text = {""};
        float[] score = {0};
        Kind[] kind = {Kind.NORMAL};
        message(
                input,
                (part, number) -> {
                    switch (number) {
                        case PIECE_TEXT -> text[0] = part.readString();
                        case PIECE_SCORE -> score[0] = part.readFloat();
                        case PIECE_KIND -> kind[0] = kind(part.readEnum());
                        default -> {
                            return false;
                        }
                    }
                    return true;
                });
        return new Piece(text[0], score[0], kind[0]);
    }

    private static Kind kind(int number) throws InvalidProtocolBufferException {
        Kind[] kinds = Kind.values();
        if (number < 1 || number > kinds.length) {
            throw new InvalidProtocolBufferException("a piece is of the kind " + number);
        }
        return kinds[number - 1];
    }

    private boolean readTrainer(CodedInputStream input, int number) throws IOException {
        switch (number) {
            case TRAINER_ALGORITHM -> algorithm = input.readEnum();
            case TRAINER_SPLIT_BY_WHITESPACE -> splitsAtSpaces = input.readBool();
            case TRAINER_BYTE_FALLBACK -> byteFallback = input.readBool();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean readNormalizer(CodedInputStream input, int number) throws IOException {
        switch (number) {
            case NORMALIZER_CHARACTERS -> {
                ByteString bytes = input.readBytes();
                characters = bytes.toByteArray();
            }
            case NORMALIZER_PREFIX -> addsPrefix = input.readBool();
            case NORMALIZER_SPACES -> removesSpaces = input.readBool();
            case NORMALIZER_ESCAPE -> escapesSpaces = input.readBool();
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void message(CodedInputStream input, Field field) throws IOException {
        int limit = input.pushLimit(input.readRawVarint32());
        fields(input, field);
        input.popLimit(limit);
    }

    private static void fields(CodedInputStream input, Field field) throws IOException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (!field.read(input, WireFormat.getTagFieldNumber(tag)) && !input.skipField(tag)) {
                return;
            }
        }
    }

    /** The pieces; the place of each is its id. */
    List<Piece> pieces() {
        return pieces;
    }

    /** The number of the algorithm. */
    int algorithm() {
        return algorithm;
    }

    /** Whether pieces end at spaces. */
    boolean splitsAtSpaces() {
        return splitsAtSpaces;
    }

    /** Whether a character without a piece becomes pieces for its bytes. */
    boolean hasByteFallback() {
        return byteFallback;
    }

    /** The rules for characters, in the form that the tokenizers library takes; may be empty. */
    byte[] characters() {
        return characters;
    }

    /** Whether a space is put in front of a text. */
    boolean addsPrefix() {
        return addsPrefix;
    }

    /** Whether spaces at the ends are removed, and several in a row become one. */
    boolean removesSpaces() {
        return removesSpaces;
    }

    /** Whether a space is written as U+2581. */
    boolean escapesSpaces() {
        return escapesSpaces;
    }
}
