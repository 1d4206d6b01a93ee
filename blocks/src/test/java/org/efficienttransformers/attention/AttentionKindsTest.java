/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efficienttransformers.attention.lowrank.LengthProjection;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.StateDict;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mechanism is what it says of itself. */
class AttentionKindsTest {

    private static final int LENGTH = 24;
    private static final AttentionSizes SIZES = AttentionSizes.of(12, 3, LENGTH, 3);

    @Test
    void theLibrarysAreFound() {
        assertThat(AttentionKinds.all().stream().map(AttentionKind::id))
                .startsWith("full", "longformer", "bigbird", "reformer", "linformer", "performer");
        assertThatThrownBy(() -> AttentionKinds.of("gru"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "There is no attention 'gru'; allowed: full, longformer, bigbird, reformer,"
                                + " linformer, performer, ");
    }

    private static List<SelfAttention> layers(AttentionKind kind, Settings settings) {
        List<SelfAttention> layers = new ArrayList<>();
        for (int layer = 0; layer < SIZES.layers(); layer++) {
            layers.add(kind.build(SIZES, settings, layer, List.copyOf(layers)));
        }
        return layers;
    }

    private static Map<String, Shape> shapes(SelfAttention block, NDManager manager) {
        block.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH, 12));
        Map<String, Shape> shapes = new HashMap<>();
        for (Map.Entry<String, Parameter> entry : StateDict.of(block).entrySet()) {
            shapes.put(entry.getKey(), entry.getValue().getArray().getShape());
        }
        return shapes;
    }

    /** What a checkpoint of full attention has, and what is derived, is all that a Block takes. */
    private static void assertComplete(AttentionKind kind, Settings settings) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Map<String, Shape> full =
                    shapes(layers(AttentionKinds.of("full"), settings).get(0), manager);
            List<SelfAttention> layers = layers(kind, settings);
            for (int layer = 0; layer < layers.size(); layer++) {
                Map<String, Shape> known = new HashMap<>(full);
                for (DerivedTensor tensor : kind.derive(SIZES, settings, layer)) {
                    known.put(tensor.name(), tensor.shape());
                    assertThat(kind.ownTensors()).contains(tensor.name());
                    if (tensor.maker() == null) {
                        assertThat(full.get(tensor.copyOf())).isEqualTo(tensor.shape());
                    } else {
                        NDArray made = tensor.maker().apply(manager);
                        assertThat(made.getShape()).isEqualTo(tensor.shape());
                    }
                }
                assertThat(known).isEqualTo(shapes(layers.get(layer), manager));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void whatACheckpointLacksIsDerived(AttentionKind kind) {
        if (kind.isSwappable()) {
            assertComplete(kind, kind.example());
        }
    }

    @Test
    void linformersProjectionsAreDerivedHoweverTheyAreShared() {
        for (ProjectionSharing sharing : ProjectionSharing.values()) {
            for (LengthProjection projection : LengthProjection.values()) {
                assertComplete(
                        AttentionKinds.of("linformer"),
                        Settings.DEFAULT
                                .with(LinformerKind.RANK, List.of(8))
                                .with(LinformerKind.SHARING, sharing)
                                .with(LinformerKind.PROJECTION, projection));
            }
        }
    }

    @Test
    void linformersRankIsNoMoreThanTheLengthUnlessAskedFor() {
        assertThat(LinformerKind.rank(Settings.DEFAULT, 0, 3, LENGTH)).isEqualTo(LENGTH);
        assertThat(LinformerKind.rank(Settings.DEFAULT, 0, 3, 1000)).isEqualTo(256);
        Settings settings = Settings.DEFAULT.with(LinformerKind.RANK, List.of(4, 5, 60));
        assertThat(LinformerKind.rank(settings, 1, 3, LENGTH)).isEqualTo(5);
        assertThatThrownBy(() -> new LinformerKind().build(SIZES, settings, 2, List.of()))
                .hasMessageContaining("is 60 and the maximum length n is 24");
    }

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void isCausalOrRefusesToBe(AttentionKind kind) {
        AttentionSizes causal = SIZES.withCausal(true);
        if (kind.canBeCausal()) {
            assertThat(kind.build(causal, kind.example(), 0, List.of()).isCausal()).isTrue();
            AttentionPattern pattern = kind.pattern(kind.example(), 32, true);
            assertThat(pattern.sees(3, 20)).isFalse();
        } else {
            assertThatThrownBy(() -> kind.build(causal, kind.example(), 0, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("causal");
        }
    }

    /** A mechanism that doesn't turn queries and keys refuses to, rather than ignore it. */
    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void turnsQueriesAndKeysOrRefusesTo(AttentionKind kind) {
        Settings settings = kind.example().with(LongformerKind.GLOBAL_TOKENS, false);
        AttentionSizes rotary =
                SIZES.withRotary(new RotaryPositions(10_000, RotaryPositions.Pairing.HALF));
        if (!Set.of("full", "longformer", "performer").contains(kind.id())) {
            assertThatThrownBy(() -> kind.build(rotary, settings, 0, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no rotary positions");
            return;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = SelfAttentionContract.hidden(manager, 1, LENGTH);
            SelfAttention turned =
                    SelfAttentionContract.initialized(
                            kind.build(rotary, settings, 0, List.of()), manager);
            SelfAttention plain =
                    SelfAttentionContract.initialized(
                            kind.build(SIZES, settings, 0, List.of()), manager);
            NDArray difference =
                    SelfAttentionContract.call(turned, hidden)
                            .sub(SelfAttentionContract.call(plain, hidden))
                            .abs()
                            .max();
            assertThat(difference.getFloat()).isGreaterThan(1e-3f);
        }
    }

    @ParameterizedTest
    @MethodSource("org.efficienttransformers.attention.AttentionKinds#all")
    void settingsHaveNamesOfTheirOwn(AttentionKind kind) {
        Set<String> keys = new HashSet<>();
        for (Setting<?> setting : kind.settings()) {
            assertThat(keys.add(setting.key())).as(setting.key()).isTrue();
            assertThat(setting.allowed()).isNotBlank();
            assertThat(setting.meaning()).isNotBlank();
        }
        assertThat(kind.about().paper().url()).startsWith("https://arxiv.org/abs/");
    }

    /** Both forms take all sizes over from the record. */
    @Test
    void sizesReachTheBlock() {
        AttentionSizes sizes =
                SIZES.withHeads(3, 3, 6)
                        .withBias(false)
                        .withDropout(0.25f)
                        .withKernels(KernelMode.PORTABLE);
        SelfAttention block =
                AttentionKinds.of("full").build(sizes, Settings.DEFAULT, 0, List.of());
        assertThat(block.dropoutRate()).isEqualTo(0.25f);
        assertThat(block.kernels()).isEqualTo(KernelMode.PORTABLE);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertThat(shapes(block, manager))
                    .containsEntry("query.weight", new Shape(18, 12))
                    .doesNotContainKey("query.bias");
        }
    }
}
