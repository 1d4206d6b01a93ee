/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.efficienttransformers.fuzz.FuzzTarget;
import org.efficienttransformers.fuzz.Mutator;
import org.efficienttransformers.weights.folder.Weights;

/** Damaged files of one weight format. */
abstract class WeightFuzz implements FuzzTarget {

    static final Path TORCH = Path.of("src/test/resources/weights/torch");

    private final String fileName;
    private final List<FuzzSample> samples;

    /**
     * Takes good files.
     *
     * @param fileName what a damaged file is called
     * @param samples the good ones
     */
    WeightFuzz(String fileName, List<FuzzSample> samples) {
        this.fileName = fileName;
        this.samples = samples;
    }

    /** Makes a sample of a file. */
    interface Maker {
        FuzzSample make(Path file) throws IOException;
    }

    /** Makes samples of the files whose names match. */
    static List<FuzzSample> samples(Path folder, String pattern, Maker maker) {
        List<FuzzSample> samples = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                samples.add(maker.make(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return samples;
    }

    @Override
    public int count() {
        return 200_000;
    }

    @Override
    public Map<String, byte[]> make(Random random) throws IOException {
        Mutator mutator = new Mutator(random, samples.stream().map(FuzzSample::whole).toList());
        return Map.of(fileName, samples.get(random.nextInt(samples.size())).damaged(mutator));
    }

    /** Opens the weights of a folder. */
    TensorStore open(Path folder) throws IOException {
        return Weights.open(folder);
    }

    @Override
    public final void read(Path folder) throws IOException {
        long length = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                length += Files.size(file);
            }
        }
        try (NDManager manager = NDManager.newBaseManager();
                TensorStore store = open(folder)) {
            for (String name : store.names()) {
                long bytes = store.shape(name).size() * store.dataType(name).getNumOfBytes();
                // No type is widened to more than twice its size, and no element is read twice.
                require(bytes >= 0 && bytes <= 2 * length, bytes + " bytes of a tensor");
                try (NDArray array = store.read(manager, name)) {
                    require(array.getShape().equals(store.shape(name)), "shape");
                    require(array.getDataType() == store.dataType(name), "type");
                    array.toByteBuffer(true);
                }
            }
        }
    }

    @Override
    public final boolean isRefusal(Exception thrown) {
        return thrown instanceof WeightFormatException refusal
                && refusal.getMessage().startsWith(refusal.file() + ": ")
                && refusal.getMessage().endsWith(".")
                && refusal.getMessage().indexOf('\n') < 0;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("A store contradicts itself: " + what);
        }
    }
}
