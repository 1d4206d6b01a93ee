/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.sentence;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Set;
import org.efficienttransformers.config.PretrainedConfig;

/**
 * What sentence_bert_config.json may ask of the encoder since version 5: which outputs the modules
 * after it take.
 */
final class TransformerUse {

    private static final String TASK = "transformer_task";
    private static final Set<String> TASKS =
            Set.of("feature-extraction", "sequence-classification");
    private static final Set<String> OUTPUTS = Set.of("last_hidden_state", "logits");

    private TransformerUse() {}

    /** Refuses other uses than that of the last states, or of a classifier's logits. */
    static void check(PretrainedConfig config) {
        String task = config.string(TASK, "feature-extraction");
        if (!TASKS.contains(task)) {
            throw new IllegalArgumentException(
                    config.source()
                            + " has "
                            + TASK
                            + " = "
                            + task
                            + "; supported: "
                            + String.join(", ", TASKS.stream().sorted().toList())
                            + ".");
        }
        JsonElement text =
                config.toJson().get("modality_config") instanceof JsonObject modalities
                        ? modalities.get("text")
                        : null;
        if (text instanceof JsonObject use
                && use.has("method_output_name")
                && !named(use.get("method_output_name"))) {
            throw new IllegalArgumentException(
                    config.source()
                            + " takes of texts the output "
                            + use.get("method_output_name")
                            + "; supported: "
                            + String.join(", ", OUTPUTS.stream().sorted().toList())
                            + ".");
        }
    }

    private static boolean named(JsonElement output) {
        return output.isJsonPrimitive() && OUTPUTS.contains(output.getAsString());
    }
}
