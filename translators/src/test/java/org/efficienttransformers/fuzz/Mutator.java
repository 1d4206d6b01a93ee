/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages files: bits, bytes, numbers, digits, opcodes of pickle, and pieces cut, doubled, or put
 * in from another.
 */
public final class Mutator {

    private static final long[] INTERESTING = {
        0,
        1,
        7,
        8,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        100_000_000,
        0x7FFFFFFFL,
        0x80000000L,
        0xFFFFFFFFL,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1,
        -8
    };
    private static final byte[] OPCODES =
            "(.NKMJGXtaes]}uqrhjcRbQ)\u0080\u0085\u0086\u0087\u0088\u008a\u008c\u0093\u0094"
                    .getBytes(StandardCharsets.ISO_8859_1);
    private static final int LONGEST_PIECE = 64;

    private final Random random;
    private final List<byte[]> donors;

    public Mutator(Random random, List<byte[]> donors) {
        this.random = random;
        this.donors = donors;
    }

    public boolean nextBoolean() {
        return random.nextBoolean();
    }

    public byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        do {
            bytes = bytes.length == 0 ? bytes : edit(bytes);
        } while (random.nextBoolean()); // few edits, since little of a file survives many
        return bytes;
    }

    private byte[] edit(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int piece = 1 + random.nextInt(Math.min(LONGEST_PIECE, bytes.length - at));
        switch (random.nextInt(11)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> putNumber(bytes, at);
            case 3, 4 -> changeDigit(bytes, at);
            case 5 -> bytes[at] = opcode();
            case 6 -> {
                return spliced(bytes, at, 0, new byte[] {opcode(), opcode()});
            }
            case 7 -> {
                return spliced(bytes, at, piece, new byte[0]);
            }
            case 8 -> {
                return spliced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + piece));
            }
            case 9 -> {
                byte[] donor = donors.get(random.nextInt(donors.size()));
                int from = random.nextInt(donor.length);
                int to = Math.min(donor.length, from + piece);
                return spliced(bytes, at, piece, Arrays.copyOfRange(donor, from, to));
            }
            default -> {
                // Cutting is rare, since little of a cut file is read.
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    private byte opcode() {
        return OPCODES[random.nextInt(OPCODES.length)];
    }

    private void putNumber(byte[] bytes, int at) {
        ByteBuffer number =
                ByteBuffer.allocate(Long.BYTES)
                        .order(
                                random.nextInt(8) == 0
                                        ? ByteOrder.BIG_ENDIAN
                                        : ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, INTERESTING[random.nextInt(INTERESTING.length)]);
        int width = Math.min(1 << random.nextInt(4), bytes.length - at);
        System.arraycopy(number.array(), 0, bytes, at, width);
    }

    /** Changes the next digit: JSON stays JSON, but no longer tells the truth. */
    private void changeDigit(byte[] bytes, int at) {
        for (int i = at; i < bytes.length; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                bytes[i] = (byte) ('0' + random.nextInt(10));
                return;
            }
        }
    }

    private static byte[] spliced(byte[] bytes, int at, int removed, byte[] inserted) {
        byte[] result = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(inserted, 0, result, at, inserted.length);
        System.arraycopy(
                bytes, at + removed, result, at + inserted.length, bytes.length - at - removed);
        return result;
    }
}
