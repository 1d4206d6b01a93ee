/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.lora;

import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.FusedPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.model.TransformerModel;

/**
 * A model that is trained by low-rank adapters (<a href="https://arxiv.org/abs/2106.09685">LoRA: Hu
 * et al., 2021</a>): of a linear layer with weight W, (o, i), only A, (r, i), and B, (o, r), are
 * trained, and the layer computes with W + s B A. Its parameters are these matrices, and what is
 * trained whole, such as a new head; optimizer, states and checkpoints have these alone.
 *
 * <p>The sum stands in the model's own parameters, so that each mechanism and each kernel computes
 * as ever, and predictions take no longer. It is computed before each forward pass of a training,
 * and the gradient of the sum, which autograd gives, is carried on to A and B after the backward
 * pass. Beyond what the frozen model takes there are, for each adapted layer, a copy of W, a
 * gradient of its size, and four small ones of A and B (values, gradients, moments).
 *
 * <p>Dropout, in peft, drops features of each token on their way to A; here it drops the same
 * features for all tokens of a batch, that is, columns of A.
 *
 * <p>Training must take place within {@link RecomputingGradients}, as our trainers' does.
 */
public final class LoraModel extends AbstractBlock {

    private static final byte VERSION = 1;

    private final TransformerModel base;
    private final LoraSettings settings;
    private final Map<String, LowRankUpdate> updates = new LinkedHashMap<>();
    private RecomputingGradients collecting;

    private LoraModel(TransformerModel base, LoraSettings settings) {
        super(VERSION);
        this.base = base;
        this.settings = settings;
        base.freezeParameters(true);
        adapt();
        save();
        inputShapes = new Shape[] {new Shape(1, 1)};
    }

    /**
     * Adapts a model: A is drawn at random, as peft draws it, and B is zero, so that the model
     * gives what it gave.
     *
     * @param base the model, whose parameters have arrays. It is frozen, and from now on holds the
     *     sums
     * @param settings how
     * @return the block to train
     * @throws IllegalArgumentException if the model hasn't a module that the settings name
     */
    public static LoraModel of(TransformerModel base, LoraSettings settings) {
        return new LoraModel(base, settings);
    }

    /**
     * Returns the names of the modules that hold queries and values in the layers of a model, which
     * the paper adapts.
     *
     * @param model a model
     * @return the ends of their names: {@code query} and {@code value} and the like, {@code
     *     query_key} where queries are keys, or the one for all three where they are one
     * @throws IllegalArgumentException if the model has no linear layers of such names
     */
    public static LoraSettings.Targets queriesAndValues(TransformerModel model) {
        List<String> ends =
                model.description().decoder() == null
                        ? List.of("query", "query_key", "value")
                        : List.of("query", "value", "q_proj", "v_proj", "q", "v");
        List<String> names = new ArrayList<>();
        model.description().layers().stream()
                .map(layer -> layer.attention().fused())
                .filter(fused -> fused != null && !names.contains(fused))
                .forEach(names::add);
        for (String module : linearModules(model).keySet()) {
            String end = module.substring(module.lastIndexOf('.') + 1);
            if (ends.contains(end) && !names.contains(end)) {
                names.add(end);
            }
        }
        require(
                !names.isEmpty(),
                "There are no linear layers of queries and values in this model that could be"
                        + " adapted; name others, of which there are %s.",
                ends(linearModules(model)));
        return new LoraSettings.Targets(names, null);
    }

    /** The last words of names, each once. */
    private static String ends(Map<String, List<Linear>> modules) {
        TreeSet<String> ends = new TreeSet<>();
        modules.keySet().forEach(name -> ends.add(name.substring(name.lastIndexOf('.') + 1)));
        return String.join(", ", ends);
    }

    /** Linear layers by the names of modules; what is one tensor in checkpoints is one module. */
    private static Map<String, List<Linear>> linearModules(TransformerModel model) {
        Map<String, Place> fused = new LinkedHashMap<>();
        String prefix = model.head() == Head.BASE ? "" : model.description().prefix() + ".";
        for (LayerPart layer : model.description().layers()) {
            AttentionPart attention = layer.attention();
            if (attention.fused() != null) {
                String path = prefix + layer.name() + "." + attention.name() + ".";
                List<String> parts = List.of("query", "key", "value");
                for (int i = 0; i < parts.size(); i++) {
                    fused.put(path + parts.get(i), new Place(path + attention.fused(), i));
                }
            }
            FusedPart gated = layer.feedForward().fused();
            if (gated != null) {
                String path = prefix + layer.name() + ".";
                for (int i = 0; i < gated.slices().size(); i++) {
                    String name = path + gated.slices().get(i).name();
                    fused.put(name, new Place(path + gated.name(), i));
                }
            }
        }
        Map<String, SortedMap<Integer, Linear>> places = new LinkedHashMap<>();
        StateDict.modules(model)
                .forEach(
                        (name, block) -> {
                            if (block instanceof Linear linear) {
                                Place place = fused.getOrDefault(name, new Place(name, 0));
                                places.computeIfAbsent(place.module, module -> new TreeMap<>())
                                        .put(place.index, linear);
                            }
                        });
        Map<String, List<Linear>> modules = new LinkedHashMap<>();
        places.forEach((module, linears) -> modules.put(module, List.copyOf(linears.values())));
        return modules;
    }

    /**
     * Where the rows of a linear layer stand: in which module of checkpoints, and as which of it.
     */
    private record Place(String module, int index) {}

