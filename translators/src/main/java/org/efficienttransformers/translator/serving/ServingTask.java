/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.serving;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.modality.nlp.translator.ZeroShotClassificationInput;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.JsonUtils;
import ai.djl.util.StringPair;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.sentence.LateInteraction;
import org.efficienttransformers.translator.MultipleChoiceInput;
import org.efficienttransformers.translator.RerankInput;
import org.efficienttransformers.translator.read.Classifier;
import org.efficienttransformers.translator.read.CrossEncoder;
import org.efficienttransformers.translator.read.Embedder;
import org.efficienttransformers.translator.read.MaskFiller;
import org.efficienttransformers.translator.read.MultipleChooser;
import org.efficienttransformers.translator.read.QuestionAnswerer;
import org.efficienttransformers.translator.read.TokenClassifier;
import org.efficienttransformers.translator.read.TokenVectors;
import org.efficienttransformers.translator.read.ZeroShotClassifier;
import org.efficienttransformers.translator.task.Example;
import org.efficienttransformers.translator.task.ExampleGroup;
import org.efficienttransformers.translator.task.Task;
import org.efficienttransformers.translator.task.TaskContext;
import org.efficienttransformers.translator.write.Summarizer;
import org.efficienttransformers.translator.write.TextContinuer;

/**
 * Serves requests of DJL Serving: {@link ServingRequest} tells what may be sent. The answer is
 * JSON, to a list a list.
 *
 * <p>Which task it is, the input tells among those of the model's head: a text, a pair of texts, a
 * question with its context, and so on.
 */
public final class ServingTask implements Task<Input, Output> {

    private static final int BAD_REQUEST = 400;

    /** The tasks, by the class of their input; how a request is written that is one. */
    private final Map<Class<?>, Task<?, ?>> tasks = new LinkedHashMap<>();

    private final List<String> forms = new ArrayList<>();

    public ServingTask(TaskContext context) {
        Head head = context.model().head();
        switch (head) {
            case MASKED_LM, PRETRAINING ->
                    add(String.class, MaskFiller.ofSeveral(context), "a text");
            case SEQUENCE_CLASSIFICATION -> {
                add(String.class, Classifier.ofTexts(context), "a text");
                add(StringPair.class, Classifier.ofPairs(context), "{text, text_pair}");
                if (context.config().labels().size() == 1) {
                    add(RerankInput.class, CrossEncoder.ofTexts(context), "{query, texts}");
                }
                if (ZeroShotClassifier.entailment(context.config().labels()).isPresent()) {
                    add(
                            ZeroShotClassificationInput.class,
                            new ZeroShotClassifier(context),
                            "{text, candidate_labels}");
                }
            }
            case TOKEN_CLASSIFICATION -> add(String.class, new TokenClassifier(context), "a text");
            case QUESTION_ANSWERING ->
                    add(QAInput.class, QuestionAnswerer.ofAnswers(context), "{question, context}");
            case MULTIPLE_CHOICE ->
                    add(
                            MultipleChoiceInput.class,
                            new MultipleChooser(context),
                            "{prompt, choices}");
            case CAUSAL_LM -> add(String.class, new TextContinuer(context), "a text");
            case CONDITIONAL_GENERATION -> add(String.class, new Summarizer(context), "a text");
            case BASE -> addVectors(context);
            default -> throw new IllegalStateException("No task is served by " + head + ".");
        }
    }

    private void addVectors(TaskContext context) {
        boolean late;
        try {
            late = LateInteraction.isIn(context.sentence(), context.config());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        if (late) {
            add(String.class, TokenVectors.ofTexts(context), "a text");
            add(RerankInput.class, TokenVectors.ofRanking(context), "{query, texts}");
        } else {
            add(String.class, new Embedder(context), "a text");
        }
    }

    private <I> void add(Class<I> input, Task<I, ?> task, String form) {
        tasks.put(input, task);
        forms.add(form);
    }

    @Override
    public Example<Output> begin(Input input) {
        ServingRequest request = ServingRequest.of(input);
        List<Example<?>> parts = new ArrayList<>();
        for (Object part : request.inputs()) {
            parts.add(begin(part.getClass(), part));
        }
        return new ExampleGroup<>(
                parts,
                answers -> {
                    JsonArray all = new JsonArray();
                    answers.forEach(answer -> all.add(json(answer)));
                    return output(new Output(), request.isList() ? all : all.get(0));
                });
    }

    /** All that can be served by one model is run alike. */
    @Override
    public void run(Block model, ParameterStore store, NDList inputs, Consumer<NDList> accept) {
        tasks.values().iterator().next().run(model, store, inputs, accept);
    }

    private <I> Example<?> begin(Class<I> type, Object input) {
        @SuppressWarnings("unchecked") // put there by add, under the class of its input
        Task<I, ?> task = (Task<I, ?>) tasks.get(type);
        require(
                task != null,
                "The request isn't for this model; it serves %s, or a list of such.",
                String.join(" or ", forms));
        return task.begin(type.cast(input));
    }

    @Override
    public Example<Output> refuse(IllegalArgumentException reason) {
        JsonObject body = new JsonObject();
        body.addProperty("code", BAD_REQUEST);
        body.addProperty("type", "BadRequest");
        body.addProperty("message", reason.getMessage());
        Output output = output(new Output(BAD_REQUEST, reason.getMessage()), body);
        return Example.of(() -> output);
    }

    private static Output output(Output output, JsonElement body) {
        output.addProperty("Content-Type", "application/json");
        output.add(BytesSupplier.wrapAsJson(body));
        return output;
    }

    private static JsonElement json(Object answer) {
        if (answer instanceof Classifications classifications) {
            return classifications.serialize();
        }
        if (answer instanceof Classifications[] masks && masks.length == 1) {
            return masks[0].serialize();
        }
        if (answer instanceof Object[] several) {
            JsonArray all = new JsonArray();
            for (Object one : several) {
                all.add(json(one));
            }
            return all;
        }
        return JsonUtils.GSON.toJsonTree(answer);
    }
}
