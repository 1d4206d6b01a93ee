/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command.text;

import picocli.CommandLine.Command;

/** Summarises texts. */
@Command(
        name = "summarize",
        sortOptions = false,
        description = {
            "Summarises each text given, by an LED, BigBird-Pegasus or LongT5; the text comes from"
                    + " the arguments, from files, or else from standard input.",
            "A text beyond the model's maximum is an error, unless --set truncation=true cuts it or"
                    + " --set stride=<tokens> summarises it by windows, and then their summaries."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et summarize allenai/led-large-16384-arxiv --file paper.txt",
            "  et summarize my-folder --set numBeams=4 --set maxNewTokens=256 --stream < report.txt",
            "  et summarize my-folder --set stride=256 --set maxTime=60 --file book.txt --json"
        })
public final class SummarizeCommand extends WritingCommand {

    SummarizeCommand() {
        super("summarization, streamed");
    }
}
