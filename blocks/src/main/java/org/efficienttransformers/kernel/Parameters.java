/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.nn.Parameter;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;

/** Makes the parameters of Blocks. */
public final class Parameters {

    /** As published models began. */
    private static final Initializer SMALL = new NormalInitializer(0.02f);

    private Parameters() {}

    /**
     * A matrix or a table of vectors that starts as small normal numbers.
     *
     * @param name its name
     * @return the parameter
     */
    public static Parameter weight(String name) {
        return of(name, Parameter.Type.WEIGHT, SMALL);
    }

    /**
     * A bias that starts as small normal numbers.
     *
     * @param name its name
     * @return the parameter
     */
    public static Parameter normalBias(String name) {
        return of(name, Parameter.Type.BIAS, SMALL);
    }

    /**
     * A bias that starts as zeros.
     *
     * @param name its name
     * @return the parameter
     */
    public static Parameter bias(String name) {
        return of(name, Parameter.Type.BIAS, Initializer.ZEROS);
    }

    /**
     * The weight of a norm, which starts as ones.
     *
     * @param name its name
     * @return the parameter
     */
    public static Parameter scale(String name) {
        return of(name, Parameter.Type.GAMMA, Initializer.ONES);
    }

    /**
     * A matrix or a table of vectors.
     *
     * @param name its name
     * @param initializer what it starts as
     * @return the parameter
     */
    public static Parameter weight(String name, Initializer initializer) {
        return of(name, Parameter.Type.WEIGHT, initializer);
    }

    /**
     * Numbers that are never trained: of the type that DJL never unfreezes by itself, as it has no
     * buffers.
     *
     * @param name their name
     * @param initializer what they are
     * @return the parameter
     */
    public static Parameter fixed(String name, Initializer initializer) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.RUNNING_MEAN)
                .optRequiresGrad(false)
                .optInitializer(initializer)
                .build();
    }

    private static Parameter of(String name, Parameter.Type type, Initializer initializer) {
        return Parameter.builder().setName(name).setType(type).optInitializer(initializer).build();
    }
}
