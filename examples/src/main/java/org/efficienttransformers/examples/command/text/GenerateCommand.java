/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import picocli.CommandLine.Command;

/** Continues texts. */
@Command(
        name = "generate",
        sortOptions = false,
        description =
                "Continues each text given, by a causal language model; the text comes from the"
                        + " arguments, from files, or else from standard input.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  et generate google/reformer-crime-and-punishment \"Raskolnikov\" --stream",
            "  et generate my-folder \"Once upon\" --set maxNewTokens=256 --set doSample=true",
            "  et generate my-folder --set numBeams=4 --set returnFullText=true --json < text.txt"
        })
public final class GenerateCommand extends WritingCommand {

    GenerateCommand() {
        super("text generation, streamed");
    }
}
