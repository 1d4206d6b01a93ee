/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import org.efficienttransformers.examples.cli.CommandGroup;
import org.efficienttransformers.examples.mail.MailComparison;
import org.efficienttransformers.examples.mail.MailCorpus;
import org.efficienttransformers.examples.recipes.MailTraining;
import org.efficienttransformers.examples.retrieval.SpeechPairs;
import picocli.CommandLine.Command;

/** The programs that made data, models, figures and pictures of the documentation. */
@Command(
        name = "reproduce",
        description =
                "Makes data, models, figures and pictures of the documentation again; time and"
                        + " memory are measured by 'benchmark'.",
        subcommands = {
            Pictures.class,
            RetrievalEvaluation.class,
            SpeechPairs.class,
            MailCorpus.class,
            MailTraining.class,
            MailComparison.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et reproduce pictures",
            "  et reproduce retrieval --corpus package/data",
            "  et reproduce mail-comparison --models mail-full,mail-longformer"
        })
public final class Reproduce extends CommandGroup {

    Reproduce() {
        super("program");
    }
}
