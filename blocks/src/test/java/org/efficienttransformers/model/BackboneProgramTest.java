/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.efficienttransformers.model.SmallEncoders.bert;
import static org.efficienttransformers.model.SmallEncoders.bigBird;
import static org.efficienttransformers.model.SmallEncoders.longformer;
import static org.efficienttransformers.model.SmallEncoders.preNorm;
import static org.efficienttransformers.model.SmallEncoders.roberta;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.convolution.ConvBertKind;
import org.efficienttransformers.attention.full.FullKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lowrank.ProjectionSharing;
import org.efficienttransformers.attention.nystrom.NystromKind;
import org.efficienttransformers.attention.randomfeature.FeatureMap;
import org.efficienttransformers.attention.randomfeature.PerformerKind;
import org.efficienttransformers.attention.recurrence.XlnetKind;
import org.efficienttransformers.attention.strided.StridedKind;
import org.efficienttransformers.attention.transientglobal.LongT5Kind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.description.Activation;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.Int8;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs give what the Blocks give, for texts of one piece and of several. */
class BackboneProgramTest {

    private static final int LONGEST = 2100;
    private static final float TOLERANCE = 2e-5f;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    static Stream<Arguments> encoders() {
        Settings windows = Settings.DEFAULT.with(LongformerKind.WINDOW, List.of(300, 40));
        Settings alone = windows.with(LongformerKind.GLOBAL_TOKENS, false);
        return Stream.of(
                Arguments.of("full", bert().length(LONGEST).build()),
                Arguments.of(
                        "full, GELU by tanh, fixed positions",
                        bert().length(LONGEST)
                                .activation(Activation.GELU_NEW)
                                .sinusoidal(true)
                                .build()),
                Arguments.of("full, rescaled", bigBird().length(LONGEST).attention("full").build()),
                Arguments.of("full, ReLU", roberta().length(LONGEST).activation(Activation.RELU)),
                Arguments.of(
                        "full, SiLU",
                        roberta().length(LONGEST).activation(Activation.SILU).build()),
                Arguments.of(
                        "windows", longformer().length(LONGEST).attention("longformer", windows)),
                Arguments.of(
                        "windows without global tokens",
                        bert().length(LONGEST).attention("longformer", alone)),
                Arguments.of(
                        "windows, rotary",
                        preNorm().length(LONGEST).attention("longformer", alone).rotary()),
                Arguments.of(
                        "full, rotary, norms by the mean square",
                        preNorm().length(LONGEST).attention("full").rms().rotary()),
                Arguments.of("blocks, of which some are drawn", blocks(BigBirdKind.Plan.PAPER)),
                Arguments.of(
                        "blocks, the first counting more", blocks(BigBirdKind.Plan.TRANSFORMERS)),
                Arguments.of("mixtures", mixtures(ProjectionSharing.HEADWISE)),
                Arguments.of("mixtures of the first layer", mixtures(ProjectionSharing.LAYERWISE)),
                Arguments.of("features", preNorm().length(LONGEST)),
                Arguments.of("features, blurred", features(FeatureMap.Function.SOFTMAX)),
                Arguments.of("features by ReLU", features(FeatureMap.Function.RELU)),
                Arguments.of("features, rotary", preNorm().length(LONGEST).rotary()),
                Arguments.of("hashes", hashes().axial(42, 50).build()),
                Arguments.of("hashes without a seed", hashes().layers(3).noSeed().build()),
                Arguments.of("hashes into given buckets", hashes().hashed(64, 4, 6, 2).build()),
                Arguments.of("hashes, causal", hashes().decoder().build()),
                Arguments.of("full, rotary", preNorm().length(LONGEST).attention("full").rotary()),
                Arguments.of("full, biases by distance", biases(bert())),
                Arguments.of("full, biases by distance, rotary", biases(preNorm().rotary())),
                Arguments.of("windows, biases by distance", sums(37, 0)),
                Arguments.of("windows and sums, of whole pieces", sums(127, 16)),
                Arguments.of("windows and sums", sums(9, 10)),
                Arguments.of("full, convolved", segments(5, 5, 7)),
                Arguments.of("segments", segments(6, 0, 0)),
                Arguments.of("segments, convolved", segments(6, 0, 7)),
                Arguments.of("strides", strides(StridedKind.Form.STRIDED)),
                Arguments.of("strides, fixed", strides(StridedKind.Form.FIXED)),
                Arguments.of("full, half convolved", convolutions(bert(), 9)),
                Arguments.of("full, half convolved, norms first", convolutions(preNorm(), 5)),
                Arguments.of("projected words, feed forwards of groups", grouped()),
                Arguments.of("distances", distances(Settings.DEFAULT)),
                Arguments.of(
                        "distances up to 40, causal",
                        distances(Settings.DEFAULT.with(XlnetKind.CLAMP, 40)).causal(true)),
                Arguments.of(
                        "distances up to 60, by segments that remember",
                        distances(
                                Settings.DEFAULT
                                        .with(XlnetKind.CLAMP, 60)
                                        .with(XlnetKind.SEGMENT, 1100)
                                        .with(XlnetKind.MEMORY, 90))));
    }

