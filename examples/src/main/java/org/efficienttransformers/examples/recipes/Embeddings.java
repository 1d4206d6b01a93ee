/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.recipes.data.TextTuples;
import org.efficienttransformers.finetune.FineTuningTask;
import org.efficienttransformers.finetune.LabelledText;
import org.efficienttransformers.finetune.Trainee;
import org.efficienttransformers.finetune.task.EmbeddingTask;
import org.efficienttransformers.sentence.Pooling;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains embeddings of texts that belong together, such as questions and passages. */
@Command(
        name = "embeddings",
        sortOptions = false,
        description = {
            "Trains embeddings on pairs of texts: each should be nearer to the other than to those of"
                    + " the other pairs of a batch, and to hard negatives. Larger batches teach"
                    + " more.",
            "Data is a .csv file with a header, or a .jsonl file. The folder of the model is one of"
                    + " sentence-transformers."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et train embeddings --model sentence-transformers/all-MiniLM-L6-v2 \\",
            "      --train pairs.jsonl --validation others.jsonl --batch-size 64 \\",
            "      --output embeddings --truncate"
        })
public final class Embeddings extends Recipe<TextTuples.Texts> {

    @Option(
            names = "--texts",
            paramLabel = "NAMES",
            split = ",",
            defaultValue = "anchor,positive",
            description =
                    "The columns or keys of the texts, separated by commas: the anchor, what it"
                            + " should find, and hard negatives, if there are (default:"
                            + " ${DEFAULT-VALUE}).")
    private List<String> names;

    @Option(
            names = "--scale",
            paramLabel = "X",
            defaultValue = "20",
            description = "What cosines are multiplied by (default: ${DEFAULT-VALUE}).")
    private double scale;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            split = ",",
            description =
                    "Lets vectors be cut to these numbers of dimensions, separated by commas"
                            + " (Matryoshka).")
    private List<Integer> dimensions = List.of();

    @Option(
            names = "--truncate",
            description = "Cuts texts that are longer than the model takes, at their ends.")
    private boolean truncate;

    @Override
    List<TextTuples.Texts> readTrain(Path path) throws IOException {
        if (names.size() < 2) {
            throw new BadInputException(
                    "--texts is %s; it must name two columns or more.", String.join(",", names));
        }
        return read(path);
    }

    @Override
    List<TextTuples.Texts> read(Path path) throws IOException {
        return TextTuples.read(path, names, null);
    }

    @Override
    Head head() {
        return Head.BASE;
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
        List<List<int[]>> examples = encode(trainee, trained);
        boolean first = takesFirst(trainee);
        // Only folders that say nothing are told.
        boolean silent = !folder(trainee).exists();
        Changes changes = silent ? new Changes("mean", true) : Changes.NONE;
        return held ->
                new EmbeddingTask(
                        examples,
                        encode(trainee, held),
                        trainee.batching(settings),
                        first,
                        scale,
                        dimensions,
                        changes);
    }

    private static SentenceFolder folder(Trainee trainee) {
        try {
            return SentenceFolder.read(trainee.tokenizerFolder());
        } catch (IOException e) {
            throw new BadInputException(e, "%s", e.getMessage());
        }
    }

    private static boolean takesFirst(Trainee trainee) {
        SentenceFolder folder = folder(trainee);
        Pooling pooling;
        try {
            pooling = folder.pooling(trainee.checkpoint().model().description().stateSize());
        } catch (IOException e) {
            throw new BadInputException(e, "%s", e.getMessage());
        }
        boolean dense =
                folder.modules().stream()
                        .skip(2)
                        .anyMatch(
                                module -> !List.of("Normalize", "Dropout").contains(module.kind()));
        List<PoolingMode> known = List.of(PoolingMode.MEAN, PoolingMode.CLS);
        if (pooling == null
                || pooling.modes().size() != 1
                || !known.contains(pooling.modes().get(0))
                || dense) {
            throw new BadInputException(
                    "The folder of the model makes vectors by %s%s; this recipe trains those that are"
                            + " the mean of all tokens or the first, without a module after it.",
                    pooling == null ? "no pooling" : pooling.modes(),
                    dense ? " and further modules" : "");
        }
        return pooling.modes().get(0) == PoolingMode.CLS;
    }

    private List<List<int[]>> encode(Trainee trainee, List<TextTuples.Texts> examples) {
        List<List<int[]>> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            columns.add(
                    trainee.encode(
                            examples.stream().map(texts -> texts.texts().get(column)).toList(),
                            truncate));
        }
        return IntStream.range(0, examples.size())
                .mapToObj(i -> columns.stream().map(column -> column.get(i)).toList())
                .toList();
    }
}
