/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.TextFile;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.task.LabelledWords;

/** Reads texts whose words have labels. */
public final class WordFiles {

    private static final Pattern LABEL = Pattern.compile("O|[BI]-.+");
    private static final String DOCUMENT = "-DOCSTART-";

    private WordFiles() {}

    /**
     * Reads a file: {@code .jsonl} with the lists {@code tokens} and {@code labels} in each line,
     * or else CoNLL: a word a line, its label in the last column, a blank line after each text.
     *
     * @param file the file, UTF-8
     * @return the texts, one or more
     * @throws BadInputException if it is malformed or empty; the line is named
     * @throws IOException if it can't be read
     */
    public static List<LabelledWords> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("There is no %s; give a .jsonl or CoNLL file.", file);
        }
        List<LabelledWords> texts =
                file.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl")
                        ? readJson(file)
                        : readConll(file);
        if (texts.isEmpty()) {
            throw new BadInputException("%s is empty; it must have words with labels.", file);
        }
        return texts;
    }

    private static List<LabelledWords> readJson(Path file) throws IOException {
        List<LabelledWords> texts = new ArrayList<>();
        for (JsonLines.Line line : JsonLines.read(file)) {
            List<String> tokens = Json.texts(line.object(), "tokens", line.where());
            List<String> labels = Json.texts(line.object(), "labels", line.where());
            if (tokens.size() != labels.size() || tokens.isEmpty()) {
                throw new BadInputException(
                        "There are %s tokens and %s labels in %s; give a label for"
                                + " each token, and one token or more.",
                        tokens.size(), labels.size(), line.where());
            }
            List<LabelledText> words = new ArrayList<>();
            for (int i = 0; i < tokens.size(); i++) {
                words.add(word(tokens.get(i), labels.get(i), line.where()));
            }
            texts.add(new LabelledWords(words, line.where()));
        }
        return texts;
    }

    private static List<LabelledWords> readConll(Path file) throws IOException {
        List<LabelledWords> texts = new ArrayList<>();
        List<LabelledText> words = new ArrayList<>();
        int number = 0;
        for (String line : TextFile.read(file).lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith(DOCUMENT)) {
                finish(words, texts);
                continue;
            }
            String where = "line " + number + " of " + file.getFileName();
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length < 2) {
                throw new BadInputException(
                        "There is one column in %s; each line must have a word, and"
                                + " its label in the last column.",
                        where);
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

    private static LabelledText word(String word, String label, String where) {
        if (word.isBlank()) {
            throw new BadInputException(
                    "A token of %s is blank; leave it out, with its label.", where);
        }
        if (!LABEL.matcher(label).matches()) {
            throw new BadInputException(
                    "The label '%s' of %s isn't one for words; allowed: O, B-TYPE"
                            + " and I-TYPE, such as B-PER.",
                    label, where);
        }
        return new LabelledText(word, label, where);
    }
}
