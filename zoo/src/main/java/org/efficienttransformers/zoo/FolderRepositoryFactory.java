/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.repository.LocalRepository;
import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import ai.djl.repository.SimpleRepository;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.sentence.SentenceFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves plain paths and {@code file:} URLs: a Hugging Face folder loads as with {@code hf:}, and
 * anything else as it does without this project. Found by DJL through the service loader.
 *
 * <p>A folder is taken for one of Hugging Face if its config.json names a {@code model_type} that
 * loads here, it has weights, and nothing that another engine or DJL itself would load.
 */
public final class FolderRepositoryFactory implements RepositoryFactory {

    private static final Logger logger = LoggerFactory.getLogger(FolderRepositoryFactory.class);

    private static final Pattern WEIGHTS =
            Pattern.compile("(model\\.safetensors|pytorch_model\\.bin)(\\.index\\.json)?");
    private static final Pattern OF_OTHERS =
            Pattern.compile("serving\\.properties|.*\\.(pt|pth|params|onnx|jar)|classes");

    @Override
    public Repository newInstance(String name, URI uri) {
        Path path = path(uri);
        if (isHuggingFace(path)) {
            return new HuggingFaceRepository(HuggingFaceRepository.url(path, uri.getRawQuery()));
        }
        if (hasMetadata(path)) {
            return new LocalRepository(name, path.toUri(), path) {};
        }
        return new SimpleRepository(name, uri, path) {};
    }

    @Override
    public Set<String> getSupportedScheme() {
        return Set.of("file");
    }

    private static Path path(URI uri) {
        return uri.getScheme() == null
                ? Path.of(uri.getPath())
                : Path.of(URI.create("file://" + uri.getRawPath()));
    }

    private static boolean isHuggingFace(Path path) {
        try {
            return isTransformer(SentenceFolder.transformer(path));
        } catch (IOException | IllegalArgumentException e) {
            logger.debug("The modules of {} can't be read.", path, e);
            return isTransformer(path); // loading it then says what is wrong
        }
    }

    private static boolean isTransformer(Path path) {
        Path config = path.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            Set<String> names =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            if (names.stream().noneMatch(WEIGHTS.asMatchPredicate())
                    || names.stream().anyMatch(OF_OTHERS.asMatchPredicate())) {
                return false;
            }
            JsonObject json = JsonParser.parseString(Files.readString(config)).getAsJsonObject();
            return json.has("model_type")
                    && Checkpoint.supports(json.get("model_type").getAsString());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            logger.debug("{} is none of Hugging Face.", path, e);
            return false;
        }
    }

    /** Tells whether DJL's description of models lies in a folder below. */
    private static boolean hasMetadata(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.anyMatch(
                    file ->
                            file.endsWith("metadata.json")
                                    && !path.equals(file.getParent())
                                    && describesModels(file));
        } catch (IOException e) {
            logger.warn("{} can't be searched for metadata.json.", path, e);
            return false;
        }
    }

    private static boolean describesModels(Path file) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            return json.has("metadataVersion") && json.has("artifacts");
        } catch (IOException | JsonParseException | IllegalStateException e) {
            logger.warn("{} is no description of models.", file, e);
            return false;
        }
    }
}
