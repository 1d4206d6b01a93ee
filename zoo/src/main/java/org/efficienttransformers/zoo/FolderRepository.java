/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.Application;
import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.util.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A repository of one model, which lies in a Hugging Face folder or can be brought into one.
 *
 * <p>Its artifact names our Block and translator factories, so that a plain Criteria suffices.
 */
abstract class FolderRepository extends AbstractRepository {

    private final Application application;
    private final String artifactId;

    /** Arguments of the Criteria that belong to the model. */
    protected final Map<String, Object> modelArguments;

    private volatile Path folder;

    /**
     * Takes over what the repository says of its model.
     *
     * @param uri where it is
     * @param application what it is for
     * @param artifactId its name
     * @param modelArguments arguments of the Criteria that belong to it
     */
    FolderRepository(
            URI uri,
            Application application,
            String artifactId,
            Map<String, Object> modelArguments) {
        super(artifactId, uri);
        this.application = application;
        this.artifactId = artifactId;
        this.modelArguments = modelArguments;
    }

    /**
     * Brings the model into a folder, unless it is there.
     *
     * @param progress is told of it; may be null
     * @return the folder
     * @throws IOException if that fails
     */
    protected abstract Path fetch(Progress progress) throws IOException;

    /**
     * Returns what is known of the model before it is loaded.
     *
     * @return its card
     * @throws IOException if it can't be read
     */
    protected ModelCard card() throws IOException {
        return ModelCard.UNKNOWN;
    }

    /** Returns the coordinates of the model. */
    final MRL mrl() {
        return model(application, EfficientTransformersZoo.GROUP_ID, artifactId);
    }

    @Override
    public final List<MRL> getResources() {
        return List.of(mrl());
    }

    @Override
    public final Metadata locate(MRL mrl) throws IOException {
        Artifact artifact = new Artifact();
        artifact.setName(URI.create("/" + artifactId).getPath().substring(1));
        Map<String, Object> values = artifact.getArguments();
        values.putAll(modelArguments);
        values.put("blockFactory", HuggingFaceBlockFactory.class.getName());
        values.put("translatorFactory", HuggingFaceBlockFactory.TRANSLATOR_FACTORY);
        // The Block factory reads the weights: there is no .params file to look for.
        artifact.setOptions(Map.of("hasParameter", "false"));
        artifact.setFiles(Map.of());
        Metadata metadata = new Metadata.MatchAllMetadata();
        metadata.setApplication(application);
        metadata.setGroupId(EfficientTransformersZoo.GROUP_ID);
        metadata.setArtifactId(artifactId);
        metadata.setRepositoryUri(mrl.toURI());
        metadata.setArtifacts(List.of(artifact));
        card().describe(metadata, artifact);
        return metadata;
    }

    @Override
    public final Artifact resolve(MRL mrl, Map<String, String> filter) throws IOException {
        return locate(mrl).getArtifacts().get(0);
    }

    @Override
    public final void prepare(Artifact artifact, Progress progress) throws IOException {
        try {
            folder = fetch(progress);
        } catch (ClosedByInterruptException e) {
            throw Interrupted.whileLoading(artifact.getName(), e);
        }
    }

    @Override
    public final Path getResourceDirectory(Artifact artifact) throws IOException {
        return folder == null ? super.getResourceDirectory(artifact) : folder;
    }
}
