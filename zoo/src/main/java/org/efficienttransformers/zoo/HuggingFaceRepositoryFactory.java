/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import java.net.URI;
import java.util.Set;

/** Serves {@code hf:} URLs; found by DJL through the service loader. */
public final class HuggingFaceRepositoryFactory implements RepositoryFactory {

    @Override
    public Repository newInstance(String name, URI uri) {
        return new HuggingFaceRepository(uri);
    }

    @Override
    public Set<String> getSupportedScheme() {
        return Set.of("hf");
    }
}
