/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.Pair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.GarbageCollection;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every mechanism keeps, whatever it computes. A new mechanism inherits this suite and says
 * how it is made.
 */
public abstract class SelfAttentionContract {

    public static final int HIDDEN = 12;
    public static final int HEADS = 3;
    public static final int LENGTH = 19;
    public static final int BATCH = 2;
    private static final int SEED = 4711;

    /** Two ways to the same float32 sums. */
    private static final float TOLERANCE = 2e-5f;

    /**
     * Makes the mechanism with {@link #HIDDEN} and {@link #HEADS}, sized so that a sequence of
     * {@link #LENGTH} uses all that is special to it.
     *
     * @param kernels the form
     * @param causal true for the causal variant; only asked for if {@link #isCausalPossible}
     * @param dropout the dropout rate
     * @return the block, not initialized
     */
    protected abstract SelfAttention create(KernelMode kernels, boolean causal, float dropout);

    /** The sizes of a mechanism with {@link #HIDDEN} and {@link #HEADS}. */
    public static AttentionSizes sizes(KernelMode kernels, boolean causal, float dropout) {
        return AttentionSizes.of(HIDDEN, HEADS, LENGTH, 1)
                .withKernels(kernels)
                .withCausal(causal)
                .withDropout(dropout);
    }

    /** The same, neither causal nor with dropout, with the fastest kernels. */
    public static AttentionSizes sizes() {
        return AttentionSizes.of(HIDDEN, HEADS, LENGTH, 1);
    }

    /** Tells whether there is a causal variant. */
    protected boolean isCausalPossible() {
        return true;
    }

    /** Tells whether there are a fused and a portable form. */
    protected List<KernelMode> forms() {
        return List.of(KernelMode.PORTABLE, KernelMode.FUSED);
    }

    /**
     * A number of tokens, and a length to which padding may bring them without any change. Not
     * every length is one where a mechanism treats the end of a sequence as special.
     */
    protected int[] tokensAndPaddedLength() {
        return new int[] {LENGTH - 6, LENGTH};
    }

    /**
     * Tells whether padding, being masked, has no part in what tokens get. Where a reference lets
     * it have one, a test of the mechanism's own must say which.
     */
    protected boolean hidesPadding() {
        return true;
    }

    /** Puts random numbers into all parameters, the same for the same seed. */
    public static <B extends Block> B initialized(B block, NDManager manager) {
        Engine.getInstance().setRandomSeed(SEED);
        block.setInitializer(new NormalInitializer(0.4f), parameter -> true);
        block.initialize(manager, DataType.FLOAT32, new Shape(1, LENGTH, HIDDEN));
        return block;
    }

    /** Random hidden states, (b, n, e). */
    public static NDArray hidden(NDManager manager, int batch, int length) {
        Engine.getInstance().setRandomSeed(SEED + 1);
        return manager.randomNormal(0, 1, new Shape(batch, length, HIDDEN), DataType.FLOAT32);
    }

    /** Calls a mechanism for inference. */
    public static NDArray call(Block block, NDArray... inputs) {
        NDManager manager = inputs[0].getManager();
        return block.forward(new ParameterStore(manager, false), new NDList(inputs), false)
                .singletonOrThrow();
    }

    public static NDArray mask(NDManager manager, int length, int... tokens) {
        float[] mask = new float[tokens.length * length];
        for (int b = 0; b < tokens.length; b++) {
            for (int i = 0; i < tokens[b]; i++) {
                mask[b * length + i] = 1;
            }
        }
        return manager.create(mask, new Shape(tokens.length, length));
    }

