/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.command;

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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The recipes. */
@Command(
        name = "train",
        description = {
            "Trains a model by a recipe, on a model of the hub or a new one.",
            "Options of a recipe may stand in a YAML file (--settings); those on the command line"
                    + " go before them."
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
            "  et train text-classification --model hf://allenai/longformer-base-4096 \\",
            "      --train train.csv --validation validation.csv --output classifier --dry-run",
            "  et train text-classification --settings classifier.yaml --epochs 5"
        })
public final class TrainCommand implements Runnable {

    @Spec private CommandSpec spec;

    /** Says that a recipe has to be named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "No recipe is named; allowed: "
                        + String.join(", ", spec.subcommands().keySet())
                        + ".");
    }
}
