/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import org.efficienttransformers.examples.cli.CommandGroup;
import org.efficienttransformers.examples.mail.MailDemo;
import picocli.CommandLine.Command;

/** What can be tried with the bundled models and texts, or with texts of one's own. */
@Command(
        name = "demo",
        description = "Shows what the bundled models do with bundled texts, or with yours.",
        subcommands = {SemanticSearch.class, Reranking.class, MailDemo.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  et demo search",
            "  et demo search -q \"Who pays for repairs?\" contract.txt letters/",
            "  et demo mails --mail letter.txt"
        })
public final class Demo extends CommandGroup {

    Demo() {
        super("demo");
    }
}
