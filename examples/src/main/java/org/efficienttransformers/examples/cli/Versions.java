/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The versions that a report of a defect needs. */
public final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties versions = new Properties();
        try (InputStream stream = Versions.class.getResourceAsStream("versions.properties")) {
            versions.load(stream);
        }
        return new String[] {
            "et " + versions.getProperty("project"),
            "DJL "
                    + versions.getProperty("djl")
                    + ", PyTorch "
                    + versions.getProperty("pytorch")
                    + " ("
                    + versions.getProperty("classifier")
                    + ")",
            "Java ${java.version} (${java.vendor}), ${os.name} ${os.arch}"
        };
    }
}
