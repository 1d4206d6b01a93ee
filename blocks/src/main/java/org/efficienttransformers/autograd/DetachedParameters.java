/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.autograd;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters without their gradients, for inference.
 *
 * <p>PyTorch records a graph wherever an operation meets an array that requires gradients, unless
 * the thread has switched that off; DJL does so only in the thread that loads the engine. A model
 * that has just been trained would thus hold on to every intermediate result of a prediction made
 * in another thread. Views that are cut off from the graph prevent it, on any thread.
 */
public final class DetachedParameters extends ParameterStore {

    private final ParameterStore store;
    private final NDManager scope;
    private final Map<Parameter, NDArray> trained = new LinkedHashMap<>();

    /**
     * Makes the views.
     *
     * @param store the parameters
     * @param scope owns the views
     */
    public DetachedParameters(ParameterStore store, NDManager scope) {
        super(scope, false);
        this.store = store;
        this.scope = scope;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        NDArray value = store.getValue(parameter, device, training);
        if (value == null || !value.hasGradient()) {
            return value;
        }
        trained.put(parameter, value);
        NDArray detached = value.stopGradient();
        detached.attach(scope);
        return detached;
    }

    /** The parameters with gradients that were asked for, as they are in the store. */
    List<NDArray> trained() {
        return List.copyOf(trained.values());
    }
}
