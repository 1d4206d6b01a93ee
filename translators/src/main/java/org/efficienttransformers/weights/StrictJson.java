/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Reads the JSON of a weight file and accepts nothing but what the caller asks for: strict syntax,
 * strict UTF-8, no name twice, whole numbers only. Every refusal is a {@link
 * WeightFormatException}.
 */
final class StrictJson {

    private final String file;
    private final String what;
    private final JsonReader reader;

    /**
     * Reads from memory.
     *
     * @param file the file's name, for messages
     * @param what what the text is, for messages: "the header"
     * @param text the bytes of the text
     */
    StrictJson(String file, String what, ByteBuffer text) {
        this.file = file;
        this.what = what;
        this.reader =
                new JsonReader(
                        new InputStreamReader(
                                new ByteBufferInputStream(text),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        reader.setStrictness(Strictness.STRICT);
    }

    /** Reads one value of the text. */
    interface Value {
        void read() throws IOException;
    }

    /** Reads the member of an object whose name was read. */
    interface Member {
        void read(String name) throws IOException;
    }

    /**
     * Reads an object.
     *
     * @param place where in the text, for messages
     * @param seen an empty set that takes the names
     * @param member reads the value of each member
     */
    void object(String place, Set<String> seen, Member member) throws IOException {
        expect(JsonToken.BEGIN_OBJECT, place, "an object");
        attempt(
                () -> {
                    reader.beginObject();
                    while (reader.hasNext()) {
                        String name = reader.nextName();
                        if (!seen.add(name)) {
                            throw fault(
                                    place
                                            + " holds the name "
                                            + WeightFormatException.quote(name)
                                            + " twice; each is allowed once.");
                        }
                        member.read(name);
                    }
                    reader.endObject();
                });
    }

    /**
     * Reads an array.
     *
     * @param place where in the text, for messages
     * @param element reads each element
     */
    void array(String place, Value element) throws IOException {
        expect(JsonToken.BEGIN_ARRAY, place, "an array");
        attempt(
                () -> {
                    reader.beginArray();
                    while (reader.hasNext()) {
                        element.read();
                    }
                    reader.endArray();
                });
    }

    /** Reads a string. */
    String string(String place) throws IOException {
        expect(JsonToken.STRING, place, "a string");
        String[] value = new String[1];
        attempt(() -> value[0] = reader.nextString());
        return value[0];
    }

    /** Reads a whole number from 0 to 10^18, exclusive. */
    long natural(String place) throws IOException {
        expect(JsonToken.NUMBER, place, "a whole number");
        String[] digits = new String[1];
        attempt(() -> digits[0] = reader.nextString());
        if (!digits[0].matches("\\d{1,18}")) {
            throw fault(
                    place
                            + " is "
                            + WeightFormatException.quote(digits[0])
                            + "; allowed is a whole number of at most 18 digits.");
        }
        return Long.parseLong(digits[0]);
    }

    /** Passes over a value of any kind. */
    void skip() throws IOException {
        attempt(reader::skipValue);
    }

    /** Checks that nothing but white space follows. */
    void end() throws IOException {
        expect(JsonToken.END_DOCUMENT, what, "nothing after its end");
    }

    /** Makes the exception for a finding in this text. */
    WeightFormatException fault(String finding) {
        return new WeightFormatException(file, finding);
    }

    private void expect(JsonToken expected, String place, String description) throws IOException {
        JsonToken[] found = new JsonToken[1];
        attempt(() -> found[0] = reader.peek());
        if (found[0] != expected) {
            throw fault(place + " must be " + description + ", but " + found[0] + " was found.");
        }
    }

    private void attempt(Value value) throws IOException {
        try {
            value.read();
        } catch (WeightFormatException e) {
            throw e;
        } catch (IOException | IllegalStateException e) {
            // Everything is in memory, so whatever fails is a fault of the text.
            throw new WeightFormatException(
                    file, what + " is not JSON in UTF-8 (" + firstLine(e) + ").", e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        return WeightFormatException.quote(message.lines().findFirst().orElse(message));
    }
}
