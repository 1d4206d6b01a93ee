/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import org.efficienttransformers.config.PretrainedConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of config.json that make another model of one, which isn't implemented, or none at all,
 * are refused in a sentence.
 */
class RefusedConfigsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bert-model | {model_type: 'performer', base_model_type: 'reformer'} |"
                        + " base_model_type = reformer; it must be a model_type of the BERT line",
                "bert-model | {model_type: 'performer', base_model_type: 'linformer'} |"
                        + " base_model_type = linformer; it must be",
                "eurobert-masked-lm | {partial_rotary_factor: 0.5} |"
                        + " partial_rotary_factor = 0.5; supported: 1, all channels.",
                "eurobert-masked-lm | {head_dim: null, num_attention_heads: 7} |"
                        + " hidden_size is 48 and num_attention_heads is 7; the second must divide",
                "eurobert-masked-lm | {num_attention_heads: 0} | num_attention_heads is 0; the second",
                "gte-masked-lm | {layer_norm_type: 'rms_norm'} |"
                        + " layer_norm_type = rms_norm; supported: layer_norm.",
                "gte-masked-lm | {position_embedding_type: 'absolute'} |"
                        + " position_embedding_type = absolute; supported: rope.",
                "gte-masked-lm | {logn_attention_scale: true} |"
                        + " logn_attention_scale = true; supported: false.",
                "led-model | {encoder_attention_heads: 3} |"
                        + " d_model is 32 and encoder_attention_heads is 3; the second must divide",
                "led-model | {decoder_attention_heads: 0} |"
                        + " d_model is 32 and decoder_attention_heads is 0; the second must divide",
                "modernbert-model | {layer_types: null, global_attn_every_n_layers: 0} |"
                        + " global_attn_every_n_layers = 0; it must be 1 or more.",
                "modernbert-model | {rope_parameters: {full_attention: 7}} |"
                        + " rope_parameters of full_attention = 7",
                "mpnet-model | {relative_attention_num_buckets: 16} |"
                        + " relative_attention_num_buckets = 16; supported: 32",
                "nomic-bert-model-hub-config | {prenorm: true} | prenorm = true; supported: false.",
                "nomic-bert-model-hub-config | {use_rms_norm: true} | use_rms_norm = true; supported",
                "nomic-bert-model-hub-config | {parallel_block: true} | parallel_block = true;",
                "nomic-bert-model-hub-config | {causal: true} | causal = true; supported: false.",
                "nomic-bert-model-hub-config | {scale_attn_by_inverse_layer_idx: true} |"
                        + " scale_attn_by_inverse_layer_idx = true; supported: false.",
                "nomic-bert-model-hub-config | {num_experts: 2} | every other layer is a mixture of",
                "nomic-bert-model-hub-config | {rotary_emb_scale_base: 512} | supported: null.",
                "nomic-bert-model-hub-config | {rotary_emb_fraction: 0.5} |"
                        + " rotary_emb_fraction = 0.5; supported: 1, all channels.",
                "nystromformer-model | {inv_coeff_init_option: true} |"
                        + " inv_coeff_init_option = true; supported: false.",
                "nystromformer-model | {max_position_embeddings: 95} |"
                        + " segment_means_seq_len = 96, which texts are padded to",
                "reformer-model | {attn_layers: []} | attn_layers is '[]'; allowed: a list of local and",
                "xlnet-model | {n_head: 5} | d_model is 48 and n_head is 5; the second must divide",
                "xlnet-model | {n_head: 0} | d_model is 48 and n_head is 0; the second must divide",
                "xlnet-model | {d_head: 8} | d_head = 8; it must be d_model / n_head, 12.",
                "xlnet-model | {bi_data: true} | bi_data = true; supported: false.",
                "xlnet-model | {untie_r: false} | untie_r = false; supported: true.",
                "xlnet-model | {attn_type: 'tri'} | attn_type = tri; supported: bi, uni.",
                "xlnet-model | {attn_type: 'uni', same_length: true} |"
                        + " attn_type = uni and same_length = true; supported: false."
            })
    void areToldBy(String fixture, String changes, String sentence) throws IOException {
        PretrainedConfig own =
                PretrainedConfig.read(Path.of("src/test/resources/fixtures", fixture));
        JsonObject json = own.toJson();
        JsonParser.parseString(changes)
                .getAsJsonObject()
                .asMap()
                .forEach(
                        (key, value) -> {
                            json.remove(key);
                            json.add(key, value);
                        });
        PretrainedConfig config = new PretrainedConfig(json, own.source());
        assertThatThrownBy(() -> Architectures.of(config).describe(config, Architectures.head(own)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