    private void adapt() {
        Map<String, List<Linear>> modules = linearModules(base);
        modules.forEach(
                (module, layers) -> {
                    if (settings.targets().include(module, isOfHead(module)) && !isSaved(module)) {
                        adapt(module, layers);
                    }
                });
        List<String> missing = settings.targets().missing(modules.keySet());
        require(
                !updates.isEmpty() && missing.isEmpty(),
                "The targets %s are none of the model's linear layers, whose names end in %s; name"
                        + " some of these.",
                missing.isEmpty() ? settings.targets() : missing,
                ends(modules));
    }

    private void adapt(String module, List<Linear> layers) {
        List<Parameter> weights =
                layers.stream().map(layer -> layer.getDirectParameters().get("weight")).toList();
        int rank = settings.rank(module);
        LowRankUpdate update =
                new LowRankUpdate(
                        weights, rank, settings.scale(module, rank), (float) settings.dropout());
        updates.put(module, update);
        // Its own gradient is that of A and B.
        weights.forEach(weight -> weight.freeze(false));
        parameters.put(module + ".lora_A.weight", update.a());
        parameters.put(module + ".lora_B.weight", update.b());
        if (settings.bias() != LoraSettings.Bias.NONE) {
            trainBias(module, layers);
        }
    }

    private void trainBias(String module, List<Linear> layers) {
        Parameter bias = layers.get(0).getDirectParameters().get("bias");
        require(
                bias == null || layers.size() == 1,
                "bias is %s, but that of %s is one of queries, keys and values, which isn't"
                        + " supported; leave biases as they are.",
                settings.bias(),
                module);
        if (bias != null) {
            train(module + ".base_layer.bias", bias);
        }
    }

    private boolean isOfHead(String name) {
        return base.head() != Head.BASE && !name.startsWith(base.description().prefix() + ".");
    }

    private boolean isSaved(String name) {
        return settings.modulesToSave().stream().anyMatch(module -> isWithin(name, module));
    }

    private static boolean isWithin(String name, String module) {
        return ("." + name + ".").contains("." + module + ".");
    }

    private void save() {
        TreeSet<String> words = new TreeSet<>();
        for (String name : StateDict.of(base).keySet()) {
            List<String> path = List.of(name.split("\\."));
            words.addAll(path.subList(0, path.size() - 1));
        }
        for (String module : settings.modulesToSave()) {
            require(
                    StateDict.of(base).keySet().stream().anyMatch(name -> isWithin(name, module)),
                    "There is no module '%s' in the model to be trained whole; the names of its"
                            + " modules are made of %s.",
                    module,
                    String.join(", ", words));
        }
        StateDict.of(base)
                .forEach(
                        (name, parameter) -> {
                            boolean bias =
                                    settings.bias() == LoraSettings.Bias.ALL
                                            && LoraSettings.isEnd("bias", name);
                            if ((bias || isSaved(name)) && !parameters.containsValue(parameter)) {
                                train(name, parameter);
                            }
                        });
    }

    private void train(String name, Parameter parameter) {
        parameter.freeze(false);
        parameters.put(name, parameter);
    }

    /**
     * {@return the model that is adapted; it computes with A and B as they were at the last forward
     * pass or {@link #settle}}
     */
    public TransformerModel base() {
        return base;
    }

    /** {@return how the model is adapted} */
    public LoraSettings settings() {
        return settings;
    }

    /**
     * {@return what is trained, under the names of modules: {@code <module>.lora_A.weight}, {@code
     * <module>.lora_B.weight}, {@code <module>.base_layer.bias}, and parameters of other modules
     * under their own}
     */
    public Map<String, Parameter> trained() {
        return new LinkedHashMap<>(parameters);
    }

    /** Brings the weights of the model in line with A and B, so that it may be saved merged. */
    public void settle() {
        updates.values().forEach(update -> update.apply(false));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        if (training) {
            RecomputingGradients gradients = RecomputingGradients.active();
            requireState(
                    gradients != null,
                    "A LoraModel is trained within RecomputingGradients, which carries gradients on"
                            + " to its adapters; open them, or use one of this project's trainers.");
            // Weights must stay as they are until the pass of all losses computed with them.
            if (collecting != gradients) {
                updates.values().forEach(update -> update.apply(true));
                gradients.afterwards(this::pullback);
                collecting = gradients;
            }
        } else {
            settle();
        }
        return base.forward(store, inputs, training);
    }

    private void pullback(GradientCollector collector) {
        NDManager owner = updates.values().iterator().next().a().getArray().getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDList variables = new NDList();
            NDList gradients = new NDList();
            List<LowRankUpdate> all = List.copyOf(updates.values());
            List<NDList> rows = all.stream().map(update -> update.gradients(scope)).toList();
            float[] norms = AutogradGraph.norms(rows.stream().flatMap(NDList::stream).toList());
            int next = 0;
            for (int i = 0; i < all.size(); i++) {
                int end = next + rows.get(i).size();
                if (IntStream.range(next, end).anyMatch(row -> norms[row] != 0)) {
                    all.get(i).pullback(scope, rows.get(i), variables, gradients);
                }
                next = end;
            }
            if (!gradients.isEmpty()) {
                NDArray scalar = AutogradGraph.scalar(scope, variables, gradients);
                collector.backward(scalar);
            }
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return base.getOutputShapes(inputShapes);
    }
}
