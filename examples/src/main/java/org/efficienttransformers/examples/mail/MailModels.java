/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import ai.djl.ModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.util.List;
import org.efficienttransformers.examples.cli.BadInputException;

/** The six bundled models that tell spam from other mail, identical except for their attention. */
final class MailModels {

    /** Their names in the zoo. */
    static final List<String> NAMES =
            List.of(
                    "mail-full",
                    "mail-longformer",
                    "mail-bigbird",
                    "mail-reformer",
                    "mail-linformer",
                    "mail-performer");

    /** The longest mail that they read, in tokens. */
    static final int MAX_LENGTH = 4096;

    /** What a model of BERT's length would read of it. */
    static final int CUT_LENGTH = 512;

    private MailModels() {}

    /** Throws unless there is a model of that name. */
    static void check(String name) {
        if (!NAMES.contains(name)) {
            throw new BadInputException(
                    "There is no model %s; there are %s.", name, String.join(", ", NAMES));
        }
    }

    /**
     * Loads one.
     *
     * @param name which one
     * @param dataType the argument {@code dtype}
     * @param maxLength how many tokens of a mail it reads; longer ones are cut
     * @param input the type of what it reads
     * @param output the type of what it answers
     */
    static <I, O> ZooModel<I, O> load(
            String name, String dataType, int maxLength, Class<I> input, Class<O> output)
            throws IOException {
        check(name);
        Criteria.Builder<I, O> criteria =
                Criteria.builder()
                        .setTypes(input, output)
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId(name)
                        .optArgument("dtype", dataType);
        if (input == String.class) {
            criteria.optArgument("truncation", true).optArgument("maxLength", maxLength);
        }
        try {
            return criteria.build().loadModel();
        } catch (ModelException e) {
            throw new BadInputException(e, "%s can't be loaded: %s", name, e.getMessage());
        }
    }
}
