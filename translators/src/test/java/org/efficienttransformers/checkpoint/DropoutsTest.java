/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropoutsTest {

    private static PretrainedConfig config(String fixture) throws IOException {
        return PretrainedConfig.read(Path.of("src/test/resources/fixtures", fixture));
    }

    private static PretrainedConfig in(String fixture, String key, double share)
            throws IOException {
        PretrainedConfig config = config(fixture);
        return new Dropouts(Map.of(key, share)).in(config, Architectures.head(config));
    }

    @ParameterizedTest
    @CsvSource({
        "bert-model, hidden_dropout_prob, attention_probs_dropout_prob",
        "longformer-sequence-classification, hidden_dropout_prob, attention_probs_dropout_prob",
        "bigbird-model, hidden_dropout_prob, attention_probs_dropout_prob",
        "bert-sequence-classification, classifier_dropout, hidden_dropout_prob",
        "modernbert-sequence-classification, attention_dropout, mlp_dropout",
        "led-model, dropout, attention_dropout",
        "longt5-tglobal, dropout_rate, dropout_rate",
        "xlnet-model, dropout, dropout",
        "reformer-model, hidden_dropout_prob, local_attention_probs_dropout_prob",
        "nystromformer-model, hidden_dropout_prob, attention_probs_dropout_prob"
    })
    void takesThoseOfTheArchitecture(String fixture, String one, String other) throws IOException {
        PretrainedConfig config = in(fixture, one, 0.125);
        assertThat(config.number(one, 1)).isEqualTo(0.125);
        assertThat(Architectures.of(config).describe(config, Architectures.head(config)))
                .asString()
                .contains("=0.125");
        assertThat(in(fixture, other, 0).number(other, 1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "bert-model, hidden_dropout_prob",
        "modernbert-model, mlp_dropout",
        "reformer-model, lsh_attention_probs_dropout_prob",
        "xlnet-model, dropout"
    })
    void leavesNoneIfNoneIsWanted(String fixture, String key) throws IOException {
        Path folder = Path.of("src/test/resources/fixtures", fixture);
        PretrainedConfig without = Dropouts.without(folder, Head.BASE);
        String some = "[dD]ropout\\w*=0\\.0*[1-9]";
        assertThat(described(new Dropouts(Map.of(key, 0.1)).in(without, Head.BASE)))
                .containsPattern(some);
        assertThat(described(without))
                .containsPattern("[dD]ropout=0\\.0[,\\]]")
                .doesNotContainPattern(some);
    }

    private static String described(PretrainedConfig config) {
        return Architectures.of(config).describe(config, Head.BASE).toString();
    }

    @Test
    void refusesOthers() {
        assertThatThrownBy(() -> in("bert-model", "mlp_dropout", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "A model of model_type bert has no dropout mlp_dropout; it has")
                .hasMessageContaining("[attention_probs_dropout_prob, classifier_dropout, ");
        assertThatThrownBy(() -> in("bert-model", "hidden_size", 0.5))
                .hasMessageContaining("has no dropout hidden_size");
        for (double share : new double[] {1, -0.1, Double.NaN}) {
            assertThatThrownBy(() -> in("bert-model", "hidden_dropout_prob", share))
                    .hasMessageContaining("The dropout hidden_dropout_prob is " + share)
                    .hasMessageContaining("from 0 to below 1");
        }
    }
}
