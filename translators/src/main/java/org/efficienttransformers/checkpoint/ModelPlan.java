/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.architecture.ConfigSettings;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.DerivedTensor;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.FusedPart.Slice;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.weights.TensorStore;

/**
 * What is to be loaded: the description of a model as it is with what the user asks for, and the
 * tensors for it.
 *
 * @param config config.json as it is with what the user asks for
 * @param description the model
 * @param options what the user asks for
 * @param names what the checkpoint may call the parameters
 * @param store the checkpoint's tensors, and those made from them
 */
record ModelPlan(
        PretrainedConfig config,
        ModelDescription description,
        LoadOptions options,
        TensorNames names,
        DerivedTensors store) {

    /**
     * Plans.
     *
     * @param stored the config.json of the checkpoint
     * @param head the head
     * @param options what the user asks for
     * @param store the tensors of the checkpoint
     * @return the plan
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     */
    static ModelPlan of(
            PretrainedConfig stored, Head head, LoadOptions options, TensorStore store) {
        Architecture architecture = Architectures.of(stored);
        require(
                options.kernels() != KernelMode.BFLOAT16 || architecture.computesInBfloat16(),
                "dtype is 'bfloat16', but models of model_type = %s have no layer that computes in"
                        + " it; allowed: float32, float16.",
                stored.modelType());
        AttentionKind own = architecture.attention(stored);
        require(
                architecture.takesAttention()
                        || (options.attention() == null
                                && own.settings().stream()
                                        .map(Setting::key)
                                        .collect(Collectors.toSet())
                                        .containsAll(options.attentionSettings().keySet())),
                "attention or a setting of another is given, but models of model_type = %s keep"
                        + " their own attention; leave them out.",
                stored.modelType());
        AttentionKind wanted = options.attention() == null ? own : swappable(options.attention());
        boolean swapped = options.attention() != null && architecture.isReplaced(stored, wanted);
        PretrainedConfig config = withSettings(stored, options, wanted);
        if (swapped) {
            config = architecture.withAttention(config, head, wanted);
        }
        Architecture changed = Architectures.of(config);
        DerivedTensors tensors = new DerivedTensors(store);
        ModelDescription described = changed.fit(changed.describe(config, head), tensors);
        require(
                store.names().isEmpty() || described.layers().size() <= store.names().size(),
                "%s asks for %d layers, and the weights hold only %d tensors; weights and"
                        + " configuration must come from the same checkpoint.",
                config.source(),
                described.layers().size(),
                store.names().size());
        ModelDescription description = described;
        if (options.maxLength() > described.maxLength()) {
            description = changed.lengthen(described, config, options.maxLength(), swapped);
            config =
                    config.with(
                            "max_position_embeddings",
                            description.embeddings().positions().configured());
        }
        changed.adapt(tensors, config, described);
        TensorNames names = names(changed, description, stored);
        description = withPooler(description, names, store);
        PositionTable.tile(tensors, names, described, description);
        split(tensors, names, description);
        derive(tensors, names, description, swapped, options.kernels());
        return new ModelPlan(config, description, options, names, tensors);
    }

    /** Makes the Block, its parameters not set. */
    TransformerModel model() {
        return TransformerModel.builder()
                .setDescription(description)
                .optKernels(options.kernels())
                .optOutputHiddenStates(options.outputHiddenStates())
                .build();
    }

    private static AttentionKind swappable(String id) {
        List<AttentionKind> kinds =
                AttentionKinds.all().stream().filter(AttentionKind::isSwappable).toList();
        Optional<AttentionKind> found =
                kinds.stream().filter(kind -> kind.id().equals(id)).findFirst();
        require(
                found.isPresent(),
                "attention is '%s'; allowed: %s.",
                id,
                String.join(", ", kinds.stream().map(AttentionKind::id).toList()));
        return found.get();
    }

    private static PretrainedConfig withSettings(
            PretrainedConfig stored, LoadOptions options, AttentionKind wanted) {
        ConfigSettings.check(options.attentionSettings(), wanted, AttentionKinds.all());
        JsonObject json = stored.toJson();
        options.attentionSettings()
                .forEach((key, value) -> json.add(key, PretrainedConfig.json(single(value))));
        return new PretrainedConfig(json, stored.source());
    }

    /** One number for all layers is written as such; transformers refuses a list of it. */
    private static Object single(Object value) {
        return value instanceof List<?> list && list.size() == 1 ? list.get(0) : value;
    }

    private static TensorNames names(
            Architecture architecture, ModelDescription description, PretrainedConfig stored) {
        Stream<String> harmless = architecture.harmless(description).stream();
        if (LateInteraction.STANFORD.equals(stored.architecture())) {
            // The translators read it.
            harmless =
                    Stream.concat(harmless, Stream.of(Pattern.quote(LateInteraction.PROJECTION)));
        }
        return new TensorNames(
                architecture::canonical,
                harmless.map(Pattern::compile).toList(),
                architecture.tied(description));
    }

    /** A pooler stays even where the head has no use for it: a model is saved as it was loaded. */
    private static ModelDescription withPooler(
            ModelDescription description, TensorNames names, TensorStore store) {
        HeadPart head = description.head();
        if (description.pooler() == null
                || head.rows() == HeadPart.Rows.POOLED
                || !head.relationship().isEmpty()) {
            return description;
        }
        String pooler = description.pooler().name() + ".";
        boolean stored =
                store.names().stream()
                        .anyMatch(name -> names.canonical().apply(name).startsWith(pooler));
        return stored ? description : description.withoutPooler();
    }

    /** Takes apart tensors that hold several linear layers one after the other. */
    private static void split(
            DerivedTensors tensors, TensorNames names, ModelDescription description) {
        Map<String, String> stored = byCanonicalName(tensors, names);
        for (LayerPart layer : description.layers()) {
            for (FusedPart fused : layer.fused()) {
                for (String end : List.of(".weight", ".bias")) {
                    String name = layer.name() + "." + fused.name() + end;
                    String tensor = stored.get(names.canonical().apply(name));
                    if (tensor != null) {
                        split(tensors, tensor, fused, layer.name() + ".", end);
                    }
                }
            }
        }
    }

    private static void split(
            DerivedTensors tensors, String name, FusedPart fused, String prefix, String end) {
        Shape shape = tensors.shape(name);
        require(
                shape.dimension() > 0 && shape.get(0) == fused.rows(),
                "Tensor %s of %s has shape %s, and config.json asks for %d rows, those of %s;"
                        + " weights and configuration must come from the same checkpoint.",
                name,
                tensors.source(name),
                shape,
                fused.rows(),
                String.join(", ", fused.slices().stream().map(Slice::name).toList()));
        long first = 0;
        for (Slice slice : fused.slices()) {
            long begin = first;
            tensors.put(
                    prefix + slice.name() + end,
                    name,
                    new Shape(slice.rows()).addAll(shape.slice(1)),
                    original -> rows(original, begin, begin + slice.rows()));
            first += slice.rows();
        }
        tensors.remove(name);
    }

    private static NDArray rows(NDArray original, long first, long last) {
        try (original;
                NDArray view = original.get(new NDIndex("{}:{}", first, last))) {
            return view.duplicate();
        }
    }

    /** Adds what the mechanism needs and the checkpoint, trained with another, lacks. */
    private static void derive(
            DerivedTensors tensors,
            TensorNames names,
            ModelDescription description,
            boolean swapped,
            KernelMode kernels) {
        Map<String, String> stored = byCanonicalName(tensors, names);
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<LayerPart> layers = description.layers();
        for (int i = 0; i < layers.size(); i++) {
            AttentionPart part = layers.get(i).attention();
            String prefix = names.canonical().apply(layers.get(i).name() + "." + part.name() + ".");
            AttentionSizes sizes =
                    new AttentionSizes(
                            description.embeddings().hiddenSize(),
                            part.heads(),
                            part.keyHeads(),
                            part.headSize(),
                            description.maxLength(),
                            layers.size(),
                            part.causal(),
                            part.bias(),
                            part.probabilityDropout(),
                            part.rotary(),
                            kernels);
            for (DerivedTensor made : part.kind().derive(sizes, part.settings(), i)) {
                boolean copied = made.copyOf() != null;
                // Copies stand in for what is missing in any case; what is drawn, only after a
                // swap.
                String source = stored.get(prefix + (copied ? made.copyOf() : "query.weight"));
                if (source == null
                        || (copied ? stored.containsKey(prefix + made.name()) : !swapped)) {
                    continue;
                }
                tensors.put(
                        prefix + made.name(),
                        source,
                        made.shape(),
                        original -> copied ? original : replaced(original, made));
                counts.merge(made.note(), 1, Integer::sum);
            }
        }
        counts.forEach((note, count) -> tensors.note(String.format(note, count)));
    }

    private static NDArray replaced(NDArray original, DerivedTensor made) {
        try (original) {
            return made.maker().apply(original.getManager());
        }
    }

    private static Map<String, String> byCanonicalName(DerivedTensors tensors, TensorNames names) {
        Map<String, String> stored = new LinkedHashMap<>();
        for (String name : new ArrayList<>(tensors.names())) {
            stored.putIfAbsent(names.canonical().apply(name), name);
        }
        return stored;
    }
}
