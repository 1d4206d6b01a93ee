/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.repository.RemoteRepository;
import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Serves {@code djl://group/artifact}, as {@code ModelZoo.listModels} prints models. DJL itself
 * looks for all of them on its own server; those of this zoo come from where they are, and those of
 * other zoos from that server. Found by DJL through the service loader.
 */
public final class ZooRepositoryFactory implements RepositoryFactory {

    /** {@code artifact/version/name}, of which the last two may be missing. */
    private static final Pattern PATH =
            Pattern.compile("/(?<artifact>.+?)(/(?<version>[\\d.]+)(/(?<name>.*))?)?/?");

    @Override
    public Repository newInstance(String name, URI uri) {
        Matcher path = PATH.matcher(String.valueOf(uri.getPath()));
        require(
                uri.getHost() != null && path.matches(),
                "%s names no model; write djl://group/artifact, as listModels prints it.",
                uri);
        ModelZoo zoo = ModelZoo.getModelZoo(uri.getHost());
        if (zoo == null) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s is of the group %s, of which no zoo is on the class path; there"
                                    + " are: %s.",
                            uri,
                            uri.getHost(),
                            ModelZoo.listModelZoo().stream()
                                    .map(ModelZoo::getGroupId)
                                    .sorted()
                                    .collect(Collectors.joining(", "))));
        }
        ModelLoader loader = zoo.getModelLoader(path.group("artifact"));
        if (loader == null) {
            Set<String> names = new TreeSet<>();
            zoo.getModelLoaders().forEach(known -> names.add(known.getArtifactId()));
            throw new IllegalArgumentException(
                    uri
                            + " names no model of its zoo; there are: "
                            + String.join(", ", names)
                            + ".");
        }
        if (zoo instanceof EfficientTransformersZoo) {
            require(
                    uri.getQuery() == null,
                    "%s has arguments, which models of this zoo take by optArgument only; leave"
                            + " out what follows the question mark.",
                    uri);
            return loader.getMrl().getRepository();
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        RemoteRepository remote =
                new RemoteRepository(name, ModelZoo.DJL_REPO_URL.resolve("/" + query));
        remote.addResource(
                remote.model(
                        loader.getApplication(),
                        zoo.getGroupId(),
                        loader.getArtifactId(),
                        path.group("version"),
                        path.group("name")));
        return remote;
    }

    @Override
    public Set<String> getSupportedScheme() {
        return Set.of("djl");
    }
}
