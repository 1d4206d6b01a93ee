/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.weights.MappedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The values that Python puts into a pickle, and the limits that the machine is documented with.
 * CPython 3.11 wrote the pickles:
 *
 * <pre>
 *   value = {"ints": [0, 255, 256, 65535, 65536, -1, 2**31 - 1, -2**31, 2**31, 2**40, -2**63,
 *                     2**63 - 1, 2**63, -2**63 - 1],
 *            "floats": [1.5, -0.1], "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
 *            "words": [None, True, False, "", "grüße 😀"], 7: {"again": None}}
 *   same = [9]
 *   value["same"] = [same, same]
 *   print(pickle.dumps(value, 2).hex(), pickle.dumps(value, 4).hex())
 * </pre>
 */
class UnpicklerTest {

    private static final String PROTOCOL_2 =
            "80027d7100285804000000696e747371015d7102284b004bff4d00014dffff4a000001004affffffff4affff"
                    + "ff7f4a000000808a0500000080008a060000000000018a0800000000000000808a08ffffffffffff"
                    + "ff7f8a090000000000000080008a09ffffffffffffff7fff655806000000666c6f61747371035d71"
                    + "0428473ff800000000000047bfb999999999999a6558060000007475706c657371055d710628294b"
                    + "018571074b014b028671084b014b024b03877109284b014b024b034b0474710a655805000000776f"
                    + "726473710b5d710c284e88895800000000710d580c0000006772c3bcc39f6520f09f9880710e654b"
                    + "077d710f5805000000616761696e71104e73580400000073616d6571115d7112285d71134b096168"
                    + "1365752e";

