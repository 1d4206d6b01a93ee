/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;

/**
 * Lets a new model begin with the weights of a trained one whose attention is another: those of the
 * same name, but for the architecture's own in front, and of the same shape. Weights of global
 * attention begin as those of the other attention, as transformers converts a RoBERTa into a
 * Longformer; a classifier's two layers are the same under BERT's names and RoBERTa's. All others
 * stay random.
 */
final class WarmStart {

    private static final String GLOBAL = "_global";

    private WarmStart() {}

    static void copy(Path folder, Head head, List<String> labels, Trainee to, NDManager manager)
            throws IOException {
        try (NDManager scope = manager.newSubManager()) {
            Trainee from = Trainee.load(folder, head, labels, LoadOptions.DEFAULT, scope);
            Map<String, NDArray> trained = weights(from.checkpoint().model());
            int matrices = 0;
            for (Map.Entry<String, NDArray> own : weights(to.checkpoint().model()).entrySet()) {
                NDArray weight = trained.get(own.getKey());
                if (weight == null) {
                    weight = trained.get(own.getKey().replace(GLOBAL, ""));
                }
                if (weight != null && weight.getShape().equals(own.getValue().getShape())) {
                    weight.copyTo(own.getValue());
                    matrices += weight.getShape().dimension() > 1 ? 1 : 0;
                }
            }
            if (matrices == 0) {
                throw new BadInputException(
                        "--start is '%s', none of whose matrices has the name and shape of one of"
                                + " the new model's; give the --hidden-size and the tokenizer that"
                                + " it has.",
                        folder);
            }
        }
    }

    /** Those of a model by names that don't depend on its architecture. */
    private static Map<String, NDArray> weights(TransformerModel model) {
        String prefix = model.description().prefix() + ".";
        return StateDict.of(model).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                named -> common(named.getKey(), prefix),
                                named -> named.getValue().getArray()));
    }

    private static String common(String name, String prefix) {
        String own = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return own.replaceFirst("^pooler\\.dense", "classifier.dense")
                .replaceFirst("^classifier\\.(?=weight|bias)", "classifier.out_proj.");
    }
}
