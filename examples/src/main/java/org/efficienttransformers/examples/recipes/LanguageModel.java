/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.recipes.ModelOptions.Trainee;
import org.efficienttransformers.examples.recipes.data.PlainTexts;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Recipe: lets a model learn a language from texts without labels. */
@Command(
        name = "language-model",
        sortOptions = false,
        description = {
            "Lets a model learn from texts without labels: to find hidden words (masked, as BERT"
                    + " was pretrained), or to foretell the next one (causal).",
            "Data is a .txt file, a .csv or .jsonl file with a text in each row, or a folder of"
                    + " text files. Texts are cut into pieces of the longest length."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Go on pretraining a model of the hub on texts of your own:",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.LanguageModel \\",
            "      -Dexec.args=\"--model hf://allenai/longformer-base-4096 --train texts \\",
            "          --validation other.txt --output target/my-longformer\"",
            "",
            "  A causal Performer from scratch (full, longformer and reformer work as well):",
            "  mvn -q compile exec:java \\",
            "      -Dexec.mainClass=org.efficienttransformers.examples.recipes.LanguageModel \\",
            "      -Dexec.args=\"--causal --new performer \\",
            "          --tokenizer examples/src/main/tokenizers/mail \\",
            "          --max-length 1024 --learning-rate 1e-3 --train texts \\",
            "          --validation other.txt --output target/my-performer\"",
            "",
            "  Look before: add --dry-run. Go on after Ctrl-C: add --resume."
        })
public final class LanguageModel implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ModelOptions model;

    @Option(
            names = "--causal",
            description = "Foretells the next word, instead of finding hidden ones.")
    private boolean causal;

    @Option(
            names = "--train",
            paramLabel = "DATA",
            required = true,
            description = "What to learn from.")
    private Path train;

    @Option(
            names = "--validation",
            paramLabel = "DATA",
            required = true,
            description = "What tells which model is best, and when to stop.")
    private Path validation;

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

    @Mixin private TrainingOptions training;

    /** Made by picocli. */
    LanguageModel() {}

    /**
     * Runs the recipe.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new LanguageModel(), args);
    }

    /** {@inheritDoc} */
    @Override
    public Integer call() throws IOException {
        training.check();
        if (!(hide > 0 && hide < 1)) {
            throw new BadInputException("--hide is %s; it must be above 0 and below 1.", hide);
        }
        List<String> trainTexts = PlainTexts.read(train, textName);
        List<String> validationTexts = PlainTexts.read(validation, textName);
        Engine.getInstance().setRandomSeed(training.seed());
        try (NDManager manager = NDManager.newBaseManager()) {
            Head head = causal ? Head.CAUSAL_LM : Head.MASKED_LM;
            Trainee trainee = model.open(head, List.of(), manager);
            TextTokenizer tokenizer = trainee.tokenizer();
            int length = trainee.checkpoint().model().maxLength();
            LanguageModelTask task =
                    new LanguageModelTask(
                            pieces(tokenizer, trainTexts, length, train),
                            pieces(tokenizer, validationTexts, length, validation),
                            trainee.padding(),
                            causal ? null : hiding(tokenizer),
                            training.batchSize(),
                            training.batchTokens());
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "pieces      %,d to learn from, %,d for validation, up to %,d tokens each%n",
                    task.train().size(), task.validation().size(), length);
            RecipeRun run = new RecipeRun(spec, training);
            run.record().texts("train", train, trainTexts);
            run.record().texts("validation", validation, validationTexts);
            run.run(trainee.checkpoint(), trainee.tokenizerFolder(), task, null, manager);
            return 0;
        }
    }

    private LanguageModelTask.Hiding hiding(TextTokenizer tokenizer) {
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
        return new LanguageModelTask.Hiding(
                hide, mask.id(), tokenizer.vocabSize(), special, training.seed());
    }

    /** Cuts texts into pieces of the longest length, each with the tokens that mark ends. */
    private static List<int[]> pieces(
            TextTokenizer tokenizer, List<String> texts, int length, Path path) {
        SequenceTemplate template = tokenizer.single();
        int room = length - template.addedTokens();
        if (room < 1) {
            throw new BadInputException(
                    "The model takes %s tokens, of which %s mark ends, so that"
                            + " there is no room for text; give a larger --max-length.",
                    length, template.addedTokens());
        }
        List<int[]> pieces = new ArrayList<>();
        for (String text : texts) {
            int[] ids = tokenizer.encode(text).ids();
            for (int start = 0; start < ids.length; start += room) {
                int[] own = Arrays.copyOfRange(ids, start, Math.min(ids.length, start + room));
                int[] piece =
                        Stream.of(template.prefix(), own, template.suffix())
                                .flatMapToInt(Arrays::stream)
                                .toArray();
                if (piece.length > 1) { // a token by itself has none to be found from
                    pieces.add(piece);
                }
            }
        }
        if (pieces.isEmpty()) {
            throw new BadInputException("%s has no tokens; give a text of some words.", path);
        }
        return pieces;
    }
}
