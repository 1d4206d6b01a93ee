/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

import org.efficienttransformers.examples.cli.CommandGroup;
import org.efficienttransformers.examples.recipes.Embeddings;
import org.efficienttransformers.examples.recipes.LanguageModel;
import org.efficienttransformers.examples.recipes.ListOps;
import org.efficienttransformers.examples.recipes.PublishModel;
import org.efficienttransformers.examples.recipes.QuestionAnswering;
import org.efficienttransformers.examples.recipes.Reranker;
import org.efficienttransformers.examples.recipes.Summarization;
import org.efficienttransformers.examples.recipes.TextClassification;
import org.efficienttransformers.examples.recipes.TokenClassification;
import picocli.CommandLine.Command;

/** The recipes. */
@Command(
        name = "train",
        description = {
            "Fine-tunes a model, or trains a new one, by a recipe.",
            "A YAML file (--settings) can hold a recipe's options; those on the command line"
                    + " override it."
        },
        subcommands = {
            TextClassification.class,
            TokenClassification.class,
            QuestionAnswering.class,
            LanguageModel.class,
            Summarization.class,
            Embeddings.class,
            Reranker.class,
            ListOps.class,
            PublishModel.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et train text-classification --model allenai/longformer-base-4096 \\",
            "      --train train.csv --validation validation.csv --output classifier --dry-run",
            "  et train text-classification --settings classifier.yaml --epochs 5"
        })
public final class TrainCommand extends CommandGroup {

    TrainCommand() {
        super("recipe");
    }
}