    public static void assertClose(NDArray actual, NDArray expected, float tolerance) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        for (int i = 0; i < e.length; i++) {
            assertThat(a[i])
                    .as("element %d of %s", i, expected.getShape())
                    .isCloseTo(e[i], within(tolerance * Math.max(1, Math.abs(e[i]))));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void keepsTheShape(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            for (int length : new int[] {1, 2, 7, LENGTH}) {
                NDArray context = call(block, hidden(manager, BATCH, length));
                assertThat(context.getShape()).isEqualTo(new Shape(BATCH, length, HIDDEN));
                assertThat(context.isNaN().any().getBoolean()).isFalse();
            }
            assertThat(block.getOutputShapes(new Shape[] {new Shape(BATCH, LENGTH, HIDDEN)}))
                    .containsExactly(new Shape(BATCH, LENGTH, HIDDEN));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void headsComputedApartGiveTheSame(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            assumeTrue(block instanceof HeadwiseAttention);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
            NDArray global = block.hasGlobalTokens() ? mask(manager, LENGTH, 2, 1) : null;
            NDArray whole =
                    global == null ? call(block, hidden, mask) : call(block, hidden, mask, global);
            HeadwiseAttention.ByHeads byHeads =
                    ((HeadwiseAttention) block)
                            .begin(
                                    new AttentionInputs(
                                            new ParameterStore(manager, false),
                                            hidden,
                                            mask,
                                            global,
                                            null,
                                            false));
            NDArray apart =
                    byHeads.attend(new HeadRange(0, 1))
                            .concat(byHeads.attend(new HeadRange(1, HEADS - 1)), 2);
            assertClose(apart, whole, TOLERANCE);
        }
    }

    @Test
    public void bothFormsGiveTheSameValuesAndGradients() {
        assumeTrue(forms().size() == 2);
        for (boolean causal : isCausalPossible() ? new boolean[] {false, true} : new boolean[1]) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
                List<NDArray> portable = gradients(KernelMode.PORTABLE, causal, mask, manager);
                List<NDArray> fused = gradients(KernelMode.FUSED, causal, mask, manager);
                assertThat(fused).hasSameSizeAs(portable);
                for (int i = 0; i < fused.size(); i++) {
                    assertClose(fused.get(i), portable.get(i), TOLERANCE * 10);
                }
            }
        }
    }

    /**
     * On the PyTorch engine constants lie in buffers of the JVM; what the backward pass needs must
     * not.
     */
    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void gradientsSurviveGarbageCollection(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        for (boolean causal : isCausalPossible() ? new boolean[] {false, true} : new boolean[1]) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
                List<NDArray> expected = gradients(kernels, causal, mask, manager);
                List<NDArray> actual =
                        gradients(kernels, causal, mask, manager, GarbageCollection::run);
                for (int i = 0; i < expected.size(); i++) {
                    assertClose(actual.get(i), expected.get(i), TOLERANCE);
                }
            }
        }
    }

    private List<NDArray> gradients(
            KernelMode kernels, boolean causal, NDArray mask, NDManager manager) {
        return gradients(kernels, causal, mask, manager, () -> {});
    }

    /**
     * The context at tokens, and the gradient of a function of it for each parameter; something
     * happens in between.
     */
    private List<NDArray> gradients(
            KernelMode kernels,
            boolean causal,
            NDArray mask,
            NDManager manager,
            Runnable beforeBackward) {
        SelfAttention block = initialized(create(kernels, causal, 0), manager);
        NDArray hidden = hidden(manager, BATCH, LENGTH);
        hidden.setRequiresGradient(true);
        List<NDArray> results = new ArrayList<>();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray context =
                    block.forward(
                                    new ParameterStore(manager, false),
                                    new NDList(hidden, mask),
                                    true)
                            .singletonOrThrow()
                            .mul(mask.expandDims(2));
            NDArray sum = context.mul(weights(context)).sum();
            beforeBackward.run();
            collector.backward(sum);
            results.add(context.stopGradient());
        }
        results.add(hidden.getGradient());
        for (Pair<String, Parameter> parameter : block.getParameters()) {
            // A parameter that had no part in the result has a gradient of zeros, a buffer none.
            if (parameter.getValue().requiresGradient()) {
                results.add(parameter.getValue().getArray().getGradient());
            }
        }
        return results;
    }

    /** Weights that differ everywhere, so that no error cancels out in a sum. */
    private static NDArray weights(NDArray context) {
        return Scalars.mul(context.getManager().arange((float) context.size()), 0.37)
                .sin()
                .reshape(context.getShape());
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void gradientsEqualFiniteDifferences(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
            List<NDArray> analytic = gradients(kernels, false, mask, manager);
            float[] gradient = analytic.get(1).toFloatArray();
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            float[] hidden = hidden(manager, BATCH, LENGTH).toFloatArray();
            Shape shape = new Shape(BATCH, LENGTH, HIDDEN);
            float step = 1e-2f;
            for (int i = 0; i < hidden.length; i += 29) {
                double[] sums = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = hidden.clone();
                    moved[i] += side == 0 ? -step : step;
                    NDArray context =
                            call(block, manager.create(moved, shape), mask).mul(mask.expandDims(2));
                    float[] values = context.mul(weights(context)).toFloatArray();
                    for (float value : values) {
                        sums[side] += value;
                    }
                }
                double numeric = (sums[1] - sums[0]) / (2 * step);
                assertThat((double) gradient[i]).isCloseTo(numeric, within(2e-2));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void paddingChangesNothing(KernelMode kernels) {
        assumeTrue(forms().contains(kernels) && hidesPadding());
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            int tokens = tokensAndPaddedLength()[0];
            int length = tokensAndPaddedLength()[1];
            NDArray hidden = hidden(manager, BATCH, length);
            NDArray alone = call(block, hidden.get(":, :" + tokens));
            NDArray padded = call(block, hidden, mask(manager, length, tokens, tokens));
            assertClose(padded.get(":, :" + tokens), alone, TOLERANCE);
            assertThat(padded.isNaN().any().getBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void paddingNeverLeaks(KernelMode kernels) {
        assumeTrue(forms().contains(kernels) && hidesPadding());
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            int tokens = LENGTH - 6;
            NDArray mask = mask(manager, LENGTH, tokens, LENGTH);
            NDArray before = call(block, hidden, mask);
            NDArray other = hidden.duplicate();
            other.set(new ai.djl.ndarray.index.NDIndex("0, " + tokens + ":"), 1e3);
            NDArray after = call(block, other, mask);
            assertThat(after.get("0, :" + tokens)).isEqualTo(before.get("0, :" + tokens));
            assertThat(after.get("1")).isEqualTo(before.get("1"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void sequencesOfABatchDontMeet(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            NDArray together = call(block, hidden);
            assertClose(together.get("1:2"), call(block, hidden.get("1:2")), TOLERANCE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void causalAttentionNeverSeesTheFuture(KernelMode kernels) {
        assumeTrue(forms().contains(kernels) && isCausalPossible());
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, true, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            NDArray before = call(block, hidden);
            for (int position : new int[] {1, LENGTH / 2, LENGTH - 1}) {
                NDArray other = hidden.duplicate();
                other.set(new ai.djl.ndarray.index.NDIndex(":, " + position + ":"), 7);
                NDArray after = call(block, other);
                assertThat(after.get(":, :" + position)).isEqualTo(before.get(":, :" + position));
                assertThat(after.get(":, " + position + ":"))
                        .isNotEqualTo(before.get(":, " + position + ":"));
            }
        }
    }

    @Test
    public void sameSeedGivesTheSameResult() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            NDArray first = call(initialized(create(KernelMode.AUTO, false, 0), manager), hidden);
            NDArray second = call(initialized(create(KernelMode.AUTO, false, 0), manager), hidden);
            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    public void dropoutActsInTrainingOnly() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(KernelMode.AUTO, false, 0.5f), manager);
            SelfAttention none = initialized(create(KernelMode.AUTO, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            ParameterStore store = new ParameterStore(manager, false);
            assertThat(call(block, hidden)).isEqualTo(call(none, hidden));
            NDArray dropped = block.forward(store, new NDList(hidden), true).singletonOrThrow();
            assertThat(dropped.stopGradient()).isNotEqualTo(call(none, hidden));
        }
    }

    @Test
    public void parametersSurviveSavingAndLoading(@TempDir Path folder) throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Model saved = Model.newInstance("attention");
                Model loaded = Model.newInstance("attention")) {
            SelfAttention block = initialized(create(KernelMode.AUTO, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            saved.setBlock(block);
            saved.save(folder, "attention");
            SelfAttention other = create(KernelMode.AUTO, false, 0);
            loaded.setBlock(other);
            loaded.load(folder, "attention");
            other.initialize(loaded.getNDManager(), DataType.FLOAT32, new Shape(1, LENGTH, HIDDEN));
            assertThat(call(other, hidden)).isEqualTo(call(block, hidden));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PORTABLE", "FUSED"})
    public void leavesNoNativeMemoryBehind(KernelMode kernels) {
        assumeTrue(forms().contains(kernels));
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(kernels, false, 0), manager);
            NDArray mask = mask(manager, LENGTH, LENGTH, LENGTH - 6);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            call(block, hidden, mask).close();
            int before = manager.getManagedArrays().size();
            NDArray context = call(block, hidden, mask);
            assertThat(context.getManager()).isSameAs(manager);
            assertThat(hidden.getManager()).isSameAs(manager);
            assertThat(manager.getManagedArrays()).hasSize(before + 1);
        }
    }

    @Test
    public void refusesWrongShapesAndTypes() {
        try (NDManager manager = NDManager.newBaseManager()) {
            SelfAttention block = initialized(create(KernelMode.AUTO, false, 0), manager);
            NDArray hidden = hidden(manager, BATCH, LENGTH);
            assertThatThrownBy(() -> call(block, hidden.get("0")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(batch, length, " + HIDDEN + ")");
            assertThatThrownBy(() -> call(block, hidden, mask(manager, LENGTH - 1, 3, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("attention mask");
            assertThatThrownBy(
                            () ->
                                    call(
                                            block,
                                            hidden,
                                            mask(manager, LENGTH, 3, 3)
                                                    .toType(DataType.INT64, false)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("float32");
        }
    }
}
