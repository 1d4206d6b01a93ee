/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.checkpoint.adapter.AdaptedTensors;
import org.efficienttransformers.checkpoint.adapter.AdaptedTensors.Rows;
import org.efficienttransformers.checkpoint.adapter.AdapterConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;

/**
 * What there is of a model on disk: configuration and tensors, those of an adapter merged in where
 * the options name one.
 *
 * @param config config.json, with the head of the adapter
 * @param tensors the tensors
 * @param note what was merged, for the report of the load; null for nothing
 */
record StoredModel(PretrainedConfig config, TensorStore tensors, String note)
        implements AutoCloseable {

    /**
     * Opens a folder.
     *
     * @param root the model's, or the one of sentence-transformers around it
     * @param options what may name an adapter
     * @return the model, to be closed
     * @throws IOException if a file is missing or broken, or the adapter is that of another model
     * @throws IllegalArgumentException if config.json or adapter_config.json has a value that isn't
     *     supported
     */
    static StoredModel open(Path root, LoadOptions options) throws IOException {
        Path folder = SentenceFolder.transformer(root);
        PretrainedConfig config = PretrainedConfig.read(folder);
        // Before the weights, which may be large.
        Architectures.of(config);
        if (options.adapter() == null) {
            return new StoredModel(config, Weights.open(folder, options.mapWeights()), null);
        }
        AdapterConfig adapter = AdapterConfig.read(options.adapter());
        TensorStore opened = Weights.openAdapter(options.adapter());
        TensorStore base;
        try {
            base = Weights.open(folder, options.mapWeights());
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        try {
            return merged(config, base, adapter, opened);
        } catch (IOException | RuntimeException e) {
            try {
                base.close();
            } finally {
                opened.close();
            }
            throw e;
        }
    }

    private static StoredModel merged(
            PretrainedConfig stored, TensorStore base, AdapterConfig adapter, TensorStore opened)
            throws IOException {
        Architecture architecture = Architectures.of(stored);
        UnaryOperator<String> canonical = architecture::canonical;
        Head own = Architectures.head(stored);
        ModelDescription described = architecture.describe(stored, own);
        AdaptedTensors tensors =
                new AdaptedTensors(
                        base, opened, adapter.settings(), canonical, slices(described, canonical));
        Head head = adapter.head() == null ? own : adapter.head();
        PretrainedConfig config =
                head == own
                        ? stored
                        : stored.withArchitecture(
                                architecture.className(stored.modelType()) + head.suffix());
        Set<String> tied = new HashSet<>();
        Map<String, String> pairs = architecture.tied(architecture.describe(config, head));
        tied.addAll(pairs.keySet());
        tied.addAll(pairs.values());
        for (String name : tensors.updated()) {
            require(
                    !tied.contains(canonical.apply(name)),
                    "The adapter changes %s, which is the decoder of the words, too, and in peft"
                            + " would be another one there; adapt other layers.",
                    name);
        }
        return new StoredModel(
                withLabels(config, architecture, head, tensors), tensors, tensors.note());
    }

    /** Layers whose rows stand in one tensor of a checkpoint: which ones they are. */
    private static Map<String, Rows> slices(
            ModelDescription description, UnaryOperator<String> canonical) {
        Map<String, Rows> slices = new HashMap<>();
        for (LayerPart layer : description.layers()) {
            for (FusedPart fused : layer.fused()) {
                long first = 0;
                for (FusedPart.Slice slice : fused.slices()) {
                    for (String end : List.of(".weight", ".bias")) {
                        String tensor = layer.name() + "." + fused.name() + end;
                        slices.put(
                                canonical.apply(layer.name() + "." + slice.name() + end),
                                new Rows(canonical.apply(tensor), first, (long) slice.rows()));
                    }
                    first += slice.rows();
                }
            }
        }
        return slices;
    }

    /** A head that came with the adapter may have another number of labels. */
    private static PretrainedConfig withLabels(
            PretrainedConfig config, Architecture architecture, Head head, TensorStore tensors) {
        if (head != Head.SEQUENCE_CLASSIFICATION && head != Head.TOKEN_CLASSIFICATION) {
            return config;
        }
        List<HeadPart.Step> steps = architecture.describe(config, head).head().steps();
        if (!(steps.get(steps.size() - 1) instanceof HeadPart.Linear last)) {
            return config;
        }
        String name = architecture.canonical(last.part().name() + ".weight");
        for (String tensor : tensors.names()) {
            Shape shape = tensors.shape(tensor);
            if (architecture.canonical(tensor).equals(name)
                    && shape.get(0) != last.part().units()) {
                JsonObject json = config.toJson();
                UntrainedModels.putLabels(
                        json,
                        IntStream.range(0, Math.toIntExact(shape.get(0)))
                                .mapToObj(i -> "LABEL_" + i)
                                .toList());
                return new PretrainedConfig(json, config.source());
            }
        }
        return config;
    }

    /** Adds what was merged to the report of a load. */
    LoadReport reported(LoadReport report) {
        return note == null ? report : report.with(note);
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }
}
