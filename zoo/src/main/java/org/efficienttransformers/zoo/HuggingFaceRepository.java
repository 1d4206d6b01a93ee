/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Application;
import ai.djl.util.Progress;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.efficienttransformers.hub.HubClient;
import org.efficienttransformers.hub.HubConfig;

/**
 * What an {@code hf:} URL names: {@code hf:///folder} a local Hugging Face folder, {@code
 * hf://org/name?revision=...} a model of the hub. Other parts of the query are arguments of the
 * Criteria.
 */
final class HuggingFaceRepository extends FolderRepository {

    private static final String REVISION = "revision";

    private final Path local;
    private final String repoId;
    private final String revision;
    private final ModelCard card;

    /**
     * Reads a URL.
     *
     * @param uri the URL
     * @throws IllegalArgumentException if it names neither a folder nor a model
     */
    HuggingFaceRepository(URI uri) {
        this(uri, Application.UNDEFINED, artifactId(uri), ModelCard.UNKNOWN);
    }

    /**
     * Names a model of the hub as an entry of the zoo.
     *
     * @param model the model
     */
    HuggingFaceRepository(PublishedModel model) {
        this(
                URI.create("hf://" + model.repoId()),
                model.application(),
                model.repoId(),
                model.card());
    }

    private HuggingFaceRepository(
            URI uri, Application application, String artifactId, ModelCard card) {
        super(uri, application, artifactId, new HashMap<>());
        this.card = card;
        modelArguments.putAll(arguments);
        modelArguments.remove(REVISION);
        revision = arguments.get(REVISION);
        if (uri.getRawAuthority() == null) {
            local = Path.of(URI.create("file://" + uri.getRawPath()));
            repoId = null;
        } else {
            local = null;
            repoId = repoId(uri);
        }
    }

    private static String artifactId(URI uri) {
        if (uri.getRawAuthority() != null) {
            return repoId(uri);
        }
        String path = uri.getPath();
        require(
                path != null && !path.isEmpty() && !path.equals("/"),
                "%s names no model; write hf://org/name for one of the hub, or hf:///folder for a"
                        + " local one.",
                uri);
        return encoded("/" + Path.of(path).getFileName()).substring(1);
    }

    /**
     * Returns the URL of a local folder.
     *
     * @param folder the folder
     * @param query the arguments in it as they stand in URLs; may be null
     * @return the URL, in which all that is special in URLs is encoded
     */
    static URI url(Path folder, String query) {
        String path = folder.toAbsolutePath().normalize().toUri().getRawPath();
        String arguments = query == null ? "" : "?" + query;
        return URI.create("hf://" + path.replaceFirst("/$", "") + arguments);
    }

    /** DJL makes a URL of the name, too. */
    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("There is no URL of " + path + ".", e);
        }
    }

    private static String repoId(URI uri) {
        String path = uri.getPath().replaceFirst("/$", "");
        return uri.getRawAuthority() + path;
    }

    @Override
    public boolean isRemote() {
        return local == null;
    }

    @Override
    protected ModelCard card() {
        return card;
    }

    @Override
    protected Path fetch(Progress progress) throws IOException {
        if (local == null) {
            return new HubClient(HubConfig.fromEnvironment()).download(repoId, revision, progress);
        }
        if (!Files.isDirectory(local)) {
            throw new IOException(
                    "There is no folder "
                            + local
                            + "; hf:///folder takes the absolute path of a Hugging Face folder, in"
                            + " which a space, %, [, ] and the like are encoded as in any URL.");
        }
        return local;
    }
}
