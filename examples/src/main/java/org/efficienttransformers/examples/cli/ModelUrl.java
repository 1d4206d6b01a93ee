/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import org.efficienttransformers.zoo.ModelSpec;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a model as the URL that a Criteria takes. */
public final class ModelUrl implements ITypeConverter<String> {

    /** What help says of such a name. */
    public static final String HELP =
            "an id of the hub (organisation/name), a folder, or a URL (hf://organisation/name,"
                    + " hf:///folder)";

    @Override
    public String convert(String name) {
        try {
            return ModelSpec.of(name).url();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
