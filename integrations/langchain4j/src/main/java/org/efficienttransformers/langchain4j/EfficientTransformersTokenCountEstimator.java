/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.io.IOException;
import java.util.List;
import org.efficienttransformers.zoo.ModelSpec;
import org.efficienttransformers.zoo.TokenCounter;

/**
 * Counts tokens as a model's tokenizer does, such as for a splitter that cuts documents to what the
 * model takes. Texts are counted exactly, with the tokens that the tokenizer puts around them; the
 * model isn't loaded.
 */
public final class EfficientTransformersTokenCountEstimator
        implements TokenCountEstimator, AutoCloseable {

    private final TokenCounter counter;

    /**
     * Reads the tokenizer of a model.
     *
     * @param spec the model
     * @throws IllegalArgumentException if it has no tokenizer, or one that can't be read
     */
    public EfficientTransformersTokenCountEstimator(ModelSpec spec) {
        try {
            counter = TokenCounter.of(spec);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The tokenizer of " + spec.model() + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return counter.count(text);
    }

    /**
     * Counts the tokens of a message's texts. What isn't text, such as a picture, is an error.
     *
     * @param message the message
     * @return their number
     */
    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return texts(message).stream().mapToInt(counter::count).sum();
    }

    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        int tokens = 0;
        for (ChatMessage message : messages) {
            tokens += estimateTokenCountInMessage(message);
        }
        return tokens;
    }

    private static List<String> texts(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return List.of(system.text());
        }
        if (message instanceof UserMessage user) {
            return user.contents().stream()
                    .map(EfficientTransformersTokenCountEstimator::text)
                    .toList();
        }
        if (message instanceof AiMessage answer) {
            return answer.text() == null ? List.of() : List.of(answer.text());
        }
        if (message instanceof ToolExecutionResultMessage result) {
            return List.of(result.text());
        }
        throw new IllegalArgumentException(
                "A message of type "
                        + message.type()
                        + " has no text whose tokens can be counted.");
    }

    private static String text(Content content) {
        if (content instanceof TextContent text) {
            return text.text();
        }
        throw new IllegalArgumentException(
                "The message has content of type "
                        + content.type()
                        + ", which has no tokens of this tokenizer; count its texts alone.");
    }

    /** Frees the tokenizer. */
    @Override
    public void close() {
        counter.close();
    }
}
