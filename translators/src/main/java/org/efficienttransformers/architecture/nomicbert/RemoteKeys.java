/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture.nomicbert;

import static org.efficienttransformers.settings.Require.require;

import java.util.List;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.position.RotaryPositions.Pairing;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Activation;

/** What only a config.json of the remote code says. */
final class RemoteKeys {

    static final String SCALING = "rotary_scaling_factor";

    private static final String BASE = "rotary_emb_base";

    private RemoteKeys() {}

    /** Refuses what makes another model of it. */
    static void check(PretrainedConfig config) {
        for (String key :
                List.of(
                        "prenorm",
                        "use_rms_norm",
                        "parallel_block",
                        "causal",
                        "scale_attn_by_inverse_layer_idx")) {
            config.requireOnly(key, false);
        }
        require(
                config.integer("num_experts", 0) <= 1,
                "%s has num_experts = %s: every other layer is a mixture of experts, as in"
                        + " nomic-embed-text-v2-moe, which isn't supported; take a model without.",
                config.source(),
                config.value("num_experts"));
        require(
                !config.has("rotary_emb_scale_base"),
                "%s has rotary_emb_scale_base = %s; supported: null.",
                config.source(),
                config.value("rotary_emb_scale_base"));
        require(
                config.number("rotary_emb_fraction", 1) == 1,
                "%s has rotary_emb_fraction = %s; supported: 1, all channels.",
                config.source(),
                config.value("rotary_emb_fraction"));
    }

    static boolean hasRotary(PretrainedConfig config) {
        return config.has(BASE);
    }

    static RotaryPositions rotary(PretrainedConfig config) {
        Pairing pairing =
                config.bool("rotary_emb_interleaved", false) ? Pairing.NEIGHBOURS : Pairing.HALF;
        double theta = config.number(BASE, 1000);
        return config.has(SCALING)
                ? new RotaryPositions(
                        theta,
                        pairing,
                        new RotaryPositions.Dynamic(
                                config.number(SCALING, 1),
                                config.integer("max_trained_positions", 2048)))
                : new RotaryPositions(theta, pairing);
    }

    static Activation activation(PretrainedConfig config) {
        String name = config.word("activation_function", "swiglu", "geglu");
        return name.equals("swiglu") ? Activation.SILU : Activation.GELU;
    }
}
