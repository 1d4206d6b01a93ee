/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import static org.efficienttransformers.settings.Require.require;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * What sentence_bert_config.json may ask of the encoder since version 5: which outputs the modules
 * after it take.
 */
final class TransformerUse {

    private static final Set<String> OUTPUTS = Set.of("last_hidden_state", "logits");

    private TransformerUse() {}

    /** Refuses other uses than that of the last states, or of a classifier's logits. */
    static void check(PretrainedConfig config) {
        config.word("transformer_task", "feature-extraction", "sequence-classification");
        JsonElement text =
                config.toJson().get("modality_config") instanceof JsonObject modalities
                        ? modalities.get("text")
                        : null;
        if (text instanceof JsonObject use && use.has("method_output_name")) {
            JsonElement output = use.get("method_output_name");
            require(
                    named(output),
                    "%s takes of texts the output %s; supported: %s.",
                    config.source(),
                    output,
                    String.join(", ", OUTPUTS.stream().sorted().toList()));
        }
    }

    private static boolean named(JsonElement output) {
        return output.isJsonPrimitive() && OUTPUTS.contains(output.getAsString());
    }
}
