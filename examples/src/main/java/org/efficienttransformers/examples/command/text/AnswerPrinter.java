/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import ai.djl.modality.Classifications;
import ai.djl.modality.nlp.translator.NamedEntity;
import ai.djl.modality.nlp.translator.ZeroShotClassificationOutput;
import ai.djl.util.JsonUtils;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.PrintWriter;
import org.efficienttransformers.translator.Answer;

/** Prints what a model answers: a line for each thing it says. */
final class AnswerPrinter {

    private AnswerPrinter() {}

    /** Prints it for people. */
    static void print(PrintWriter out, Object answer) {
        if (answer instanceof Classifications classes) {
            classes.topK().forEach(item -> scored(out, item.getProbability(), item.getClassName()));
        } else if (answer instanceof Classifications[] masks) {
            for (int i = 0; i < masks.length; i++) {
                out.printf("mask %d%n", i + 1);
                print(out, masks[i]);
            }
        } else if (answer instanceof ZeroShotClassificationOutput labels) {
            for (int i = 0; i < labels.getLabels().length; i++) {
                scored(out, labels.getScores()[i], labels.getLabels()[i]);
            }
        } else if (answer instanceof Answer span) {
            span.best().forEach(candidate -> scored(out, candidate.score(), candidate.text()));
        } else if (answer instanceof NamedEntity[] entities) {
            for (NamedEntity entity : entities) {
                out.printf(
                        "%8.4f  %-12s%d-%d  %s%n",
                        entity.getScore(),
                        entity.getEntity(),
                        entity.getStart(),
                        entity.getEnd(),
                        entity.getWord());
            }
        } else if (answer instanceof float[] numbers) {
            StringBuilder line = new StringBuilder();
            for (float number : numbers) {
                line.append(line.length() == 0 ? "" : " ").append(number);
            }
            out.println(line);
        } else {
            out.println(answer);
        }
    }

    private static void scored(PrintWriter out, double score, String text) {
        out.printf("%8.4f  %s%n", score, text);
    }

    /** The same as JSON, as DJL Serving would answer. */
    static JsonElement toJson(Object answer) {
        if (answer instanceof Classifications classes) {
            return classes.serialize();
        }
        if (answer instanceof Classifications[] masks) {
            JsonArray all = new JsonArray();
            for (Classifications mask : masks) {
                all.add(mask.serialize());
            }
            return all;
        }
        return JsonUtils.GSON.toJsonTree(answer);
    }
}