    private static SmallEncoders convolutions(SmallEncoders encoder, int kernel) {
        return encoder.length(LONGEST)
                .attention("convbert", Settings.DEFAULT.with(ConvBertKind.KERNEL_SIZE, kernel));
    }

    private static ModelDescription grouped() {
        ModelDescription plain = bert().length(LONGEST).build();
        LinearPart in = new LinearPart("in", 12, true, 2);
        LinearPart out = new LinearPart("out", 8, true, 2);
        return plain.with(plain.embeddings().projected(6, "projected"))
                .withLayers(
                        layer ->
                                new LayerPart(
                                        layer.name(),
                                        false,
                                        layer.attention(),
                                        FeedForwardPart.plain(
                                                layer.feedForward().norm(),
                                                in,
                                                out,
                                                Activation.GELU,
                                                0)));
    }

    /** As short as the lengths of the test let it be: the portable form takes long. */
    private static SmallEncoders distances(Settings settings) {
        return bert().length(LONGEST).layers(1).attention("xlnet", settings);
    }

    private static SmallEncoders segments(int landmarks, int segmented, int kernel) {
        return bert().length(LONGEST)
                .attention(
                        "nystrom",
                        Settings.DEFAULT
                                .with(NystromKind.LANDMARKS, landmarks)
                                .with(NystromKind.SEGMENTED_LENGTH, segmented)
                                .with(NystromKind.KERNEL_SIZE, kernel));
    }

    private static SmallEncoders strides(StridedKind.Form form) {
        return bert().length(LONGEST)
                .attention(
                        "strided",
                        Settings.DEFAULT
                                .with(StridedKind.FORM, form)
                                .with(StridedKind.STRIDE, 23)
                                .with(StridedKind.REACH, 9)
                                .with(StridedKind.SUMMARIES, 3));
    }

    private static SmallEncoders biases(SmallEncoders encoder) {
        return encoder.length(LONGEST)
                .attention("full", Settings.DEFAULT.with(FullKind.BUCKETS, 12));
    }

    private static SmallEncoders sums(int radius, int block) {
        return preNorm()
                .length(LONGEST)
                .attention(
                        new LongT5Kind(),
                        Settings.DEFAULT
                                .with(LongT5Kind.RADIUS, radius)
                                .with(LongT5Kind.BLOCK_SIZE, block))
                .rms();
    }

    private static SmallReformer hashes() {
        return SmallReformer.builder().vocabulary(60).positions(LONGEST);
    }

    private static SmallEncoders blocks(BigBirdKind.Plan plan) {
        return bigBird()
                .length(LONGEST)
                .attention(
                        "bigbird",
                        Settings.DEFAULT
                                .with(BigBirdKind.BLOCK_SIZE, 16)
                                .with(BigBirdKind.RANDOM_BLOCKS, 2)
                                .with(BigBirdKind.PLAN, plan));
    }

    private static SmallEncoders mixtures(ProjectionSharing sharing) {
        return bert().length(LONGEST)
                .attention("linformer", SmallAttention.RANK_4.with(LinformerKind.SHARING, sharing));
    }

