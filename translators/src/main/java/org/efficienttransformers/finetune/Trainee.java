/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.efficienttransformers.checkpoint.Checkpoint;
import org.efficienttransformers.checkpoint.Dropouts;
import org.efficienttransformers.checkpoint.LoadOptions;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.DecoderPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * A model to be trained and its tokenizer.
 *
 * @param checkpoint the model, not frozen
 * @param tokenizer its tokenizer; null if its ids come from elsewhere
 * @param tokenizerFolder where the tokenizer's files are; null likewise
 * @param modelFolder where the model's files are; null of a new one
 * @param maxLength the longest sequence to train on, in tokens: no more than the model takes
 */
public record Trainee(
        Checkpoint checkpoint,
        TextTokenizer tokenizer,
        Path tokenizerFolder,
        Path modelFolder,
        int maxLength) {

    /** Lets the model be trained, and checks that it can. */
    public Trainee {
        StateDict.of(checkpoint.model())
                .forEach(
                        (name, parameter) ->
                                require(
                                        parameter.getArray().getDataType() == DataType.FLOAT32,
                                        "The model has %s for %s, in which a training loses its"
                                                + " small steps and soon is no number; load it with"
                                                + " dtype=float32.",
                                        parameter.getArray().getDataType(),
                                        name));
        checkpoint.model().freezeParameters(false);
    }

    /**
     * Loads the encoder of a folder, under the head that a task needs.
     *
     * @param folder a Hugging Face folder with a tokenizer
     * @param head the head: the folder's own if it is of this kind and has the same labels, or else
     *     one of random numbers
     * @param labels the labels by their index in the logits; empty for a head that has none
     * @param options what is asked for. A {@code maxLength} below what the model takes shortens
     *     what is trained on; one above makes the model longer. Without one it is what model and
     *     tokenizer take
     * @param manager owns model and tokenizer
     * @return the model, ready to be trained
     * @throws IOException if a file is missing or broken
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     */
    public static Trainee load(
            Path folder, Head head, List<String> labels, LoadOptions options, NDManager manager)
            throws IOException {
        return load(folder, head, labels, Dropouts.NONE, options, manager);
    }

    /**
     * Loads the encoder of a folder, as {@link #load(Path, Head, List, LoadOptions, NDManager)}
     * does.
     *
     * @param folder a Hugging Face folder with a tokenizer
     * @param head the head
     * @param labels the labels by their index in the logits; empty for a head that has none
     * @param dropouts what to leave out in training, if not as config.json says
     * @param options what is asked for
     * @param manager owns model and tokenizer
     * @return the model, ready to be trained
     * @throws IOException if a file is missing or broken
     * @throws IllegalArgumentException if config.json or an option has a value that isn't supported
     */
    public static Trainee load(
            Path folder,
            Head head,
            List<String> labels,
            Dropouts dropouts,
            LoadOptions options,
            NDManager manager)
            throws IOException {
        LoadOptions trained = trained(options, manager);
        Checkpoint checkpoint =
                UntrainedModels.withHead(folder, head, labels, dropouts, manager, trained);
        checkHalf(checkpoint, trained);
        TextTokenizer tokenizer =
                TextTokenizer.load(SentenceFolder.transformer(folder)).attach(manager);
        int asked = options.maxLength() > 0 ? options.maxLength() : tokenizer.modelMaxLength();
        return new Trainee(
                checkpoint,
                tokenizer,
                folder,
                folder,
                Math.min(asked, checkpoint.model().maxLength()));
    }

    private static LoadOptions trained(LoadOptions options, NDManager manager) {
        LoadOptions trained = options.forTraining();
        require(
                !isHalf(trained) || manager.getDevice().isGpu(),
                "dtype is given for a model to be trained on a CPU; allowed: float32. On a GPU"
                        + " layers may compute in bfloat16 or float16, with weights in float32.");
        return trained;
    }

    private static boolean isHalf(LoadOptions options) {
        return options.kernels() == KernelMode.BFLOAT16 || options.kernels() == KernelMode.FLOAT16;
    }

    private static void checkHalf(Checkpoint checkpoint, LoadOptions trained) {
        require(
                !isHalf(trained) || checkpoint.model().isTrainableInHalf(),
                "dtype is '%s', but a layer of this model has no program that trains it in that"
                        + " type, as most layers with full, window and block-sparse attention have;"
                        + " take dtype=float32.",
                Setting.word(trained.kernels()));
    }

    /**
     * Makes a new model of random numbers.
     *
     * @param config its config.json
     * @param options what is asked for: the type that layers compute in
     * @param tokenizer its tokenizer; null if its ids come from elsewhere
     * @param tokenizerFolder where the tokenizer's files are; null likewise
     * @param manager owns the model
     * @return the model, ready to be trained
     * @throws IOException never, as no file is read
     * @throws IllegalArgumentException if config.json has a value that isn't supported
     */
    public static Trainee create(
            PretrainedConfig config,
            LoadOptions options,
            TextTokenizer tokenizer,
            Path tokenizerFolder,
            NDManager manager)
            throws IOException {
        LoadOptions trained = trained(options, manager);
        Checkpoint checkpoint = UntrainedModels.create(config, trained, manager);
        checkHalf(checkpoint, trained);
        int longest = checkpoint.model().maxLength();
        return new Trainee(checkpoint, tokenizer, tokenizerFolder, null, longest);
    }

    /**
     * Returns how to put its sequences together.
     *
     * @param settings {@link FineTuningSettings#BATCH_SIZE} and {@link
     *     FineTuningSettings#BATCH_TOKENS}
     * @return how
     */
    public Batching batching(Settings settings) {
        SpecialToken pad = tokenizer.specialTokens().pad();
        // Any id will do, as the model doesn't see it.
        return Batching.of(checkpoint, pad == null ? 0 : pad.id(), settings);
    }

    /**
     * Cuts texts into tokens, with those that mark beginning and end.
     *
     * @param texts the texts
     * @param truncate whether to cut those that are too long, at the end that the tokenizer names
     * @return the ids of each text
     * @throws IllegalArgumentException if texts are too long and aren't to be cut
     */
    public List<int[]> encode(List<String> texts, boolean truncate) {
        return encode(texts, truncate, maxLength);
    }

    /**
     * Cuts texts into tokens that a decoder is to write, as {@link #encode} does.
     *
     * @param texts the texts
     * @param truncate whether to cut those that are longer than the decoder takes, at their ends
     * @return the ids of each text
     * @throws IllegalArgumentException if texts are too long and aren't to be cut
     */
    public List<int[]> encodeForDecoder(List<String> texts, boolean truncate) {
        DecoderPart decoder = checkpoint.model().description().decoder();
        return encode(texts, truncate, decoder.embeddings().positions().maxLength());
    }

    private List<int[]> encode(List<String> texts, boolean truncate, int longest) {
        int room = room(longest);
        List<int[]> all = texts.stream().map(text -> tokenizer.encode(text).ids()).toList();
        long longer = all.stream().filter(ids -> ids.length > room).count();
        checkLengths(truncate ? 0 : longer, texts.size(), longest);
        return all.stream().map(ids -> enclosed(shortened(ids, room))).toList();
    }

    /**
     * Cuts a text into pieces of the longest length, each with the tokens that mark its ends.
     *
     * @param text the text
     * @return its pieces, none of a single token, since there is no other to tell it from
     */
    public List<int[]> pieces(String text) {
        int room = room(maxLength);
        int[] ids = tokenizer.encode(text).ids();
        return IntStream.iterate(0, start -> start < ids.length, start -> start + room)
                .mapToObj(
                        start -> Arrays.copyOfRange(ids, start, Math.min(ids.length, start + room)))
                .map(this::enclosed)
                .filter(piece -> piece.length > 1)
                .toList();
    }

    /**
     * Cuts pairs of texts into tokens, with those that mark ends and stand between them.
     *
     * @param first the first text of each pair
     * @param second the second one
     * @param truncate whether to cut pairs that are too long, the longer text first, as the
     *     tokenizers library does
     * @return the tokens of each pair, and their types if the model takes them
     * @throws IllegalArgumentException if pairs are too long and aren't to be cut
     */
    public TokenSequences encodePairs(List<String> first, List<String> second, boolean truncate) {
        SequenceTemplate pair = tokenizer.pair();
        boolean typed = tokenizer.givesTokenTypes() && checkpoint.model().typeVocabSize() > 1;
        int room = room(maxLength, pair.addedTokens());
        List<int[]> ids = new ArrayList<>();
        List<int[]> types = new ArrayList<>();
        int longer = 0;
        for (int i = 0; i < first.size(); i++) {
            int[] one = tokenizer.encode(first.get(i)).ids();
            int[] other = tokenizer.encode(second.get(i)).ids();
            int kept = one.length;
            if (one.length + other.length > room) {
                longer++;
                kept = SequenceTemplate.keptOfFirst(one.length, other.length, room);
            }
            int[] shorter = shortened(one, kept);
            int[] otherShorter = shortened(other, room - kept);
            ids.add(pair.around(shorter, otherShorter));
            if (typed) {
                types.add(pair.types(shorter.length, otherShorter.length));
            }
        }
        checkLengths(truncate ? 0 : longer, first.size(), maxLength);
        return new TokenSequences(ids, types);
    }

    private static void checkLengths(long longer, int all, int longest) {
        require(
                longer == 0,
                "%s of %s texts are longer than the %s tokens that the model takes; truncate them,"
                        + " or let it take more.",
                longer,
                all,
                longest);
    }

    /** Cuts off what is too long: the end, or for tokenizers that say so the beginning. */
    private int[] shortened(int[] ids, int length) {
        int kept = Math.min(ids.length, length);
        int from = tokenizer.truncatesLeft() ? ids.length - kept : 0;
        return Arrays.copyOfRange(ids, from, from + kept);
    }

    /** How many tokens there may be between those that mark ends. */
    private int room(int longest) {
        return room(longest, tokenizer.single().addedTokens());
    }

    private static int room(int longest, int marks) {
        require(
                longest > marks,
                "The model takes %s tokens, of which %s mark ends, so that there is no room for"
                        + " text; let it take more.",
                longest,
                marks);
        return longest - marks;
    }

    /** Puts the tokens around a text that mark its ends. */
    private int[] enclosed(int... ids) {
        return tokenizer.single().around(ids);
    }

    /** The same model, with what a task says in config.json. */
    Trainee with(UnaryOperator<PretrainedConfig> changed) {
        Checkpoint named =
                new Checkpoint(
                        checkpoint.model(),
                        changed.apply(checkpoint.config()),
                        checkpoint.report());
        return new Trainee(named, tokenizer, tokenizerFolder, modelFolder, maxLength);
    }

    /**
     * Returns how the model is to generate: as its folder says, or, if it is new, its config.json
     * alone. What lies next to the tokenizer of a new one is another model's.
     *
     * @return what is asked of generation
     * @throws IOException if a file is broken
     * @throws IllegalArgumentException if a value isn't supported
     */
    public GenerationConfig generation() throws IOException {
        PretrainedConfig config = checkpoint.config();
        ModelDescription model = checkpoint.model().description();
        return modelFolder == null
                ? GenerationConfig.of(config, model)
                : GenerationConfig.read(modelFolder, config, model);
    }

    /**
     * Saves it as a folder, and says of how vectors are made, and texts, what is to be otherwise.
     */
    void save(Path folder, Changes changes, GenerationConfig generation) throws IOException {
        GenerationConfig said =
                generation == null && modelFolder == null ? generation() : generation;
        checkpoint.save(tokenizerFolder, changes, said, folder, DataType.FLOAT32);
    }
}
