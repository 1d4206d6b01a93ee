/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.Segment;
import org.efficienttransformers.program.LayerProgram;

/**
 * One pass through layers that are trained by programs of their own, on a GPU, where the host takes
 * longer to start what is computed than the device to compute it. Each layer is one call of the
 * engine ahead and one back. With checkpoints the forward pass keeps the states between layers and
 * nothing else.
 *
 * <p>A parameter that has no gradient has one only when the backward pass comes to its layer, when
 * that of the layers above no longer takes anything but their gradients.
 */
final class TrainedStack implements Segment {

    private final List<LayerTraining> layers;
    private final ParameterStore store;
    private final RandomReplay random;
    private final boolean checkpointing;
    private final List<NDList> kept = new ArrayList<>();

    /**
     * Prepares a pass.
     *
     * @param layers the layers
     * @param store the parameters, each of which collects gradients
     * @param random what their dropout draws from, a part for each layer
     * @param checkpointing true to compute each layer again in the backward pass
     */
    TrainedStack(
            List<LayerTraining> layers,
            ParameterStore store,
            RandomReplay random,
            boolean checkpointing) {
        this.layers = layers;
        this.store = store;
        this.random = random;
        this.checkpointing = checkpointing;
    }

    /**
     * Prepares a pass, if all layers can be part of it.
     *
     * @return the pass; null where some layer has no program, or has parameters that are frozen
     */
    static TrainedStack of(
            List<? extends StackedLayer> layers,
            ParameterStore store,
            NDList inputs,
            RandomReplay random,
            boolean checkpointing) {
        List<LayerTraining> found = new ArrayList<>();
        for (StackedLayer layer : layers) {
            LayerTraining training = layer.training(inputs);
            if (training == null || !training.isTrained(store, inputs.head())) {
                return null;
            }
            found.add(training);
        }
        return new TrainedStack(found, store, random, checkpointing);
    }

    /**
     * The state above the last layer, and after it what is kept of all. Programs cut parameters off
     * from their graph themselves, which takes less than a view of each.
     */
    @Override
    public NDList apply(ParameterStore detached, NDList inputs) {
        NDList all = new NDList();
        NDArray state = inputs.head();
        for (int i = 0; i < layers.size(); i++) {
            random.start(i);
            NDList own = with(state, inputs);
            NDArray next;
            if (checkpointing) {
                kept.add(new NDList(state));
                next = layers.get(i).alone(store, own);
            } else {
                NDList given = layers.get(i).ahead(store, own);
                next = given.head();
                kept.add(given.subNDList(1));
                if (i > 0) {
                    state.close();
                }
            }
            if (!checkpointing || i > 0) { // The first state is the caller's.
                all.addAll(kept.get(i));
            }
            state = next;
        }
        return new NDList(state).addAll(all);
    }

    /** What a layer takes: an array, and the masks of all. */
    private static NDList with(NDArray array, NDList inputs) {
        return new NDList(array).addAll(inputs.subNDList(1));
    }

    @Override
    public NDArray pullback(ParameterStore all, NDList inputs, NDList values, NDArray gradient) {
        NDManager manager = gradient.getManager();
        NDArray above = gradient;
        values.head().close();
        Set<LayerProgram> programs =
                layers.stream().map(LayerTraining::program).collect(Collectors.toSet());
        programs.forEach(program -> program.forget(gradient));
        for (int i = layers.size() - 1; i >= 0; i--) {
            random.start(i);
            NDArray next;
            if (checkpointing) {
                NDArray below = i == 0 ? inputs.head() : kept.get(i).head();
                next = layers.get(i).pullback(store, with(below, inputs), above);
            } else {
                next = layers.get(i).back(store, with(above, inputs), kept.get(i));
            }
            if (!checkpointing || i > 0) {
                kept.get(i).close();
            }
            above.close();
            above = next;
        }
        for (LayerProgram program : programs) {
            program.settle(above);
        }
        return AutogradGraph.scalar(manager, inputs, List.of(above));
    }
}
