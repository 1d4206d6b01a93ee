/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.checkpoint.CheckpointWriter;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceSettings;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.SpecialTokens.SpecialToken;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.task.RawTranslator;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.task.TaskTranslator;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * Chooses the translator by the types that are asked for and by the head of the model.
 *
 * <p>The model's Block must be a {@link TransformerModel}, and its path a Hugging Face folder with
 * config.json and tokenizer files; {@code NDList -> NDList} needs no files. {@link
 * TranslatorArguments} lists the arguments.
 */
public final class EfficientTransformersTranslatorFactory implements TranslatorFactory {

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        Set<Pair<Type, Type>> types = new LinkedHashSet<>();
        TaskType.ALL.forEach(task -> types.add(new Pair<>(task.input(), task.output())));
        types.add(new Pair<>(NDList.class, NDList.class));
        return types;
    }

    /**
     * Tells that all types are supported. Which are depends on the head, and is only known with the
     * model: of others {@link #newInstance} says what there is, where DJL would fall back to
     * translators of images.
     */
    @Override
    public boolean isSupported(Class<?> input, Class<?> output) {
        return true;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the head can't serve the types, or if an argument or the
     *     tokenizer doesn't fit; it reaches the user of a Criteria as it is
     * @throws UncheckedIOException if a file is missing or broken
     */
    @Override
    public <I, O> Translator<I, O> newInstance(
            Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
        if (!(model.getBlock() instanceof TransformerModel transformer)) {
            throw new IllegalArgumentException(
                    "The Block is a "
                            + model.getBlock().getClass().getSimpleName()
                            + "; it must be a TransformerModel, as Checkpoint loads it.");
        }
        Settings asked = TranslatorArguments.of(arguments);
        PredictionGuard guard = PredictionGuard.of(model);
        if (input == NDList.class && output == NDList.class) {
            return cast(new RawTranslator(guard));
        }
        TaskType<I, O> type = taskType(transformer, input, output);
        TransformerModel block = type.onBase() ? transformer.base() : transformer;
        try {
            SentenceFolder sentence = SentenceFolder.read(model.getModelPath());
            SentenceSettings settings = sentence.settings();
            Path folder = sentence.transformer();
            PretrainedConfig config = PretrainedConfig.read(folder);
            TextTokenizer tokenizer = TextTokenizer.load(folder, settings.lowerCase());
            try {
                TaskContext context =
                        new TaskContext(
                                block,
                                config,
                                tokenizer,
                                new WindowPlanner(tokenizer, block, asked, settings),
                                asked,
                                sentence,
                                settings,
                                generation(folder, config, block).with(asked),
                                guard.manager());
                TaskTranslator<I, O> translator =
                        translator(type, context, guard, arguments.keySet());
                model.setBlock(block);
                rememberChanges(model, type.onBase(), asked);
                tokenizer.attach(guard.manager());
                return translator;
            } catch (RuntimeException e) {
                tokenizer.close();
                throw e;
            }
        } catch (IOException e) {
            // Where the thread is interrupted there is no message.
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new UncheckedIOException(message, e);
        }
    }

    /** What the folder says of generation; what others find there isn't theirs. */
    private static Settings generation(Path folder, PretrainedConfig config, TransformerModel model)
            throws IOException {
        return model.head().generates()
                ? GenerationConfig.read(folder, config, model.description()).settings()
                : Settings.DEFAULT;
    }

    /** For the one who saves the model. */
    private static void rememberChanges(Model model, boolean makesVectors, Settings asked) {
        String pooling = asked.get(TranslatorArguments.POOLING);
        if (makesVectors && pooling != null) {
            model.setProperty(CheckpointWriter.POOLING_PROPERTY, pooling);
        }
        Boolean normalize = asked.get(TranslatorArguments.NORMALIZE);
        if (makesVectors && normalize != null) {
            model.setProperty(CheckpointWriter.NORMALIZE_PROPERTY, normalize.toString());
        }
    }

    private static <I, O> TaskTranslator<I, O> translator(
            TaskType<I, O> type, TaskContext context, PredictionGuard guard, Set<String> given) {
        TransformerModel model = context.model();
        checkMeaningful(type.name(), type.arguments(model.head()), given);
        Task<I, O> task = type.factory().apply(context);
        SpecialToken pad = context.tokenizer().specialTokens().pad();
        int padTokenId = pad == null ? context.config().integer("pad_token_id", 0) : pad.id();
        return new TaskTranslator<>(task, model, guard, padTokenId);
    }

    private static void checkMeaningful(
            String task, List<Setting<?>> meaningful, Set<String> given) {
        Set<String> allowed = new TreeSet<>(TranslatorArguments.names(meaningful));
        for (String argument : TranslatorArguments.names()) {
            require(
                    !given.contains(argument) || allowed.contains(argument),
                    "%s has no meaning for %s; its arguments: %s.",
                    argument,
                    task,
                    String.join(", ", allowed));
        }
    }

    private static <I, O> TaskType<I, O> taskType(
            TransformerModel model, Class<I> input, Class<O> output) {
        Head head = model.head();
        // The states of a decoder are no embedding of a text.
        boolean encoder = model.description().decoder() == null;
        List<TaskType<?, ?>> possible =
                TaskType.ALL.stream().filter(task -> encoder || !task.onBase()).toList();
        for (TaskType<?, ?> task : possible) {
            if (task.serves(head, input, output)) {
                return cast(task);
            }
        }
        Stream<String> offers =
                possible.stream().filter(task -> task.heads().contains(head)).map(TaskType::types);
        throw new IllegalArgumentException(
                String.format(
                        "The model has the head %s, which can't serve %s -> %s; it serves %s.",
                        head,
                        input.getSimpleName(),
                        output.getSimpleName(),
                        Stream.concat(offers, Stream.of("NDList -> NDList"))
                                .distinct()
                                .collect(Collectors.joining(", "))));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the types were compared
    private static <T> T cast(Object object) {
        return (T) object;
    }
}
