/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.recipes.data.TextTuples;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.SummarizationTask;
import org.efficienttransformers.finetune.task.SummarizationTask.Pair;
import org.efficienttransformers.generate.GenerationSettings;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recipe: trains an encoder-decoder to write texts about others, such as summaries. */
@Command(
        name = "summarization",
        sortOptions = false,
        description = {
            "Trains a model to write a text about another: the summary of a document.",
            "Data is a .csv file with a header, or a .jsonl file. Evaluations let the model write,"
                    + " and compare by ROUGE; how it writes is saved with it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Fine-tune a model of the hub:",
            "  et train summarization --model allenai/led-base-16384 --max-length 8192 \\",
            "      --train train.jsonl --validation validation.jsonl --truncate \\",
            "      --generate numBeams=4 --generate maxNewTokens=256 --checkpointing \\",
            "      --batch-size 2 --accumulate 8 --output summaries",
            "",
            "  A LED from scratch (--new bigbird for a BigBird-Pegasus):",
            "  et train summarization --new longformer --set attention_window=256 \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --learning-rate 1e-3 --train train.csv --validation validation.csv \\",
            "      --output summaries",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class Summarization extends Recipe<TextTuples.Texts> {

    @Option(
            names = "--texts",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "document,summary",
            description =
                    "The columns or keys of the document and the summary, separated by a comma"
                            + " (default: ${DEFAULT-VALUE}).")
    private List<String> names;

    @Option(
            names = "--truncate",
            description =
                    "Cuts documents and summaries that are longer than the model takes, at their"
                            + " ends.")
    private boolean truncate;

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0.1",
            description =
                    "Gives this share of the probability that a token should have to all tokens"
                            + " alike (default: ${DEFAULT-VALUE}).")
    private double smoothing;

    @Option(
            names = "--global-tokens",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many tokens at the beginning of a document see all and are seen by all,"
                            + " where the model has such (default: ${DEFAULT-VALUE}).")
    @Range(min = 0)
    private int globals;

    @Option(
            names = "--generate",
            paramLabel = "NAME=VALUE",
            description =
                    "How to write, in evaluations and by the saved model: an argument of generation"
                            + " as in a Criteria, such as numBeams=4 or maxNewTokens=128 (default:"
                            + " what the model's folder says, up to the length of the longest"
                            + " summary to learn from). May be repeated.")
    private Map<String, String> generation = new LinkedHashMap<>();

    @Override
    List<TextTuples.Texts> readTrain(Path path) throws IOException {
        if (names.size() != 2) {
            throw new BadInputException(
                    "--texts is %s; it must name two columns, the document and the summary.",
                    String.join(",", names));
        }
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new BadInputException(
                    "--label-smoothing is %s; it must be from 0 to below 1.", smoothing);
        }
        List<String> known =
                GenerationSettings.ALL.stream()
                        .map(Setting::argument)
                        .filter(argument -> argument != null)
                        .toList();
        for (String name : generation.keySet()) {
            if (!known.contains(name)) {
                throw new BadInputException(
                        "--generate names '%s'; allowed: %s.",
                        name, known.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
        return read(path);
    }

    @Override
    List<TextTuples.Texts> read(Path path) throws IOException {
        return TextTuples.read(path, names, null);
    }

    @Override
    Head head() {
        return Head.CONDITIONAL_GENERATION;
    }

    @Override
    List<LabelledText> recorded(List<TextTuples.Texts> examples) {
        return examples.stream()
                .map(texts -> new LabelledText(String.join("\n", texts.texts()), "texts", ""))
                .toList();
    }

    @Override
    Function<List<TextTuples.Texts>, FineTuningTask> tasks(
            Trainee trainee, List<TextTuples.Texts> trained, Settings settings) {
        List<Pair> pairs = pairs(trainee, trained);
        Settings writing = writing(trainee, pairs);
        return held ->
                new SummarizationTask(
                        pairs,
                        pairs(trainee, held),
                        trainee,
                        trainee.batching(settings),
                        writing,
                        globals,
                        smoothing);
    }

    /** As asked for; as long as the longest text to learn from where nothing says how long. */
    private Settings writing(Trainee trainee, List<Pair> pairs) {
        Settings asked;
        try {
            asked =
                    trainee.generation()
                            .settings()
                            .with(Settings.of(GenerationSettings.ALL, generation));
        } catch (IOException e) {
            throw new BadInputException(e, "%s", e.getMessage());
        }
        if (asked.get(GenerationSettings.MAX_NEW_TOKENS) != null
                || asked.get(GenerationSettings.MAX_LENGTH) != null) {
            return asked;
        }
        int longest = pairs.stream().mapToInt(pair -> pair.target().length).max().orElseThrow();
        return asked.with(GenerationSettings.MAX_NEW_TOKENS, longest);
    }

    private List<Pair> pairs(Trainee trainee, List<TextTuples.Texts> examples) {
        return SummarizationTask.pairs(
                trainee,
                examples.stream().map(example -> example.texts().get(0)).toList(),
                examples.stream().map(example -> example.texts().get(1)).toList(),
                truncate);
    }
}
