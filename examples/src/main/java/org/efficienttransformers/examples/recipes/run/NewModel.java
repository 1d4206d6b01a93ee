/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.recipes.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.architecture.Architecture;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.checkpoint.UntrainedModels;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.examples.cli.BadInputException;

/**
 * The size of a new model.
 *
 * @param kind its attention
 * @param layers the number of layers
 * @param hiddenSize its width
 * @param heads the number of heads
 * @param maxLength the longest text in tokens
 * @param settings more values of config.json, by key
 */
public record NewModel(
        AttentionKind kind,
        int layers,
        int hiddenSize,
        int heads,
        int maxLength,
        Map<String, String> settings) {

    /** The default of {@code maxLength}. */
    public static final int MAX_LENGTH = 4096;

    /** The most tokens that the decoder of an LED can write. */
    private static final int SUMMARY_LENGTH = 1024;

    private static final int FEED_FORWARD = 4;
    private static final String BERT = "bert";
    private static final String REFORMER = "reformer";

    /** Checks the sizes. */
    public NewModel {
        if (layers < 1 || heads < 1 || hiddenSize < 1 || maxLength < 1) {
            throw new BadInputException(
                    "The new model has %s layers, %s heads, width %s and maximum"
                            + " length %s; each must be 1 or more.",
                    layers, heads, hiddenSize, maxLength);
        }
        if (hiddenSize % heads != 0) {
            throw new BadInputException(
                    "--hidden-size is %s and --heads %s; the first must be a"
                            + " multiple of the second.",
                    hiddenSize, heads);
        }
        settings = Map.copyOf(settings);
    }

    /**
     * Writes config.json.
     *
     * @param head the head
     * @param labels the labels; empty if it has none
     * @param vocabulary what is to be known of the ids
     * @return the file's content
     */
    public PretrainedConfig config(Head head, List<String> labels, Vocabulary vocabulary) {
        JsonObject json = new JsonObject();
        JsonArray architectures = new JsonArray();
        String type = modelType(head);
        architectures.add(className(type) + suffix(type, head));
        json.add("architectures", architectures);
        json.addProperty("model_type", type);
        json.addProperty("vocab_size", vocabulary.size());
        json.addProperty("pad_token_id", vocabulary.pad());
        json.addProperty("bos_token_id", vocabulary.begin());
        json.addProperty("eos_token_id", vocabulary.end());
        json.addProperty("sep_token_id", vocabulary.end());
        if (head == Head.CONDITIONAL_GENERATION) {
            addBart(json, vocabulary);
        } else {
            json.addProperty("hidden_size", hiddenSize);
            json.addProperty("num_attention_heads", heads);
            json.addProperty("is_decoder", head == Head.CAUSAL_LM);
            if (type.equals(REFORMER)) {
                addReformer(json);
            } else {
                addBert(json, type, vocabulary);
            }
        }
        if (!labels.isEmpty()) {
            UntrainedModels.putLabels(json, labels);
        }
        settings.forEach((key, value) -> json.add(key, parsed(value)));
        return new PretrainedConfig(json, "config.json of the new model");
    }

    /**
     * The type of model that is known for the attention, as {@code big_bird} for {@code bigbird};
     * otherwise a BERT that names its attention. To write texts, the encoder-decoder whose encoder
     * has the attention, as {@code led} for {@code longformer}.
     */
    private String modelType(Head head) {
        if (head == Head.CONDITIONAL_GENERATION) {
            return Architectures.modelTypes().stream()
                    .filter(this::isEncoderDecoder)
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new BadInputException(
                                            "There is no encoder-decoder with the attention %s;"
                                                    + " there are such with longformer and"
                                                    + " bigbird.",
                                            kind.id()));
        }
        return Architectures.modelTypes().stream()
                .filter(type -> type.replace("_", "").equals(kind.id()))
                .findFirst()
                .orElse(BERT);
    }

    private boolean isEncoderDecoder(String modelType) {
        Architecture architecture = architecture(modelType);
        return architecture.heads().contains(Head.CONDITIONAL_GENERATION)
                && architecture.attention(empty(modelType)).id().equals(kind.id());
    }

    private static PretrainedConfig empty(String modelType) {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", modelType);
        return new PretrainedConfig(json, "the new model");
    }

    private static Architecture architecture(String modelType) {
        return Architectures.of(empty(modelType));
    }

    private static String className(String modelType) {
        return architecture(modelType).className(modelType);
    }

    private static String suffix(String modelType, Head head) {
        return modelType.equals(REFORMER) && head == Head.CAUSAL_LM
                ? "ModelWithLMHead"
                : head.suffix();
    }

    private void addBert(JsonObject json, String modelType, Vocabulary vocabulary) {
        boolean behindPadding = modelType.equals("longformer");
        if (modelType.equals(BERT)) {
            json.addProperty("attention", kind.id());
        }
        json.addProperty("num_hidden_layers", layers);
        json.addProperty("intermediate_size", FEED_FORWARD * hiddenSize);
        json.addProperty("hidden_act", "gelu");
        json.addProperty(
                "max_position_embeddings", maxLength + (behindPadding ? vocabulary.pad() + 1 : 0));
        json.addProperty("type_vocab_size", 1);
        json.addProperty("hidden_dropout_prob", 0.1);
        json.addProperty("attention_probs_dropout_prob", 0.1);
        json.addProperty("layer_norm_eps", 1e-12);
    }

    /** Encoder and decoder of the same size. */
    private void addBart(JsonObject json, Vocabulary vocabulary) {
        json.addProperty("decoder_start_token_id", vocabulary.end());
        json.addProperty("is_encoder_decoder", true);
        json.addProperty("d_model", hiddenSize);
        for (String stack : List.of("encoder", "decoder")) {
            json.addProperty(stack + "_layers", layers);
            json.addProperty(stack + "_attention_heads", heads);
            json.addProperty(stack + "_ffn_dim", FEED_FORWARD * hiddenSize);
        }
        json.addProperty("activation_function", "gelu");
        json.addProperty("max_position_embeddings", maxLength);
        json.addProperty("max_encoder_position_embeddings", maxLength);
        json.addProperty("max_decoder_position_embeddings", Math.min(maxLength, SUMMARY_LENGTH));
        json.addProperty("dropout", 0.1);
        json.addProperty("init_std", 0.02);
    }

    /** Layers take turns, local first. */
    private void addReformer(JsonObject json) {
        JsonArray kinds = new JsonArray();
        for (int i = 0; i < layers; i++) {
            kinds.add(i % 2 == 0 ? "local" : "lsh");
        }
        json.add("attn_layers", kinds);
        json.addProperty("num_hidden_layers", layers);
        json.addProperty("attention_head_size", hiddenSize / heads);
        json.addProperty("feed_forward_size", FEED_FORWARD * hiddenSize);
        json.addProperty("hidden_act", "gelu");
        json.addProperty("hidden_dropout_prob", 0.1);
        json.addProperty("max_position_embeddings", maxLength);
        json.addProperty("num_hashes", 2);
        // Axial positions can be trained on texts of exactly the longest length only.
        json.addProperty("axial_pos_embds", false);
    }

    /** A number, a list, true or false as such; anything else is a text. */
    private static JsonElement parsed(String value) {
        try {
            return JsonParser.parseString(value);
        } catch (JsonParseException e) {
            return new JsonPrimitive(value);
        }
    }
}
