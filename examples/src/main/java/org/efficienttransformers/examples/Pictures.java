/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.pictures.FeatureError;
import org.efficienttransformers.examples.pictures.HashedPositions;
import org.efficienttransformers.examples.pictures.MechanismPatterns;
import org.efficienttransformers.examples.pictures.SentenceWeights;
import org.efficienttransformers.examples.pictures.SweepCurves;
import org.efficienttransformers.plot.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws the pictures of the documentation; a test holds docs/pictures to what it draws. */
@Command(
        name = "pictures",
        description = "Draws the pictures of the documentation as SVG.",
        footerHeading = "%nExamples:%n",
        footer = {"  et reproduce pictures"})
public final class Pictures implements Callable<Integer> {

    @Option(
            names = "--data",
            defaultValue = "docs/data",
            paramLabel = "<folder>",
            description = "Where measured figures are read from. Default: ${DEFAULT-VALUE}.")
    private Path data;

    @Option(
            names = "--to",
            defaultValue = "docs/pictures",
            paramLabel = "<folder>",
            description = "Where the pictures go. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    @Spec private CommandSpec spec;

    /**
     * Draws all pictures.
     *
     * @param data the folder of docs/data
     * @return the pictures by the names of their files
     * @throws BadInputException if the figures can't be read
     */
    static Map<String, Picture> all(Path data) {
        Map<String, Picture> pictures = new LinkedHashMap<>(MechanismPatterns.pictures());
        pictures.put("attention-weights.svg", SentenceWeights.picture());
        pictures.put("lsh-buckets.svg", HashedPositions.picture());
        pictures.put("performer-error.svg", FeatureError.picture(data));
        pictures.putAll(SweepCurves.pictures(data));
        return pictures;
    }

    @Override
    public Integer call() {
        Map<String, Picture> pictures = all(data);
        PrintWriter out = spec.commandLine().getOut();
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, Picture> picture : pictures.entrySet()) {
                Path file = folder.resolve(picture.getKey());
                Files.writeString(file, picture.getValue().svg());
                out.println(file);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    e,
                    "The pictures can't be written to %s (%s); name another folder" + " by --to.",
                    folder,
                    e);
        }
        return 0;
    }
}
