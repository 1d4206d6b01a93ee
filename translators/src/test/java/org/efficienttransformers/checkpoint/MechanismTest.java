/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of the mechanisms is what loading does. */
class MechanismTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** A checkpoint of each head. */
    private static final Map<Head, String> ORIGINALS =
            Map.of(
                    Head.BASE, "bert-model",
                    Head.MASKED_LM, "bert-masked-lm",
                    Head.CAUSAL_LM, "roberta-causal-lm",
                    Head.PRETRAINING, "bert-pretraining",
                    Head.SEQUENCE_CLASSIFICATION, "bert-sequence-classification",
                    Head.TOKEN_CLASSIFICATION, "bert-token-classification",
                    Head.QUESTION_ANSWERING, "bert-question-answering",
                    Head.MULTIPLE_CHOICE, "bert-multiple-choice");

    @Test
    void thoseThatCanBeSwappedInAreThoseThatTheArgumentTakes() {
        assertThat(EnumSet.allOf(Mechanism.class).stream().filter(Mechanism::isSwappable))
                .extracting(Mechanism::id)
                .containsExactlyInAnyOrderElementsOf(
                        AttentionKinds.all().stream()
                                .filter(AttentionKind::isSwappable)
                                .map(AttentionKind::id)
                                .toList());
    }

    @ParameterizedTest
    @EnumSource(value = Mechanism.class, mode = EnumSource.Mode.EXCLUDE, names = "REFORMER")
    void loadsWithEachOfItsHeadsAndNoOther(Mechanism mechanism) throws IOException {
        LoadOptions options = LoadOptions.of(Map.of("attention", mechanism.id()));
        for (Head head : Head.values()) {
            Path folder = FIXTURES.resolve(ORIGINALS.get(head));
            try (NDManager manager = NDManager.newBaseManager()) {
                if (mechanism.heads().contains(head)) {
                    Checkpoint checkpoint = Checkpoint.load(folder, manager, options);
                    assertThat(checkpoint.model().head()).isEqualTo(head);
                    assertThat(Mechanism.of(checkpoint.config())).isEqualTo(mechanism);
                } else {
                    assertThatThrownBy(() -> Checkpoint.load(folder, manager, options))
                            .as("%s with %s", mechanism, head)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("causal");
                }
            }
        }
    }

    @Test
    void reformerHasTheHeadsOfItsModel() throws IOException {
        Set<Head> heads = EnumSet.noneOf(Head.class);
        for (Head head : Head.values()) {
            JsonObject json =
                    PretrainedConfig.read(
                                    FIXTURES.resolve(
                                            head == Head.CAUSAL_LM
                                                    ? "reformer-causal-lm"
                                                    : "reformer-masked-lm"))
                            .toJson();
            JsonArray architectures = new JsonArray();
            architectures.add("Reformer" + head.suffix());
            json.add("architectures", architectures);
            try (NDManager manager = NDManager.newBaseManager();
                    TensorStore store = Weights.open(FIXTURES.resolve("reformer-model"))) {
                Checkpoint.load(
                        new PretrainedConfig(json, "test"), store, manager, LoadOptions.DEFAULT);
                heads.add(head);
            } catch (IOException e) {
                heads.add(head); // only the weights of this head are missing
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("Reformer has BASE");
            }
        }
        assertThat(heads).isEqualTo(Mechanism.REFORMER.heads());
    }

    @ParameterizedTest
    @CsvSource({
        "bert-model, FULL",
        "longformer-model, LONGFORMER",
        "bigbird-model, BIGBIRD",
        "bigbird-model-original-full, FULL",
        "reformer-model, REFORMER",
        "lucidrains-linformer, LINFORMER",
        "performer-pytorch, PERFORMER",
    })
    void isReadOffACheckpoint(String fixture, Mechanism expected) throws IOException {
        assertThat(Mechanism.of(PretrainedConfig.read(FIXTURES.resolve(fixture))))
                .isEqualTo(expected);
    }

    @Test
    void isFoundByItsName() {
        for (Mechanism mechanism : Mechanism.values()) {
            assertThat(Mechanism.of(mechanism.id())).isEqualTo(mechanism);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mechanism.of("flash"))
                .withMessage(
                        "There is no mechanism 'flash'; allowed: full, longformer, bigbird,"
                                + " reformer, linformer, performer.");
    }
}
