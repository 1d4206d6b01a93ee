/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * A pickle machine, protocols 2 to 5, that knows only the opcodes which a checkpoint needs and
 * leaves every global, call and persistent id to {@link TorchPickle}, which knows a closed list.
 *
 * <p>Python's values become: None {@link #NONE}, bool {@link Boolean}, int {@link Long} or {@link
 * BigInteger}, float {@link Double}, str {@link String}, tuple {@link Tuple}, list {@link List},
 * dict {@link Map}.
 *
 * <p>Source: Lib/pickletools.py of CPython, which describes each opcode.
 */
final class Unpickler {

    /** Python's None, since a null in a collection would look like a missing entry. */
    static final Object NONE = new Object();

    /** What Java puts in the place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Tuple EMPTY = new Tuple(List.of());

    /** CPython writes collections in batches of 1,000, so its stack never comes near. */
    private static final int MAX_STACK = 1 << 16;

    private static final int MAX_MARKS = 1 << 10;
    private static final int FIRST_MEMO = 1 << 6;

    /** Torch's magic number has as many. */
    private static final int LONGEST_INT = 10;

    // What objects take in a JVM of less than 32 GB.
    private static final int REFERENCE = 8; // with what a list keeps free
    private static final int NUMBER = 24;
    private static final int TEXT = 56;
    private static final int SEQUENCE = 48;
    private static final int PAIR = 48;
    private static final int TABLE = 80;

    private final TorchPickle torch;
    private final ByteBuffer bytes;
    private final List<Object> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private Object[] memo = new Object[FIRST_MEMO];
    private int memoized;

    /**
     * Makes a machine.
     *
     * @param torch knows the globals
     * @param bytes little-endian, read from its position to the end of the pickle
     */
    Unpickler(TorchPickle torch, ByteBuffer bytes) {
        this.torch = torch;
        this.bytes = bytes;
    }

    /**
     * A Python tuple.
     *
     * @param items its items
     */
    record Tuple(List<Object> items) {}

    /** Runs the pickle and returns the object it describes. */
    Object load() throws IOException {
        int opcode = unsignedByte();
        int protocol = opcode == 0x80 ? unsignedByte() : 0;
        if (protocol < 2 || protocol > 5) {
            throw torch.fault("the pickle has protocol " + protocol + "; allowed are 2 to 5.");
        }
        while (true) {
            opcode = unsignedByte();
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
            if (stack.size() > MAX_STACK || marks.size() > MAX_MARKS) {
                throw torch.fault(
                        "the pickle stacks too much; allowed are "
                                + MAX_STACK
                                + " objects and "
                                + MAX_MARKS
                                + " marks.");
            }
        }
    }

    private void step(int opcode) throws IOException {
        switch (opcode) {
            case 0x95 -> need(bytes.remaining() < 8 ? -1 : bytes.getLong()); // FRAME
            case '(' -> marks.push(stack.size()); // MARK

            case 'N' -> push(NONE); // NONE
            case 0x88 -> push(true); // NEWTRUE
            case 0x89 -> push(false); // NEWFALSE
            case 'K' -> push((long) unsignedByte()); // BININT1
            case 'M' -> push(number(Short.toUnsignedInt(need(2).getShort()))); // BININT2
            case 'J' -> push(number(need(4).getInt())); // BININT
            case 0x8A -> push(bigInteger(unsignedByte())); // LONG1
            case 'G' -> push(bigEndianDouble()); // BINFLOAT
            case 'U' -> push(text(unsignedByte())); // SHORT_BINSTRING, of Python 2
            case 0x8C -> push(text(unsignedByte())); // SHORT_BINUNICODE
            case 'X' -> push(text(Integer.toUnsignedLong(need(4).getInt()))); // BINUNICODE
            case 0x8D -> push(text(need(8).getLong())); // BINUNICODE8

            case ')' -> push(EMPTY); // EMPTY_TUPLE
            case 0x85 -> tuple(1); // TUPLE1
            case 0x86 -> tuple(2); // TUPLE2
            case 0x87 -> tuple(3); // TUPLE3
            case 't' -> tuple(sinceMark()); // TUPLE
            case ']' -> list(); // EMPTY_LIST
            case 'a' -> append(1); // APPEND
            case 'e' -> append(sinceMark()); // APPENDS
            case '}' -> push(torch.dict()); // EMPTY_DICT
            case 's' -> setItems(2); // SETITEM
            case 'u' -> setItems(sinceMark()); // SETITEMS

            case 'q' -> memoize(unsignedByte()); // BINPUT
            case 'r' -> memoize(need(4).getInt()); // LONG_BINPUT
            case 0x94 -> memoize(memoized); // MEMOIZE
            case 'h' -> push(recall(unsignedByte())); // BINGET
            case 'j' -> push(recall(need(4).getInt())); // LONG_BINGET

            case 'c' -> push(torch.global(line(), line())); // GLOBAL
            case 0x93 -> stackGlobal(pop(), pop()); // STACK_GLOBAL
            case 'R' -> reduce(pop(), pop()); // REDUCE
            case 'b' -> torch.build(top(2), pop()); // BUILD
            case 'Q' -> push(torch.storage(pop())); // BINPERSID
            default ->
                    throw torch.fault(
                            String.format(
                                    "the pickle holds the opcode 0x%02X, which no state dict"
                                            + " of torch.save needs, so it was not run; allowed"
                                            + " are values, tensors and their containers.",
                                    opcode));
        }
    }

