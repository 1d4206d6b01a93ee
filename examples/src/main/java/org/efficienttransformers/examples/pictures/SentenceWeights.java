/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.pictures;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.efficienttransformers.attention.full.FullAttention;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.plot.AttentionPlot;
import org.efficienttransformers.plot.Picture;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/** What heads of the bundled sentence encoder look at when they read a sentence. */
public final class SentenceWeights {

    private static final String TEXT = "The cat didn't eat the mouse because it was too tired.";

    /**
     * Layer and head, counted from 0, of heads that do something one can name: look at the next
     * word, at the word that a clause begins with, at the noun of an article or a pronoun.
     */
    private static final int[][] HEADS = {{1, 8}, {2, 0}, {3, 1}};

    private SentenceWeights() {}

    /**
     * Draws the weights of some heads.
     *
     * @return the picture
     * @throws BadInputException if the model can't be loaded
     */
    public static Picture picture() {
        Criteria<NDList, NDList> criteria =
                Criteria.builder()
                        .setTypes(NDList.class, NDList.class)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2")
                        .optArgument("outputHiddenStates", true)
                        .build();
        try (ZooModel<NDList, NDList> model = criteria.loadModel();
                TextTokenizer tokenizer = TextTokenizer.load(model.getModelPath());
                Predictor<NDList, NDList> predictor = model.newPredictor();
                NDManager manager = model.getNDManager().newSubManager()) {
            int[] ids = ids(tokenizer);
            NDArray input = manager.create(ids).reshape(1, -1); // 1 n
            NDList output = predictor.predict(new NDList(input));
            output.attach(manager);
            Map<String, float[][]> weights = new LinkedHashMap<>();
            for (int[] place : HEADS) {
                FullAttention attention =
                        (FullAttention)
                                ((TransformerModel) model.getBlock()).attention().get(place[0]);
                NDArray states = output.get("hidden_states." + place[0]); // 1 n e
                NDArray all = attention.weights(new ParameterStore(manager, false), states, null);
                weights.put(
                        "layer " + (place[0] + 1) + ", head " + (place[1] + 1),
                        rows(all.get(0, place[1])));
            }
            List<String> tokens = Arrays.stream(ids).mapToObj(tokenizer::token).toList();
            return AttentionPlot.weights(tokens, weights);
        } catch (ModelException | IOException | TranslateException e) {
            throw new BadInputException(e, "The model can't be loaded: %s", e.getMessage());
        }
    }

    private static int[] ids(TextTokenizer tokenizer) {
        SequenceTemplate template = tokenizer.single();
        return IntStream.concat(
                        Arrays.stream(template.prefix()),
                        IntStream.concat(
                                Arrays.stream(tokenizer.encode(TEXT).ids()),
                                Arrays.stream(template.suffix())))
                .toArray();
    }

    /** (n, m) as rows. */
    private static float[][] rows(NDArray matrix) {
        Shape shape = matrix.getShape();
        int columns = Math.toIntExact(shape.get(1));
        float[] flat = matrix.toFloatArray();
        float[][] rows = new float[Math.toIntExact(shape.get(0))][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
        }
        return rows;
    }
}
