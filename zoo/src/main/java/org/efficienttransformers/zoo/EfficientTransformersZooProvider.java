/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;
import java.util.ServiceLoader;
import org.efficienttransformers.kernel.machine.OpenMp;

/** Makes the zoo; found by DJL through the service loader. */
public final class EfficientTransformersZooProvider implements ZooProvider {

    /**
     * {@inheritDoc}
     *
     * <p>Registers the repositories of this project, too: DJL finds them by itself only if it can
     * see them when it starts, and DJL Serving asks nothing but the providers of zoos and engines
     * among the jars in its {@code deps} folder. Zoos are asked for before an engine is, so this is
     * the place for what an engine reads when it is loaded.
     */
    @Override
    public ModelZoo getModelZoo() {
        OpenMp.configure();
        ClassLoader own = EfficientTransformersZooProvider.class.getClassLoader();
        for (RepositoryFactory factory : ServiceLoader.load(RepositoryFactory.class, own)) {
            if (factory.getClass().getClassLoader() == own) {
                Repository.registerRepositoryFactory(factory);
            }
        }
        return new EfficientTransformersZoo();
    }
}
