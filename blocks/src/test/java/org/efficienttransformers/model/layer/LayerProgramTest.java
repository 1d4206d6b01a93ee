/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.position.RotaryPositions.Pairing;
import org.efficienttransformers.attention.window.GlobalTokens;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.HostArrays;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.SmallAttention;
import org.efficienttransformers.model.SmallEncoders;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.program.LayerProgram;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramTarget.Linears;
import org.efficienttransformers.program.ProgramText;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The program that trains a layer on a GPU gives the outputs and gradients of its Blocks. It runs
 * on any device here: those of windows and blocks have no operator that only GPUs have.
 */
class LayerProgramTest {

    private static final int BATCH = 2;
    private static final int LENGTH = 23;

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of(Named.of("windows", windows(SmallEncoders.longformer())), false),
                Arguments.of(Named.of("windows", windows(SmallEncoders.longformer())), true),
                Arguments.of(Named.of("pre-norm", windows(SmallEncoders.preNorm())), false),
                Arguments.of(
                        Named.of(
                                "rotary, gated",
                                turned(SmallEncoders.preNorm().rotary(Pairing.HALF).gated())),
                        false),
                Arguments.of(
                        Named.of(
                                "norms without a bias",
                                windows(
                                        SmallEncoders.preNorm()
                                                .norms(NormPart.Kind.LAYER_WITHOUT_BIAS))),
                        false),
                Arguments.of(
                        Named.of(
                                "norms by the mean square", windows(SmallEncoders.preNorm().rms())),
                        true),
                Arguments.of(
                        Named.of("rotary", turned(SmallEncoders.preNorm().rotary().headSize(6))),
                        false),
                Arguments.of(Named.of("blocks", blocks(SmallAttention.BLOCKS_OF_2)), false),
                Arguments.of(
                        Named.of(
                                "blocks, all of them",
                                blocks(SmallAttention.BLOCKS_OF_2.with(BigBirdKind.BLOCK_SIZE, 4))),
                        false));
    }

    private static SmallEncoders windows(SmallEncoders encoder) {
        return encoder.attention("longformer", SmallAttention.WINDOWS_OF_4);
    }

    private static SmallEncoders turned(SmallEncoders encoder) {
        return encoder.attention(
                "longformer",
                SmallAttention.WINDOWS_OF_4.with(LongformerKind.GLOBAL_TOKENS, false));
    }

    private static SmallEncoders blocks(Settings settings) {
        return SmallEncoders.bigBird().attention("bigbird", settings);
    }

    @ParameterizedTest(name = "{0}, global tokens {1}")
    @MethodSource("layers")
    void isTheLayer(SmallEncoders encoder, boolean global) throws Exception {
        ModelDescription model = encoder.dropout(0).build();
        List<float[]> expected = run(model, global, LENGTH, LayerProgramTest::byBlocks);
        List<float[]> actual = run(model, global, LENGTH, byProgram(Linears.TRAINED));
        assertThat(apart(actual, expected)).isLessThan(2e-6);
        if (!global) {
            assertThat(
                            apart(
                                    run(model, null, LENGTH, byProgram(Linears.TRAINED)),
                                    run(model, null, LENGTH, LayerProgramTest::byBlocks)))
                    .isLessThan(2e-6);
        }
        // What steps of bfloat16, 1/256, and float16, 1/2048, leave of the numbers.
        assertThat(apart(run(model, global, LENGTH, byProgram(Linears.TRAINED_BFLOAT16)), expected))
                .isBetween(1e-4, 3e-2);
        assertThat(apart(run(model, global, LENGTH, byProgram(Linears.TRAINED_FLOAT16)), expected))
                .isBetween(1e-5, 4e-3);
    }

    /** What is made for texts of one length isn't taken for others. */
    @Test
    void takesTextsOfSeveralLengths() {
        ModelDescription model = turned(SmallEncoders.preNorm().rotary()).dropout(0).build();
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerLayer layer = layer(model, manager);
            ProgramText text = text(layer, Linears.TRAINED);
            int size = model.layers().get(0).attention().output().units();
            try (LayerProgram program = new LayerProgram(text, manager.getDevice())) {
                for (int length : new int[] {LENGTH, LENGTH - 9, LENGTH + 9}) {
                    NDArray hidden = manager.randomNormal(new Shape(BATCH, length, size));
                    NDList inputs = new NDList(hidden);
                    NDArray actual =
                            program.forward(
                                    store(inputs),
                                    List.copyOf(text.sources()),
                                    new LayerProgram.Inputs(
                                            hidden,
                                            null,
                                            null,
                                            program.prepare(
                                                    manager,
                                                    layer.attention()
                                                            .trainingTable(manager, length))));
                    NDArray expected = byBlocks(layer, inputs);
                    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
                }
            }
        }
    }

    /** Two layers, the second of which is the first once more. */
    @ParameterizedTest(name = "{0}, global tokens {1}")
    @MethodSource("layers")
    void goesBackThroughStates(SmallEncoders encoder, boolean global) throws Exception {
        ModelDescription model = encoder.dropout(0).build();
        List<float[]> expected = run(model, global, LENGTH, twice(LayerProgramTest::byBlocks));
        for (boolean checkpointing : new boolean[] {false, true}) {
            assertThat(
                            apart(
                                    run(model, global, LENGTH, in(Linears.TRAINED, checkpointing)),
                                    expected))
                    .isLessThan(2e-6);
            assertThat(
                            apart(
                                    run(
                                            model,
                                            global,
                                            LENGTH,
                                            in(Linears.TRAINED_BFLOAT16, checkpointing)),
                                    expected))
                    .isBetween(1e-4, 3e-2);
        }
    }

    /** From 2,048 rows on, what is computed again of the feed-forward part is so in two pieces. */
    @Test
    void goesBackInPieces() throws Exception {
        ModelDescription model = windows(SmallEncoders.preNorm()).dropout(0).build();
        int length = 1100;
        List<float[]> expected = run(model, false, length, twice(LayerProgramTest::byBlocks));
        for (boolean checkpointing : new boolean[] {false, true}) {
            assertThat(
                            apart(
                                    run(model, false, length, in(Linears.TRAINED, checkpointing)),
                                    expected))
                    .isLessThan(2e-6);
        }
    }

    /** What is dropped is drawn alike by the graph of all and by either way back. */
    @ParameterizedTest(name = "{0}, global tokens {1}")
    @MethodSource("layers")
    void dropsTheSame(SmallEncoders encoder, boolean global) throws Exception {
        ModelDescription model = encoder.dropout(0.3f).build();
        RandomReplay random = RandomReplay.draw(Engine.getInstance());
        List<float[]> expected =
                run(
                        model,
                        global,
                        LENGTH,
                        (layer, inputs) -> {
                            random.start(0);
                            NDArray first = byProgram(Linears.TRAINED).apply(layer, inputs);
                            random.start(1);
                            NDList between = new NDList(first).addAll(inputs.subNDList(1));
                            return byProgram(Linears.TRAINED).apply(layer, between);
                        });
        for (int length : new int[] {LENGTH, 1100}) {
            List<float[]> kept =
                    run(model, global, length, byStack(Linears.TRAINED, false, random));
            if (length == LENGTH) {
                assertThat(apart(kept, expected)).isLessThan(2e-6);
            }
            assertThat(
                            apart(
                                    run(
                                            model,
                                            global,
                                            length,
                                            byStack(Linears.TRAINED, true, random)),
                                    kept))
                    .isLessThan(2e-6);
        }
    }

    private static BiFunction<TransformerLayer, NDList, NDArray> in(
            Linears linears, boolean checkpointing) {
        return byStack(linears, checkpointing, RandomReplay.NONE);
    }

    private static BiFunction<TransformerLayer, NDList, NDArray> twice(
            BiFunction<TransformerLayer, NDList, NDArray> once) {
        return (layer, inputs) ->
                once.apply(
                        layer, new NDList(once.apply(layer, inputs)).addAll(inputs.subNDList(1)));
    }

    private static BiFunction<TransformerLayer, NDList, NDArray> byStack(
            Linears linears, boolean checkpointing, RandomReplay random) {
        return (layer, inputs) -> {
            ProgramText text = text(layer, linears);
            LayerProgram program = new LayerProgram(text, inputs.head().getDevice());
            NDManager manager = inputs.head().getManager();
            manager.attachInternal(UUID.randomUUID().toString(), program);
            LayerTraining training =
                    new LayerTraining(
                            program,
                            List.copyOf(text.sources()),
                            layer.attention(),
                            scope -> RandomReplay.NONE,
                            manager);
            TrainedStack stack =
                    new TrainedStack(
                            List.of(training, training), store(inputs), random, checkpointing);
            return RecomputingGradients.active()
                    .apply(stack, store(inputs), inputs, RandomReplay.NONE, 0);
        };
    }

    private static ProgramText text(TransformerLayer layer, Linears linears) {
        try {
            return layer.text(new ProgramTarget(Device.gpu(), linears, DataType.FLOAT32));
        } catch (ModelProgram.Unsupported e) {
            throw new IllegalStateException(e);
        }
    }

    /** What kernels of GPUs read: the first and the last row see all, others what they see once. */
    @Test
    void rowsOfBlocksAreThoseOfTheTable() {
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerLayer layer =
                    layer(blocks(SmallAttention.BLOCKS_OF_2).dropout(0).build(), manager);
            NDArray table = layer.attention().trainingTable(manager, LENGTH);
            int heads = Math.toIntExact(table.size(1));
            int rows = Math.toIntExact(table.size(2));
            int slots = Math.toIntExact(table.size(3));
            long[] numbers = table.toLongArray();
            int all = heads * rows * slots;
            NDList prepared;
            try (LayerProgram program =
                    new LayerProgram(text(layer, Linears.TRAINED_BFLOAT16), manager.getDevice())) {
                prepared = program.prepare(manager, table);
            }
            int some = (heads + 3) / 4;
            List<int[]> parts = new ArrayList<>(List.of(new int[] {0, heads}));
            for (int head = 0; head < heads; head += some) {
                parts.add(new int[] {head, Math.min(head + some, heads)});
            }
            assertThat(prepared).hasSize(3 + 2 * parts.size());
            for (int part = 0; part < parts.size(); part++) {
                int first = parts.get(part)[0];
                List<Long> places = new ArrayList<>();
                List<Integer> ends = new ArrayList<>(List.of(0));
                for (int head = first; head < parts.get(part)[1]; head++) {
                    for (int row = -1; row <= rows; row++) {
                        if (row < 0 || row == rows) {
                            for (int block = 0; block < rows + 2; block++) {
                                places.add((long) (head - first) * (rows + 2) + block);
                            }
                        } else {
                            int at = (head * rows + row) * slots;
                            for (int i = at; i < at + slots; i++) {
                                if (numbers[2 * all + i] > 0) {
                                    places.add(numbers[all + i] - (long) first * (rows + 2));
                                }
                            }
                        }
                        ends.add(2 * places.size());
                    }
                }
                assertThat(prepared.get(3 + 2 * part).toLongArray())
                        .containsExactly(places.toArray(Long[]::new));
                assertThat(prepared.get(4 + 2 * part).toIntArray())
                        .containsExactly(ends.stream().mapToInt(i -> i).toArray());
            }
        }
    }

    /** Heads of 24 bytes; for others, and for texts without padding, there are kernels of GPUs. */
    @Test
    void fullAttentionOfPaddedTextsIsThatOfTheLayer() throws Exception {
        ModelDescription model =
                SmallEncoders.preNorm()
                        .attention("full", SmallAttention.of("full"))
                        .headSize(6)
                        .dropout(0)
                        .build();
        assertThat(
                        apart(
                                run(model, false, LENGTH, byProgram(Linears.TRAINED)),
                                run(model, false, LENGTH, LayerProgramTest::byBlocks)))
                .isLessThan(2e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "full,true",
        "longformer,true",
        "bigbird,true",
        "linformer,false",
        "performer,false"
    })
    void tellsWhatIsTrainedInHalf(String kind, boolean expected) {
        ModelDescription model =
                SmallEncoders.bert().attention(kind, SmallAttention.of(kind)).build();
        assertThat(SmallEncoders.model(model).isTrainableInHalf()).isEqualTo(expected);
    }

    private static NDArray byBlocks(TransformerLayer layer, NDList inputs) {
        return layer.forward(store(inputs), inputs, true).head();
    }

    private static ParameterStore store(NDList inputs) {
        return new ParameterStore(inputs.head().getManager(), false);
    }

    private static BiFunction<TransformerLayer, NDList, NDArray> byProgram(Linears linears) {
        return (layer, inputs) -> {
            NDArray hidden = inputs.head();
            NDManager manager = hidden.getManager();
            ProgramText text = text(layer, linears);
            try (LayerProgram program = new LayerProgram(text, hidden.getDevice())) {
                NDArray global = inputs.size() > 2 ? inputs.get(2) : null;
                NDArray visible = inputs.size() > 1 ? inputs.get(1) : null;
                GlobalTokens globals = GlobalTokens.of(global, visible);
                return program.forward(
                        store(inputs),
                        List.copyOf(text.sources()),
                        new LayerProgram.Inputs(
                                hidden,
                                visible,
                                globals == null ? null : globals.position(),
                                program.prepare(
                                        manager,
                                        layer.attention().trainingTable(manager, hidden.size(1)))));
            }
        };
    }

    /**
     * The output, and the gradients of the hidden states and of all parameters.
     *
     * @param global whether there are global tokens; null for no mask at all
     */
    private static List<float[]> run(
            ModelDescription model,
            Boolean global,
            int length,
            BiFunction<TransformerLayer, NDList, NDArray> forward) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Engine engine = manager.getEngine();
            TransformerLayer layer = layer(model, manager);
            int size = model.layers().get(0).attention().output().units();
            NDArray hidden = manager.randomNormal(new Shape(BATCH, length, size));
            hidden.setRequiresGradient(true);
            float[] visible = new float[BATCH * length];
            float[] marked = new float[BATCH * length];
            for (int i = 0; i < visible.length; i++) {
                visible[i] = i < BATCH * length - 4 ? 1 : 0;
                marked[i] = i % length == 2 || i == 9 ? 1 : 0;
            }
            Shape shape = new Shape(BATCH, length);
            NDArray mask = manager.create(visible, shape);
            NDList inputs = new NDList(hidden);
            if (global != null) {
                inputs.add(mask);
            }
            if (Boolean.TRUE.equals(global)) {
                inputs.add(manager.create(marked, shape));
            }
            List<float[]> results = new ArrayList<>();
            try (GradientCollector collector = RecomputingGradients.open(engine)) {
                NDArray tokens = mask.expandDims(2);
                NDArray output = forward.apply(layer, inputs).mul(tokens);
                results.add(HostArrays.floats(output));
                collector.backward(output.sin().sum());
            }
            results.add(HostArrays.floats(hidden.getGradient()));
            for (Parameter parameter : layer.getParameters().values()) {
                results.add(HostArrays.floats(parameter.getArray().getGradient()));
            }
            return results;
        }
    }

    private static TransformerLayer layer(ModelDescription description, NDManager manager) {
        TransformerModel model =
                TransformerModel.builder()
                        .setDescription(description)
                        .optKernels(KernelMode.PORTABLE)
                        .build();
        return SmallEncoders.random(model, manager).getChildren().values().stream()
                .filter(TransformerLayer.class::isInstance)
                .map(TransformerLayer.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static double apart(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double apart = 0;
        double size = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (int j = 0; j < expected.get(i).length; j++) {
                apart += Math.pow((double) actual.get(i)[j] - expected.get(i)[j], 2);
                size += Math.pow(expected.get(i)[j], 2);
            }
        }
        return Math.sqrt(apart / size);
    }
}
