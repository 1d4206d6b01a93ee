/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.attention.lowrank.LengthProjection;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.randomfeature.OrthogonalFeatures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.EncoderConfig;
import org.efficienttransformers.model.Head;
import org.efficienttransformers.model.ModelFamily;

/**
 * Puts another attention into a checkpoint: the config.json that the model then has, and the
 * tensors that the checkpoint lacks.
 *
 * <p>Projections of queries, keys and values serve any mechanism. Beside them, Longformer's global
 * projections start as copies of the local ones; Linformer's projections over the length as means
 * over equal segments, which are the identity at k = n; Performer's random directions are drawn.
 */
final class AttentionSwap {

    private static final Pattern PROJECTION =
            Pattern.compile("(.*\\.attention\\.self\\.)(query|key|value)\\.(weight|bias)");
    private static final Pattern QUERY =
            Pattern.compile("(.*\\.layer\\.(\\d+)\\.attention\\.self\\.)query\\.weight");
    private static final String MODEL_TYPE = "model_type";
    private static final Map<String, String> CLASSES =
            Map.of(
                    "bert", "Bert",
                    "roberta", "Roberta",
                    "longformer", "Longformer",
                    "big_bird", "BigBird",
                    "linformer", "Linformer",
                    "performer", "Performer");

    private AttentionSwap() {}

    /**
     * Returns what config.json says of the model with the attention that is asked for.
     *
     * @param config the checkpoint's
     * @param head the head that it names
     * @param options what is asked for
     * @return the checkpoint's own, if nothing is
     */
    static PretrainedConfig config(PretrainedConfig config, Head head, LoadOptions options) {
        AttentionType own = AttentionType.of(config);
        AttentionType wanted =
                options.attention() == null ? own : AttentionType.of(options.attention());
        AttentionSetting.check(options.attentionSettings(), wanted);
        JsonObject json = config.toJson();
        options.attentionSettings()
                .forEach(
                        (key, value) -> {
                            if (value instanceof Number number) {
                                json.addProperty(key, number);
                            } else {
                                json.addProperty(key, value.toString());
                            }
                        });
        if (wanted != own) {
            rename(json, config, head, wanted);
        }
        return new PretrainedConfig(json, config.source());
    }

    private static void rename(
            JsonObject json, PretrainedConfig config, Head head, AttentionType wanted) {
        ModelFamily base = Families.base(config);
        // A Longformer is a RoBERTa but for its attention.
        String family =
                base.equals(ModelFamily.LONGFORMER)
                        ? ModelFamily.ROBERTA.modelType()
                        : base.modelType();
        json.remove(AttentionType.KEY);
        json.remove(Families.BASE);
        String modelType = family;
        boolean bigBird = base.equals(ModelFamily.BIG_BIRD);
        switch (wanted) {
            case LINFORMER, PERFORMER -> {
                modelType = wanted.argument();
                json.addProperty(Families.BASE, family);
            }
            case LONGFORMER -> {
                // The others have no name in transformers, where they'd be read as something else.
                if (family.equals(ModelFamily.ROBERTA.modelType())) {
                    modelType = ModelFamily.LONGFORMER.modelType();
                } else {
                    json.addProperty(AttentionType.KEY, wanted.argument());
                }
            }
            case BIGBIRD -> {
                if (bigBird) {
                    json.addProperty("attention_type", "block_sparse");
                } else {
                    json.addProperty(AttentionType.KEY, wanted.argument());
                }
            }
            case FULL -> {
                if (bigBird) {
                    json.addProperty("attention_type", "original_full");
                }
            }
        }
        json.addProperty(MODEL_TYPE, modelType);
        if (config.architecture() != null) {
            JsonArray architectures = new JsonArray();
            architectures.add(CLASSES.get(modelType) + head.suffix());
            json.add("architectures", architectures);
        }
    }

    /** Lets global projections that the checkpoint lacks start as copies of the local ones. */
    static void addGlobalProjections(DerivedTensors tensors) {
        int copied = 0;
        for (String name : List.copyOf(tensors.names())) {
            Matcher local = PROJECTION.matcher(name);
            if (local.matches()) {
                String global = local.group(1) + local.group(2) + "_global." + local.group(3);
                if (!tensors.names().contains(global)) {
                    tensors.put(global, name, tensors.shape(name), original -> original);
                    copied++;
                }
            }
        }
        if (copied > 0) {
            tensors.note(copied + " tensors of global projections copied from the local ones");
        }
    }