    private static final String PROTOCOL_4 =
            "800495f2000000000000007d94288c04696e7473945d94284b004bff4d00014dffff4a000001004affffffff"
                    + "4affffff7f4a000000808a0500000080008a060000000000018a0800000000000000808a08ffffff"
                    + "ffffffff7f8a090000000000000080008a09ffffffffffffff7fff658c06666c6f617473945d9428"
                    + "473ff800000000000047bfb999999999999a658c067475706c6573945d9428294b0185944b014b02"
                    + "86944b014b024b038794284b014b024b034b047494658c05776f726473945d94284e88898c00948c"
                    + "0c6772c3bcc39f6520f09f988094654b077d948c05616761696e944e738c0473616d65945d94285d"
                    + "944b0961681365752e";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {PROTOCOL_2, PROTOCOL_4})
    void valuesAreThoseOfPython(String pickle) throws IOException {
        BigInteger beyond = BigInteger.ONE.shiftLeft(63);
        Object loaded = load(HexFormat.of().parseHex(pickle));
        assertThat(loaded)
                .isEqualTo(
                        Map.of(
                                "ints",
                                List.of(
                                        0L,
                                        255L,
                                        256L,
                                        65535L,
                                        65536L,
                                        -1L,
                                        (long) Integer.MAX_VALUE,
                                        (long) Integer.MIN_VALUE,
                                        1L << 31,
                                        1L << 40,
                                        Long.MIN_VALUE,
                                        Long.MAX_VALUE,
                                        beyond,
                                        beyond.negate().subtract(BigInteger.ONE)),
                                "floats",
                                List.of(1.5, -0.1),
                                "tuples",
                                List.of(
                                        tuple(),
                                        tuple(1L),
                                        tuple(1L, 2L),
                                        tuple(1L, 2L, 3L),
                                        tuple(1L, 2L, 3L, 4L)),
                                "words",
                                List.of(Unpickler.NONE, true, false, "", "grüße 😀"),
                                7L,
                                Map.of("again", Unpickler.NONE),
                                "same",
                                List.of(List.of(9L), List.of(9L))));
        List<?> same = (List<?>) ((Map<?, ?>) loaded).get("same");
        assertThat(same.get(0)).isSameAs(same.get(1));
    }

    private static Unpickler.Tuple tuple(Object... items) {
        return new Unpickler.Tuple(List.of(items));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 255})
    void otherProtocolsAreRefused(int protocol) {
        assertThatThrownBy(() -> load(new byte[] {(byte) 0x80, (byte) protocol, 'N', '.'}))
                .hasMessageContaining("has protocol " + protocol + "; allowed are 2 to 5.");
        assertThatThrownBy(() -> load(latin("N.N."))).hasMessageContaining("has protocol 0;");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void theseProtocolsAreRead(int protocol) throws IOException {
        assertThat(load(new byte[] {(byte) 0x80, (byte) protocol, 'K', 3, '.'})).isEqualTo(3L);
    }

    @Test
    void stacksHaveALimit() throws IOException {
        assertThat(loadOf(1 << 20, "K\1".repeat(1 << 16))).isEqualTo(1L);
        assertThatThrownBy(() -> loadOf(1 << 20, "K\1".repeat((1 << 16) + 1)))
                .hasMessageContaining("stacks too much; allowed are 65536 objects and 1024 marks.");
        assertThat(loadOf(1 << 20, "(".repeat(1 << 10) + "K\2")).isEqualTo(2L);
        assertThatThrownBy(() -> loadOf(1 << 20, "(".repeat((1 << 10) + 1) + "K\2"))
                .hasMessageContaining("stacks too much");
    }

    /** As many bytes as torch's magic number has. */
    @Test
    void longIntsAreRefused() throws IOException {
        assertThat(loadOf(0, "\u008a\12" + "\1".repeat(10)))
                .isEqualTo(new BigInteger("01010101010101010101", 16));
        assertThatThrownBy(() -> loadOf(0, "\u008a\13" + "\1".repeat(11)))
                .hasMessageContaining("holds an int of 11 bytes; allowed are 10.");
        assertThat(loadOf(0, "\u008a\0")).isEqualTo(0L);
    }

    /** Of two bytes before and two of its own, an object can have been the fourth at most. */
    @Test
    void indicesOfTheMemoAreThoseOfPicklers() throws IOException {
        assertThat(loadOf(0, "Nq\4h\4")).isSameAs(Unpickler.NONE);
        assertThatThrownBy(() -> loadOf(0, "Nq\5h\5")).hasMessageContaining("no pickler uses");
        assertThatThrownBy(() -> loadOf(0, "Nr\u00ff\u00ff\u00ff\u00ff"))
                .hasMessageContaining("no pickler uses");
        String many = "N".repeat(300);
        assertThat(loadOf(0, many + "r\100\0\0\0j\100\0\0\0")).isSameAs(Unpickler.NONE);
        assertThat(loadOf(0, many + "r\310\0\0\0j\310\0\0\0")).isSameAs(Unpickler.NONE);
        assertThatThrownBy(() -> loadOf(0, "Nq\0h\77")).hasMessageContaining("it never stored");
        assertThatThrownBy(() -> loadOf(0, "Nq\0h\100")).hasMessageContaining("it never stored");
        assertThatThrownBy(() -> loadOf(0, "Nq\0j\u00ff\u00ff\u00ff\u00ff"))
                .hasMessageContaining("it never stored");
    }

    /** MEMOIZE counts; what BINPUT stored under the same number before is replaced. */
    @Test
    void memoizeNumbersFromZero() throws IOException {
        assertThat(loadOf(0, "K\1\u0094K\2\u0094h\0")).isEqualTo(1L);
        assertThat(loadOf(0, "K\1\u0094K\2\u0094h\1")).isEqualTo(2L);
    }

    @Test
    void itemsComeInPairsAndKeysOnce() throws IOException {
        assertThat(loadOf(0, "}(K\1K\2K\3K\4u")).isEqualTo(Map.of(1L, 2L, 3L, 4L));
        assertThat(loadOf(0, "}(u")).isEqualTo(Map.of());
        assertThatThrownBy(() -> loadOf(0, "}(K\1K\2K\3u")).hasMessageContaining("sets items of");
        assertThatThrownBy(() -> loadOf(0, "](K\1K\2u")).hasMessageContaining("is not a dict");
        assertThatThrownBy(() -> loadOf(0, "}(K\1K\2K\1K\4u"))
                .hasMessageContaining("the key '1' twice");
        assertThatThrownBy(() -> loadOf(0, "}K\1a")).hasMessageContaining("is not a list");
    }

    /** A key that no state dict has, by the name of its type in Python. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "None N",
                "dict }",
                "list ]",
                "float G\0\0\0\0\0\0\0\0",
                "bool \u0088",
                "tuple )",
                "function ctorch\nSize\n"
            })
    void keysAreTextsOrInts(String typeAndPickle) {
        String[] parts = typeAndPickle.split(" ");
        assertThatThrownBy(() -> loadOf(0, "}" + parts[1] + "Ns"))
                .hasMessageContaining("a key of type " + parts[0] + "; allowed are str and int.");
    }

    /** What 64 kB hold, and one object more: 16 bytes of a JVM's header and what is in it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lists | ] | 1365",
                "dicts | } | 1170",
                "ints of two bytes | M12 | 2730",
                "ints of four bytes | J1234 | 2730",
                "ints of any length | \u008a\00212 | 2730",
                "ints beyond 64 bits | \u008a\011111111111 | 910",
                "floats | G12345678 | 2730",
                "texts of a letter | U\001a | 1129",
                "texts | U\003abc | 1057",
                "empty tuples | (t | 1365",
                "tuples | N\u0085 | 1170"
            })
    void memoryIsCounted(String what, String pickle, int most) throws IOException {
        assertThat(loadOf(0, pickle.repeat(most))).as(what).isNotNull();
        assertThatThrownBy(() -> loadOf(0, pickle.repeat(most + 1)))
                .as(what)
                .hasMessageContaining(
                        "makes objects of more than 65536 bytes; allowed are 10 times");
    }

    /** References in a list, in a memo, and pairs of a dict, whose table comes with its first. */
    @Test
    void memoryOfContainersIsCounted() throws IOException {
        // 65536 less the list's 48 bytes is room for 8186 references.
        assertThat(loadOf(0, "]" + "(" + "N".repeat(8186) + "e")).isNotNull();
        assertThatThrownBy(() -> loadOf(0, "]" + "(" + "N".repeat(8187) + "e"))
                .hasMessageContaining("makes objects of more than");
        assertThat(loadOf(0, "]" + "Na".repeat(8186))).isNotNull();
        assertThatThrownBy(() -> loadOf(0, "]" + "Na".repeat(8187)))
                .hasMessageContaining("makes objects of more than");
        assertThat(loadOf(0, "N" + "q\0".repeat(8192))).isNotNull();
        assertThatThrownBy(() -> loadOf(0, "N" + "q\0".repeat(8193)))
                .hasMessageContaining("makes objects of more than");
        // 56 for a dict, 80 for its table, 48 for a pair: 356 dicts of one pair.
        assertThat(loadOf(0, "}K\1Ns".repeat(356))).isNotNull();
        assertThatThrownBy(() -> loadOf(0, "}K\1Ns".repeat(357)))
                .hasMessageContaining("makes objects of more than");
    }

    /** Runs a pickle of protocol 2 that came with a file of so many bytes. */
    private Object loadOf(int fileSize, String opcodes) throws IOException {
        return load(latin("\u0080\2" + opcodes + "."), fileSize);
    }

    private Object load(byte[] pickle) throws IOException {
        return load(pickle, 0);
    }

    private Object load(byte[] pickle, int fileSize) throws IOException {
        Path file = Files.write(folder.resolve("pytorch_model.bin"), new byte[fileSize]);
        try (MappedFile mapped = MappedFile.open(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
            return new Unpickler(new TorchPickle(mapped), bytes).load();
        }
    }

    /** One byte for each character. */
    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
