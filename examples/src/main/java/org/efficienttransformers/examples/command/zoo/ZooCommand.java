/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.zoo;

import org.efficienttransformers.examples.cli.CommandGroup;
import picocli.CommandLine.Command;

/** The models that can be named by group and artifact. */
@Command(
        name = "zoo",
        description = "Lists and explains the models that come with a name.",
        subcommands = {ZooList.class, ZooExplain.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  et zoo list",
            "  et zoo explain all-minilm-l6-v2-longformer-4096 --length 4096"
        })
public final class ZooCommand extends CommandGroup {

    ZooCommand() {
        super("command of the zoo");
    }
}