    /** Lets Linformer's projections start as means over segments. */
    static void addLengthProjections(
            DerivedTensors tensors,
            PretrainedConfig config,
            EncoderConfig sizes,
            int[] ranks,
            int maxLength) {
        LengthProjection kind = Mechanisms.projection(config);
        if (kind == LengthProjection.MEAN_POOLING) {
            return;
        }
        ProjectionSharing sharing = Mechanisms.sharing(config);
        int groups = sharing == ProjectionSharing.NONE ? sizes.numAttentionHeads() : 1;
        boolean two = sharing == ProjectionSharing.NONE || sharing == ProjectionSharing.HEADWISE;
        forEachLayer(
                tensors,
                (prefix, query, layer) -> {
                    if (sharing == ProjectionSharing.LAYERWISE && layer > 0) {
                        return;
                    }
                    int rank = ranks[layer];
                    float[] numbers =
                            kind == LengthProjection.LEARNED
                                    ? segments(rank, maxLength)
                                    : mean(maxLength / rank);
                    Shape one =
                            kind == LengthProjection.LEARNED
                                    ? new Shape(rank, maxLength)
                                    : new Shape(maxLength / rank);
                    Shape shape = groups == 1 ? one : new Shape(groups).addAll(one);
                    Function<NDManager, NDArray> make =
                            manager -> {
                                NDArray matrix = manager.create(numbers, one);
                                if (groups == 1) {
                                    return matrix;
                                }
                                NDArray repeated = matrix.expandDims(0).repeat(0, groups);
                                matrix.close();
                                return repeated;
                            };
                    add(tensors, prefix + "compress_k.weight", query, shape, make);
                    if (two) {
                        add(tensors, prefix + "compress_v.weight", query, shape, make);
                    }
                });
        tensors.note("projections over the length started as means over segments");
    }

    /** Row j is the mean of the positions from j * n / k to (j + 1) * n / k. */
    private static float[] segments(int rank, int maxLength) {
        float[] matrix = new float[Math.multiplyExact(rank, maxLength)];
        for (int slot = 0; slot < rank; slot++) {
            int start = (int) ((long) slot * maxLength / rank);
            int end = (int) ((slot + 1L) * maxLength / rank);
            for (int i = start; i < end; i++) {
                matrix[slot * maxLength + i] = 1f / (end - start);
            }
        }
        return matrix;
    }

    private static float[] mean(int stride) {
        float[] taps = new float[stride];
        java.util.Arrays.fill(taps, 1f / stride);
        return taps;
    }

    /** Draws Performer's random directions. */
    static void addRandomDirections(
            DerivedTensors tensors, PretrainedConfig config, EncoderConfig sizes) {
        Shape shape =
                new Shape(
                        config.integer("num_random_features", Mechanisms.DEFAULT_FEATURES),
                        sizes.hiddenSize() / sizes.numAttentionHeads());
        forEachLayer(
                tensors,
                (prefix, query, layer) -> {
                    OrthogonalFeatures features = Mechanisms.directions(config, layer);
                    add(
                            tensors,
                            prefix + "projection_matrix",
                            query,
                            shape,
                            manager -> features.initialize(manager, shape, DataType.FLOAT32));
                });
        tensors.note("random features drawn");
    }

    private interface LayerTask {
        void run(String prefix, String query, int layer);
    }

    private static void forEachLayer(DerivedTensors tensors, LayerTask task) {
        for (String name : List.copyOf(tensors.names())) {
            Matcher query = QUERY.matcher(name);
            if (query.matches()) {
                task.run(query.group(1), name, Integer.parseInt(query.group(2)));
            }
        }
    }

    /** Adds a tensor that owes nothing to the one it is said to come from but its place. */
    private static void add(
            DerivedTensors tensors,
            String name,
            String query,
            Shape shape,
            Function<NDManager, NDArray> make) {
        tensors.put(
                name,
                query,
                shape,
                original -> {
                    NDManager manager = original.getManager();
                    original.close();
                    return make.apply(manager);
                });
    }
}
