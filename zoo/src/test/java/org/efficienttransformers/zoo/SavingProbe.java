/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import org.efficienttransformers.checkpoint.CheckpointWriter;

/** A program that saves two models to a folder, in turn, until it is killed. */
final class SavingProbe {

    private SavingProbe() {}

    /**
     * Saves.
     *
     * @param folders the two models, and where to save them
     */
    public static void main(String[] folders) throws Exception {
        Path target = Path.of(folders[2]);
        try (ZooModel<NDList, NDList> one = load(folders[0]);
                ZooModel<NDList, NDList> other = load(folders[1])) {
            CheckpointWriter.save(one, target, DataType.FLOAT32);
            System.out.println("saving over what is there");
            while (true) {
                CheckpointWriter.save(other, target, DataType.FLOAT32);
                CheckpointWriter.save(one, target, DataType.FLOAT32);
            }
        }
    }

    static ZooModel<NDList, NDList> load(String folder) throws Exception {
        return Criteria.builder()
                .setTypes(NDList.class, NDList.class)
                .optModelUrls(HuggingFaceRepository.url(Path.of(folder), null).toString())
                .build()
                .loadModel();
    }
}