    private void tuple(int count) throws IOException {
        List<Object> end = end(count);
        torch.charge(SEQUENCE + (long) REFERENCE * count);
        Tuple tuple = new Tuple(List.copyOf(end));
        end.clear();
        push(tuple);
    }

    private void list() throws IOException {
        torch.charge(SEQUENCE);
        push(new ArrayList<>());
    }

    private void append(int count) throws IOException {
        List<Object> items = end(count);
        if (!(top(count + 1) instanceof List)) {
            throw torch.fault("the pickle appends to something that is not a list.");
        }
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) top(count + 1);
        torch.charge((long) REFERENCE * count);
        list.addAll(items);
        items.clear();
    }

    private void setItems(int count) throws IOException {
        List<Object> items = end(count);
        if (!(top(count + 1) instanceof Map) || count % 2 != 0) {
            throw torch.fault("the pickle sets items of something that is not a dict.");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> dict = (Map<Object, Object>) top(count + 1);
        torch.charge((dict.isEmpty() ? TABLE : 0) + (long) PAIR * (count / 2));
        for (int i = 0; i < count; i += 2) {
            Object key = items.get(i);
            if (!(key instanceof String) && !(key instanceof Long)) {
                throw torch.fault(
                        "a dict has a key of type "
                                + TorchPickle.typeOf(key)
                                + "; allowed are str and int.");
            }
            if (dict.put(key, items.get(i + 1)) != null) {
                throw torch.fault(
                        "a dict has the key "
                                + WeightFormatException.quote(key.toString())
                                + " twice; each is allowed once.");
            }
        }
        items.clear();
    }

    private void stackGlobal(Object name, Object module) throws IOException {
        if (!(module instanceof String moduleName) || !(name instanceof String globalName)) {
            throw torch.fault("the pickle names a global by something that is not a str.");
        }
        push(torch.global(moduleName, globalName));
    }

    private void reduce(Object arguments, Object callable) throws IOException {
        if (!(arguments instanceof Tuple tuple)) {
            throw torch.fault("the pickle calls with something that is not a tuple.");
        }
        push(torch.call(callable, tuple.items()));
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() throws IOException {
        return top(1);
    }

    private Object top(int depth) throws IOException {
        requireAboveMark(depth);
        return stack.get(stack.size() - depth);
    }

    private void requireAboveMark(int count) throws IOException {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (count > stack.size() - floor) {
            throw torch.fault("the pickle takes an object from an empty stack, so it is damaged.");
        }
    }

    private Object pop() throws IOException {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    /** Returns the objects at the end of the stack; clearing the list takes them off. */
    private List<Object> end(int count) throws IOException {
        requireAboveMark(count);
        return stack.subList(stack.size() - count, stack.size());
    }

    /** Takes the last mark off and returns how many objects lie above it. */
    private int sinceMark() throws IOException {
        if (marks.isEmpty()) {
            throw torch.fault("the pickle looks for a mark that was never set, so it is damaged.");
        }
        return stack.size() - marks.pop();
    }

    /** Picklers count from 0, so an index beyond the number of bytes read is a lie. */
    private void memoize(int index) throws IOException {
        torch.charge(REFERENCE);
        if (index < 0 || index >= bytes.position()) {
            throw torch.fault("the pickle stores an object under an index that no pickler uses.");
        }
        if (index >= memo.length) {
            memo = Arrays.copyOf(memo, Math.max(2 * memo.length, index + 1));
        }
        memo[index] = top();
        memoized++;
    }

    private Object recall(int index) throws IOException {
        Object value = index < 0 || index >= memo.length ? null : memo[index];
        if (value == null) {
            throw torch.fault("the pickle recalls an object it never stored, so it is damaged.");
        }
        return value;
    }

    private Long number(long value) throws IOException {
        torch.charge(NUMBER);
        return value;
    }

    /** Reads an int, which becomes a {@link Long} where it fits. */
    private Object bigInteger(int length) throws IOException {
        if (length > LONGEST_INT) {
            throw torch.fault(
                    "the pickle holds an int of "
                            + length
                            + " bytes; allowed are "
                            + LONGEST_INT
                            + ".");
        }
        need(length);
        byte[] bigEndian = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            bigEndian[i] = bytes.get();
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        if (value.bitLength() < Long.SIZE) {
            return number(value.longValue());
        }
        torch.charge(3 * NUMBER);
        return value;
    }

    private double bigEndianDouble() throws IOException {
        torch.charge(NUMBER);
        return Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
    }

    private String text(long length) throws IOException {
        need(length);
        torch.charge(TEXT + 2 * length);
        byte[] utf8 = new byte[(int) length];
        bytes.get(utf8);
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
            throw torch.fault("the pickle holds a str that is not UTF-8, so it is damaged.");
        }
        return text;
    }

    /** Reads to the end of a line of text, as GLOBAL has it. */
    private String line() throws IOException {
        int start = bytes.position();
        while (unsignedByte() != '\n') {
            // unsignedByte() moves on
        }
        ByteBuffer line = bytes.slice(start, bytes.position() - 1 - start);
        return StandardCharsets.UTF_8.decode(line).toString();
    }

    private int unsignedByte() throws IOException {
        return need(1).get() & 0xFF;
    }

    /** Returns the pickle's bytes after checking that so many are left. */
    private ByteBuffer need(long count) throws IOException {
        if (count < 0 || count > bytes.remaining()) {
            throw torch.fault("the pickle ends in the middle of an object, so it is truncated.");
        }
        return bytes;
    }
}
