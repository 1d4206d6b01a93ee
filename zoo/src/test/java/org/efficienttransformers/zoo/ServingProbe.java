/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A program that loads models as DJL Serving does which has this project's jars in its {@code deps}
 * folder: its own class path knows DJL alone, and a loader beneath it has the rest.
 */
final class ServingProbe {

    private ServingProbe() {}

    /**
     * Loads.
     *
     * @param arguments the class path of the loader beneath, then URLs of models
     */
    public static void main(String[] arguments) throws Exception {
        List<URL> deps = new ArrayList<>();
        for (String entry : arguments[0].split(File.pathSeparator)) {
            deps.add(Path.of(entry).toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(deps.toArray(new URL[0]));
        // What DependencyManager.refreshProviders does.
        for (EngineProvider provider : ServiceLoader.load(EngineProvider.class, loader)) {
            if (!Engine.hasEngine(provider.getEngineName())) {
                Engine.registerEngine(provider);
            }
        }
        for (ZooProvider provider : ServiceLoader.load(ZooProvider.class, loader)) {
            ModelZoo.registerModelZoo(provider);
        }
        // What ModelManager does around the loading of a model.
        Thread.currentThread().setContextClassLoader(loader);
        for (int i = 1; i < arguments.length; i++) {
            try (var model =
                    Criteria.builder()
                            .setTypes(Input.class, Output.class)
                            .optModelUrls(arguments[i])
                            .optEngine("PyTorch")
                            .build()
                            .loadModel()) {
                System.out.println("loaded " + model.getName());
            }
        }
    }
}
