/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.recipes.data.WordFiles;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.LabelledWords;
import org.efficienttransformers.finetune.task.Labels;
import org.efficienttransformers.finetune.task.TokenClassificationTask;
import org.efficienttransformers.finetune.task.WordEncoder;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recipe: trains a model to label the words of a text, such as names of people and places. */
@Command(
        name = "token-classification",
        sortOptions = false,
        description = {
            "Trains a model to label words, such as names of people and places.",
            "Data is a .jsonl file with the lists tokens and labels in each line, or a CoNLL file:"
                    + " a word a line, its label in the last column, a blank line after each text."
                    + " Labels begin with B- and I-, or are O."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Fine-tune a model of the hub:",
            "  et train token-classification --model allenai/longformer-base-4096 --train train.conll \\",
            "      --validation validation.conll --output names",
            "",
            "  A model from scratch:",
            "  et train token-classification --new longformer --set attention_window=128 \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --learning-rate 1e-3 \\",
            "      --train train.jsonl --validation validation.jsonl --output names",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class TokenClassification extends Recipe<LabelledWords> {

    @Option(
            names = "--truncate",
            description = "Cuts texts that are longer than the model takes, at their ends.")
    private boolean truncate;

    @Override
    List<LabelledWords> read(Path path) throws IOException {
        return WordFiles.read(path);
    }

    @Override
    List<LabelledText> recorded(List<LabelledWords> examples) {
        return examples.stream().flatMap(text -> text.words().stream()).toList();
    }

    @Override
    Head head() {
        return Head.TOKEN_CLASSIFICATION;
    }

    @Override
    List<String> labels(List<LabelledWords> trained) {
        return Labels.of(recorded(trained)).names();
    }

    @Override
    Function<List<LabelledWords>, FineTuningTask> tasks(
            Trainee trainee, List<LabelledWords> trained, Settings settings) {
        Labels labels = Labels.of(recorded(trained));
        WordEncoder encoder = new WordEncoder(trainee.tokenizer(), trainee.maxLength(), truncate);
        List<WordEncoder.Encoded> examples = encoder.encode(trained, labels);
        return held ->
                new TokenClassificationTask(
                        examples,
                        encoder.encode(held, labels),
                        labels.names(),
                        trainee.batching(settings));
    }
}