    private static SmallEncoders features(FeatureMap.Function function) {
        return preNorm()
                .length(LONGEST)
                .attention(
                        "performer",
                        SmallAttention.features(6)
                                .with(PerformerKind.KERNEL, function)
                                .with(PerformerKind.EPSILON, 1e-3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void givesWhatTheBlocksGive(String name, Object encoder) {
        ModelDescription description = description(encoder);
        Pair<TransformerModel, TransformerModel> both = models(description, false);
        for (int length : new int[] {1, 7, 130, 1025}) {
            for (int batch : new int[] {1, 3}) {
                for (boolean padded : new boolean[] {false, true}) {
                    compare(both, inputs(batch, length, padded, description));
                }
            }
        }
        compareLong(both, description, 1024, LONGEST);
        compareLong(models(description, true), description, 7, 1025);
    }

    /** Long texts take long: one alone, and some that are padded. */
    private void compareLong(
            Pair<TransformerModel, TransformerModel> both,
            ModelDescription description,
            int... lengths) {
        for (int length : lengths) {
            compare(both, inputs(1, length, false, description));
            compare(both, inputs(3, length, true, description));
        }
    }

    /** Texts without padding whose rows a program for GPUs rounds up. */
    private void compareRounded(
            Pair<TransformerModel, TransformerModel> both, ModelDescription description) {
        compare(both, inputs(1, 1027, false, description));
        compare(both, inputs(2, 1027, false, description));
    }

    /** Heads of 4 are too small for the kernels that there are on GPUs alone. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void isRightAsWrittenForGpus(String name, Object encoder) throws Exception {
        ModelDescription description = description(encoder);
        Pair<TransformerModel, TransformerModel> both =
                modelsFor(description, Device.gpu(), ProgramTarget.Linears.PLAIN);
        compareLong(both, description, 7, 130, 704, 2048, LONGEST);
        compareRounded(both, description);
    }

    /**
     * Constants, masks and tables of other types than bfloat16 would be refused, or give float32.
     * Hashes may be far off, as a rounded number falls into another bucket.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void isCloseAsWrittenForGpusInBfloat16(String name, Object encoder) throws Exception {
        ModelDescription description = description(encoder);
        Pair<TransformerModel, TransformerModel> both =
                modelsFor(description, Device.gpu(), ProgramTarget.Linears.BFLOAT16);
        ParameterStore store = new ParameterStore(manager, false);
        for (boolean padded : new boolean[] {false, true}) {
            NDList inputs = inputs(3, 130, padded, description);
            NDArray expected = both.getKey().forward(store, inputs, false).get(0);
            NDArray rounded = both.getValue().forward(store, inputs, false).get(0);
            assertThat(both.getValue().hasProgram()).isTrue();
            float error =
                    rounded.sub(expected).abs().mean().getFloat()
                            / expected.abs().mean().getFloat();
            assertThat(error).isBetween(1e-4f, name.startsWith("hashes") ? 1 : 0.05f);
        }
    }

    /** Kernels of GPUs that are called by name are for heads of whole 16 bytes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("encoders")
    void isRightOnGpusByTheirKernels(String name, Object encoder) {
        assumeTrue(manager.getDevice().isGpu());
        assumeTrue(encoder instanceof SmallEncoders);
        ModelDescription description = ((SmallEncoders) encoder).hidden(16).build();
        compareLong(models(description, false), description, 7, 130, 704, 2048, LONGEST);
        compareRounded(models(description, true), description);
        TransformerModel exact = model(description, false, KernelMode.PORTABLE);
        TransformerModel rounded = model(description, false, KernelMode.BFLOAT16);
        ParameterStore store = new ParameterStore(manager, false);
        for (boolean padded : new boolean[] {false, true}) {
            NDList inputs = inputs(2, LONGEST, padded, description);
            NDArray expected = exact.forward(store, inputs, false).get(0);
            NDArray difference = rounded.forward(store, inputs, false).get(0).sub(expected);
            float error = difference.abs().mean().getFloat() / expected.abs().mean().getFloat();
            assertThat(error).as("%s, padded: %s", name, padded).isBetween(1e-4f, 0.05f);
        }
    }

    /** Both ways to multiply 8 bits where this processor has both, or else the one that it has. */
    @Tag("cpu") // On GPUs nothing computes in int8.
    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT8_BY_7"})
    void isCloseInInt8(ProgramTarget.Linears linears) throws Exception {
        assumeTrue(linears != ProgramTarget.Linears.INT8 || Int8.isWhole(manager));
        ModelDescription description = bert().length(LONGEST).build();
        Pair<TransformerModel, TransformerModel> both =
                modelsFor(description, Device.cpu(), linears);
        NDList inputs = inputs(2, 700, true, description);
        ParameterStore store = new ParameterStore(manager, false);
        NDArray expected = both.getKey().forward(store, inputs, false).get(0);
        NDArray rounded = both.getValue().forward(store, inputs, false).get(0);
        double error =
                rounded.sub(expected).abs().max().getFloat() / expected.abs().max().getFloat();
        assertThat(error).isBetween(1e-4, 0.03);
    }

    /** Each row has a scale of its own, so that other texts change nothing of what one gives. */
    @Tag("cpu") // On GPUs nothing computes in int8.
    @Test
    void rowsAreRoundedAloneInInt8() throws Exception {
        assumeTrue(Int8.isWhole(manager));
        ModelDescription description = bert().length(LONGEST).build();
        TransformerModel model =
                modelsFor(description, Device.cpu(), ProgramTarget.Linears.INT8).getValue();
        ParameterStore store = new ParameterStore(manager, false);
        NDList both = inputs(2, 50, false, description);
        NDList first = new NDList();
        for (NDArray array : both) {
            NDArray part = array.get("0:1");
            part.setName(array.getName());
            first.add(part);
        }
        NDArray among = model.forward(store, both, false).get(0).get("0:1");
        NDArray alone = model.forward(store, first, false).get(0);
        assertThat(model.hasProgram()).isTrue();
        // Of a few numbers the rounding may differ where sums of attention differ in their last
        // bit.
        assertThat(among.sub(alone).abs().mean().getFloat()).isLessThan(1e-4f);
    }

    @Test
    void readsTheFirstRowAlone() {
        ModelDescription description =
                longformer()
                        .length(LONGEST)
                        .head(Head.SEQUENCE_CLASSIFICATION)
                        .attention(
                                "longformer",
                                Settings.DEFAULT.with(LongformerKind.WINDOW, List.of(300)))
                        .build();
        Pair<TransformerModel, TransformerModel> both = models(description, false);
        for (int length : new int[] {1, 100, LONGEST}) {
            compare(both, inputs(2, length, true, description));
        }
    }

    /** Of two layers that see up to 150 and 20 positions far. */
    @Test
    void paddingThatNoWindowReachesIsThatOfTheBlocks() {
        ModelDescription description =
                bert().length(LONGEST)
                        .attention(
                                "longformer",
                                Settings.DEFAULT
                                        .with(LongformerKind.WINDOW, List.of(300, 40))
                                        .with(LongformerKind.GLOBAL_TOKENS, false))
                        .build();
        NDList inputs = inputs(2, 400, false, description);
        long[] visible = new long[800];
        Arrays.fill(visible, 0, 400 + 180, 1);
        add(inputs, "attention_mask", visible, 2);
        compare(models(description, false), inputs);
    }

    @Test
    void takesManyGlobalTokens() {
        ModelDescription description = longformer().length(LONGEST).build();
        Pair<TransformerModel, TransformerModel> both = models(description, false);
        NDList inputs = inputs(2, 700, true, description);
        long[] global = new long[1400];
        for (int i = 0; i < global.length; i += i < 700 ? 60 : 300) {
            global[i] = 1;
        }
        NDArray mask = manager.create(global, new Shape(2, 700));
        mask.setName("global_attention_mask");
        inputs.removeIf(array -> array.getName().equals("global_attention_mask"));
        inputs.add(mask);
        compare(both, inputs);
    }

    /** What earlier pieces summed up is in units of their own largest feature. */
    @Test
    void featuresOfLaterPiecesMayBeLarger() {
        ModelDescription description = features(FeatureMap.Function.SOFTMAX).build();
        Pair<TransformerModel, TransformerModel> both = models(description, false);
        for (TransformerModel model : List.of(both.getKey(), both.getValue())) {
            StateDict.of(model)
                    .forEach(
                            (name, parameter) -> {
                                if (name.endsWith("key.weight")) {
                                    Scalars.muli(parameter.getArray(), 20);
                                }
                            });
        }
        compare(both, inputs(1, LONGEST, false, description));
    }

    /** Of the third text, of 20 tokens, far heads would see positions 20 to 22. */
    @Test
    void fixedStridesMayShowNothing() {
        ModelDescription description = strides(StridedKind.Form.FIXED).build();
        compare(models(description, false), inputs(3, 27, true, description));
    }

    @Test
    void noticesThatParametersWereChanged() {
        ModelDescription description = bert().build();
        Pair<TransformerModel, TransformerModel> both = models(description, false);
        NDList inputs = inputs(1, 9, false, description);
        compare(both, inputs);
        for (String name : both.getKey().getParameters().keys()) {
            for (TransformerModel model : List.of(both.getKey(), both.getValue())) {
                Scalars.muli(model.getParameters().get(name).getArray(), 1.25);
            }
            compare(both, inputs);
        }
    }

    @Test
    void leavesModelsThatAreTrainedToTheBlocks() {
        ModelDescription description = bert().build();
        TransformerModel model = SmallEncoders.random(SmallEncoders.model(description), manager);
        ParameterStore store = new ParameterStore(manager, false);
        model.forward(store, inputs(1, 9, false, description), false);
        assertThat(model.hasProgram()).isFalse();
        model.freezeParameters(true);
        model.forward(store, inputs(1, 9, false, description), false);
        assertThat(model.hasProgram()).isTrue();
        model.freezeParameters(false);
        assertThat(model.hasProgram()).isFalse();
    }

    @Test
    void isClosedWithTheParameters() {
        NDManager owner = manager.newSubManager();
        ModelDescription description = bert().build();
        TransformerModel model = SmallEncoders.random(SmallEncoders.model(description), owner);
        model.freezeParameters(true);
        model.forward(new ParameterStore(manager, false), inputs(1, 9, false, description), false);
        int arrays = owner.getManagedArrays().size();
        model.forward(new ParameterStore(manager, false), inputs(1, 9, false, description), false);
        assertThat(owner.getManagedArrays()).hasSize(arrays);
        owner.close();
        assertThat(model.hasProgram()).isFalse();
    }

    private static ModelDescription description(Object encoder) {
        return encoder instanceof SmallEncoders small ? small.build() : (ModelDescription) encoder;
    }

    /** Models whose program is as it is written for a device, and runs here. */
    private Pair<TransformerModel, TransformerModel> modelsFor(
            ModelDescription description, Device device, ProgramTarget.Linears linears)
            throws Exception {
        Pair<TransformerModel, TransformerModel> both = models(description, true);
        both.getValue()
                .backbone()
                .program()
                .compileFor(new ProgramTarget(device, linears, DataType.FLOAT32));
        return both;
    }

    private Pair<TransformerModel, TransformerModel> models(
            ModelDescription description, boolean states) {
        return new Pair<>(
                model(description, states, KernelMode.PORTABLE),
                model(description, states, KernelMode.AUTO));
    }

    private TransformerModel model(
            ModelDescription description, boolean states, KernelMode kernels) {
        TransformerModel model =
                TransformerModel.builder()
                        .setDescription(description)
                        .optOutputHiddenStates(states)
                        .optKernels(kernels)
                        .build();
        SmallEncoders.random(model, manager).freezeParameters(true);
        return model;
    }

    private NDList inputs(int batch, int length, boolean padded, ModelDescription description) {
        long[] ids = new long[batch * length];
        long[] mask = new long[ids.length];
        long[] global = new long[ids.length];
        long[] types = new long[ids.length];
        for (int b = 0; b < batch; b++) {
            int tokens = padded ? Math.max(length - 3 * b - 1, 1) : length;
            for (int i = 0; i < tokens; i++) {
                ids[b * length + i] = 3L + (i * 7 + b) % 40;
                mask[b * length + i] = 1;
                types[b * length + i] = i > length / 3 ? 1 : 0;
                global[b * length + i] = i == 0 || (b == 1 && i == length / 2) ? 1 : 0;
            }
        }
        NDList inputs = new NDList();
        add(inputs, "input_ids", ids, batch);
        if (padded) {
            add(inputs, "attention_mask", mask, batch);
        }
        if (batch > 1 && description.embeddings().typeVocabSize() > 1) {
            add(inputs, "token_type_ids", types, batch);
        }
        boolean possible =
                description.layers().get(0).attention().kind().id().equals("longformer")
                        && description
                                .layers()
                                .get(0)
                                .attention()
                                .settings()
                                .get(LongformerKind.GLOBAL_TOKENS);
        if (possible && length > 1 && batch > 1) {
            add(inputs, "global_attention_mask", global, batch);
        }
        return inputs;
    }

    private void add(NDList inputs, String name, long[] values, int batch) {
        NDArray array = manager.create(values, new Shape(batch, values.length / batch));
        array.setName(name);
        inputs.add(array);
    }

    private void compare(Pair<TransformerModel, TransformerModel> both, NDList inputs) {
        ParameterStore store = new ParameterStore(manager, false);
        try (NDManager scope = manager.newSubManager()) {
            inputs.forEach(input -> input.tempAttach(scope));
            // What is drawn in each call, as hashes without a seed are, is drawn alike.
            manager.getEngine().setRandomSeed(11);
            NDList expected = both.getKey().forward(store, inputs, false);
            manager.getEngine().setRandomSeed(11);
            NDList actual = both.getValue().forward(store, inputs, false);
            assertThat(both.getKey().hasProgram()).isFalse();
            assertThat(both.getValue().hasProgram()).isTrue();
            assertThat(actual.size()).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(actual.get(i).getShape()).isEqualTo(expected.get(i).getShape());
                float difference = actual.get(i).sub(expected.get(i)).abs().max().getFloat();
                assertThat(difference)
                        .as("%s of %s", expected.get(i).getName(), inputs.head().getShape())
                        .isCloseTo(0, within(TOLERANCE));
            }
        }
    }
}
