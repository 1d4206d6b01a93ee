/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights.safetensors;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.weights.ByteBufferInputStream;
import org.efficienttransformers.weights.WeightFormatException;

/**
 * Reads the JSON of a weight file and accepts nothing but what the caller asks for: strict syntax,
 * strict UTF-8, no name twice, whole numbers only. Every refusal is a {@link
 * WeightFormatException}.
 */
public final class StrictJson {

    private static final int MOST_DIGITS = 18;
    private static final Pattern POSITION = Pattern.compile("line \\d+ column \\d+");

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
    public StrictJson(String file, String what, ByteBuffer text) {
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
    public interface Member {
        void read(String name) throws IOException;
    }

    /**
     * Reads an object.
     *
     * @param member reads the value of each member
     */
    public void object(Member member) throws IOException {
        expect(JsonToken.BEGIN_OBJECT, "an object");
        Set<String> names = new HashSet<>(4);
        attempt(
                () -> {
                    reader.beginObject();
                    while (reader.hasNext()) {
                        String name = reader.nextName();
                        if (!names.add(name)) {
                            throw fault(
                                    what
                                            + " holds the name "
                                            + WeightFormatException.quote(name)
                                            + " twice"
                                            + place(reader.getPath())
                                            + "; each is allowed once.");
                        }
                        member.read(name);
                    }
                    reader.endObject();
                });
    }

    /**
     * Reads an array.
     *
     * @param element reads each element
     */
    void array(Value element) throws IOException {
        expect(JsonToken.BEGIN_ARRAY, "an array");
        attempt(
                () -> {
                    reader.beginArray();
                    while (reader.hasNext()) {
                        element.read();
                    }
                    reader.endArray();
                });
    }

    /**
     * Reads a string.
     *
     * @return its characters
     */
    public String string() throws IOException {
        expect(JsonToken.STRING, "a string");
        return next();
    }

    /** Reads a whole number of at most 18 digits. */
    long natural() throws IOException {
        expect(JsonToken.NUMBER, "a whole number");
        String digits = next();
        if (digits.length() > MOST_DIGITS || !isDigits(digits)) {
            throw fault(
                    what
                            + " has "
                            + WeightFormatException.quote(digits)
                            + place(reader.getPreviousPath())
                            + "; allowed is a whole number of at most "
                            + MOST_DIGITS
                            + " digits.");
        }
        return Long.parseLong(digits);
    }

    private static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Passes over a value of any kind. */
    public void skip() throws IOException {
        attempt(reader::skipValue);
    }

    /** Checks that nothing but white space follows. */
    public void end() throws IOException {
        expect(JsonToken.END_DOCUMENT, "nothing more");
    }

    /**
     * Makes the exception for a finding in this text.
     *
     * @param finding what was found, and what is allowed
     * @return the exception, to be thrown
     */
    public WeightFormatException fault(String finding) {
        return new WeightFormatException(file, finding);
    }

    /** Tells where the reader is, such as {@code at '$.embeddings.weight.shape[0]'}. */
    private static String place(String path) {
        return " at " + WeightFormatException.quote(path);
    }

    private String next() throws IOException {
        String[] value = new String[1];
        attempt(() -> value[0] = reader.nextString());
        return value[0];
    }

    private void expect(JsonToken expected, String description) throws IOException {
        JsonToken[] found = new JsonToken[1];
        attempt(() -> found[0] = reader.peek());
        if (found[0] != expected) {
            throw fault(
                    what
                            + " has "
                            + found[0]
                            + place(reader.getPath())
                            + "; allowed is "
                            + description
                            + ".");
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
                    file, what + " is not JSON in UTF-8" + position(e) + ".", e);
        }
    }

    /** Gson's messages talk to programmers; what they say of the place helps a user too. */
    private static String position(Exception e) {
        Matcher place = POSITION.matcher(String.valueOf(e.getMessage()));
        return place.find() ? " at " + place.group() : "";
    }
}
