/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.weights.TensorStore;
import org.efficienttransformers.weights.folder.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    static List<AttentionKind> swappable() {
        return AttentionKinds.all().stream().filter(AttentionKind::isSwappable).toList();
    }

    @ParameterizedTest
    @MethodSource("swappable")
    void loadsWithEachOfItsHeadsAndNoOther(AttentionKind mechanism) throws IOException {
        LoadOptions options = LoadOptions.of(Map.of("attention", mechanism.id()));
        for (Head head : Head.ofEncoders()) {
            Path folder = FIXTURES.resolve(ORIGINALS.get(head));
            try (NDManager manager = NDManager.newBaseManager()) {
                if (Architectures.heads(mechanism).contains(head)) {
                    Checkpoint checkpoint = Checkpoint.load(folder, manager, options);
                    assertThat(checkpoint.model().head()).isEqualTo(head);
                    assertThat(attention(checkpoint.config())).isEqualTo(mechanism.id());
                } else {
                    assertThatThrownBy(() -> Checkpoint.load(folder, manager, options))
                            .as("%s with %s", mechanism.id(), head)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("causal");
                }
            }
        }
    }

    @Test
    void reformerHasTheHeadsOfItsModel() throws IOException {
        Set<Head> heads = EnumSet.noneOf(Head.class);
        for (Head head : Head.ofEncoders()) {
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
                assertThat(e).hasMessageContaining("model_type = reformer have [BASE");
            }
        }
        assertThat(heads).isEqualTo(Architectures.heads(AttentionKinds.of("reformer")));
    }

    @ParameterizedTest
    @CsvSource({
        "bert-model, full",
        "longformer-model, longformer",
        "bigbird-model, bigbird",
        "bigbird-model-original-full, full",
        "reformer-model, reformer",
        "lucidrains-linformer, linformer",
        "performer-pytorch, performer",
    })
    void isReadOffACheckpoint(String fixture, String expected) throws IOException {
        assertThat(attention(PretrainedConfig.read(FIXTURES.resolve(fixture)))).isEqualTo(expected);
    }

    private static String attention(PretrainedConfig config) {
        return Architectures.of(config).attention(config).id();
    }

    /** An encoder may be given any attention after any other, and is then said to have it. */
    @Test
    void isGivenAfterAnother(@TempDir Path folder) throws IOException {
        for (AttentionKind first : swappable()) {
            try (NDManager manager = NDManager.newBaseManager()) {
                LoadOptions options = LoadOptions.of(Map.of("attention", first.id()));
                Path saved = folder.resolve(first.id());
                Checkpoint.load(FIXTURES.resolve("roberta-model"), manager, options)
                        .save(saved, DataType.FLOAT32);
                for (AttentionKind second : swappable()) {
                    LoadOptions other = LoadOptions.of(Map.of("attention", second.id()));
                    Checkpoint checkpoint = Checkpoint.load(saved, manager, other);
                    assertThat(attention(checkpoint.config()))
                            .as("%s after %s", second.id(), first.id())
                            .isEqualTo(second.id());
                    assertThat(checkpoint.model().description().layers().get(0).attention().kind())
                            .hasSameClassAs(second);
                }
            }
        }
    }
}
