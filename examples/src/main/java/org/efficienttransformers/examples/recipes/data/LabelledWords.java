/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * A text of words, each with a label: {@code O}, {@code B-TYPE} or {@code I-TYPE}.
 *
 * @param words the words, one or more, none of them blank
 * @param where where the text begins, for messages, such as {@code line 12 of train.conll}
 */
public record LabelledWords(List<LabelledText> words, String where) {

    private static final Pattern LABEL = Pattern.compile("O|[BI]-.+");
    private static final String DOCUMENT = "-DOCSTART-";

    /** Copies the words. */
    public LabelledWords {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("There is no word in " + where + ".");
        }
    }

    /**
     * Reads a file: {@code .jsonl} with the lists {@code tokens} and {@code labels} in each line,
     * or else CoNLL: a word a line, its label in the last column, a blank line behind each text.
     *
     * @param file the file, UTF-8
     * @return the texts, one or more
     * @throws BadInputException if it is malformed or empty; the line is named
     * @throws IOException if it can't be read
     */
    public static List<LabelledWords> read(Path file) throws BadInputException, IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("There is no " + file + "; give a .jsonl or CoNLL file.");
        }
        List<LabelledWords> texts =
                file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")
                        ? readJson(file)
                        : readConll(file);
        if (texts.isEmpty()) {
            throw new BadInputException(file + " is empty; it must have words with labels.");
        }
        return texts;
    }

    private static List<LabelledWords> readJson(Path file) throws BadInputException, IOException {
        List<LabelledWords> texts = new ArrayList<>();
        for (JsonLines.Line line : JsonLines.read(file)) {
            JsonArray tokens = list(line, "tokens");
            JsonArray labels = list(line, "labels");
            if (tokens.size() != labels.size() || tokens.isEmpty()) {
                throw new BadInputException(
                        "There are "
                                + tokens.size()
                                + " tokens and "
                                + labels.size()
                                + " labels in "
                                + line.where()
                                + "; give a label for each token, and one token or more.");
            }
            List<LabelledText> words = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                words.add(
                        word(
                                tokens.get(i).getAsString(),
                                labels.get(i).getAsString(),
                                line.where()));
            }
            texts.add(new LabelledWords(words, line.where()));
        }
        return texts;
    }

    private static JsonArray list(JsonLines.Line line, String key) throws BadInputException {
        JsonElement value = line.object().get(key);
        boolean isList = value != null && value.isJsonArray();
        if (isList) {
            for (JsonElement element : value.getAsJsonArray()) {
                isList &= element.isJsonPrimitive();
            }
        }
        if (!isList) {
            throw new BadInputException(
                    "There is no list of texts named '"
                            + key
                            + "' in "
                            + line.where()
                            + "; it has "
                            + String.join(", ", line.object().keySet())
                            + ", and needs \"tokens\": [\"Ann\", \"smiles\"] and \"labels\":"
                            + " [\"B-PER\", \"O\"].");
        }
        return value.getAsJsonArray();
    }

    private static List<LabelledWords> readConll(Path file) throws BadInputException, IOException {
        List<LabelledWords> texts = new ArrayList<>();
        List<LabelledText> words = new ArrayList<>();
        int number = 0;
        for (String line : Utf8.read(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith(DOCUMENT)) {
                finish(words, texts);
                continue;
            }
            String where = "line " + number + " of " + file.getFileName();
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length < 2) {
                throw new BadInputException(
                        "There is one column in "
                                + where
                                + "; each line must have a word, and its label in the last"
                                + " column.");
            }
            words.add(word(columns[0], columns[columns.length - 1], where));
        }
        finish(words, texts);
        return texts;
    }

    private static void finish(List<LabelledText> words, List<LabelledWords> texts) {
        if (!words.isEmpty()) {
            texts.add(new LabelledWords(words, words.get(0).where()));
            words.clear();
        }
    }

    private static LabelledText word(String word, String label, String where)
            throws BadInputException {
        if (word.isBlank()) {
            throw new BadInputException(
                    "A token of " + where + " is blank; leave it out, with its label.");
        }
        if (!LABEL.matcher(label).matches()) {
            throw new BadInputException(
                    "The label '"
                            + label
                            + "' of "
                            + where
                            + " isn't one for words; allowed: O, B-TYPE and I-TYPE, such as"
                            + " B-PER.");
        }
        return new LabelledText(word, label, where);
    }
}
