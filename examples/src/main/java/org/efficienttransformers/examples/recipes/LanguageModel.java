/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.recipes.data.PlainTexts;
import org.efficienttransformers.finetune.FineTuningSettings;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.LanguageModelTask;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Recipe: lets a model learn a language from texts without labels. */
@Command(
        name = "language-model",
        sortOptions = false,
        description = {
            "Lets a model learn from texts without labels: to find hidden words (masked, as BERT"
                    + " was pretrained), or to predict the next one (causal).",
            "Data is a .txt file, a .csv or .jsonl file with a text in each row, or a folder of"
                    + " text files. Texts are cut into pieces of the longest length."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Go on pretraining a model of the hub on texts of your own:",
            "  et train language-model --model allenai/longformer-base-4096 --train texts \\",
            "      --validation other.txt --output my-longformer",
            "",
            "  A causal Performer from scratch (full, longformer and reformer work as well):",
            "  et train language-model --causal --new performer \\",
            "      --tokenizer zoo/src/main/resources/org/efficienttransformers/zoo/mail \\",
            "      --max-length 1024 --learning-rate 1e-3 --train texts \\",
            "      --validation other.txt --output my-performer",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class LanguageModel extends Recipe<String> {

    @Option(
            names = "--causal",
            description = "Foretells the next word, instead of finding hidden ones.")
    private boolean causal;

    @Option(
            names = "--text",
            paramLabel = "NAME",
            defaultValue = "text",
            description =
                    "The column or key of the text in a .csv or .jsonl file (default:"
                            + " ${DEFAULT-VALUE}).")
    private String textName;

    @Option(
            names = "--hide",
            paramLabel = "X",
            defaultValue = "0.15",
            description =
                    "Without --causal: the share of the tokens to be found (default:"
                            + " ${DEFAULT-VALUE}).")
    private double hide;

    @Override
    List<String> readTrain(Path path) throws IOException {
        if (!(hide > 0 && hide < 1)) {
            throw new BadInputException("--hide is %s; it must be above 0 and below 1.", hide);
        }
        return read(path);
    }

    @Override
    List<String> read(Path path) throws IOException {
        return PlainTexts.read(path, textName);
    }

    @Override
    List<LabelledText> recorded(List<String> texts) {
        return texts.stream().map(text -> new LabelledText(text, "text", "")).toList();
    }

    @Override
    Head head() {
        return causal ? Head.CAUSAL_LM : Head.MASKED_LM;
    }

    @Override
    Function<List<String>, FineTuningTask> tasks(
            Trainee trainee, List<String> trained, Settings settings) {
        LanguageModelTask.Hiding hiding =
                causal ? null : hiding(trainee.tokenizer(), settings.get(FineTuningSettings.SEED));
        List<int[]> pieces = pieces(trainee, trained);
        return held ->
                new LanguageModelTask(
                        pieces, pieces(trainee, held), trainee.batching(settings), hiding);
    }

    private LanguageModelTask.Hiding hiding(TextTokenizer tokenizer, long seed) {
        SpecialToken mask = tokenizer.specialTokens().mask();
        if (mask == null) {
            throw new BadInputException(
                    "%s has no mask token, which finding hidden words needs; take"
                            + " another tokenizer, or --causal.",
                    tokenizer.source());
        }
        Set<Integer> special = new HashSet<>();
        IntStream.of(tokenizer.single().prefix()).forEach(special::add);
        IntStream.of(tokenizer.single().suffix()).forEach(special::add);
        return new LanguageModelTask.Hiding(hide, mask.id(), tokenizer.vocabSize(), special, seed);
    }

    private static List<int[]> pieces(Trainee trainee, List<String> texts) {
        List<int[]> pieces = texts.stream().flatMap(t -> trainee.pieces(t).stream()).toList();
        if (pieces.isEmpty()) {
            throw new BadInputException(
                    "'%s' and what follows has no tokens to be found; give a text of some words.",
                    texts.get(0));
        }
        return pieces;
    }
}
