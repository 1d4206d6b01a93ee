/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efficienttransformers.model.SmallEncoders.bert;
import static org.efficienttransformers.settings.Require.requireState;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import java.io.IOException;
import java.util.Random;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.machine.OpenMp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Predictions of all lengths leave no native memory behind, and a model none when it is closed.
 * What is measured are the bytes that malloc has given out, to the byte, not those that the process
 * holds. oneDNN keeps kernels for each shape that it meets, which programs therefore round: without
 * that it is 98 MB.
 */
@Tag("cpu") // int8 and the heap of the C library are of CPUs.
@EnabledOnOs(OS.LINUX)
class ProgramMemoryTest {

    private static final int LONGEST = 2048;
    private static final int WORDS = 400_000;

    /** What else there is: the JVM's compiler, kernels that oneDNN keeps. About 13 MB were seen. */
    private static final long OTHERS = 40L << 20;

    /** Of the C library, from version 2.33 on. */
    @FieldOrder({
        "arena",
        "ordblks",
        "smblks",
        "hblks",
        "hblkhd",
        "usmblks",
        "fsmblks",
        "uordblks",
        "fordblks",
        "keepcost"
    })
    public static final class Mallinfo2 extends Structure implements Structure.ByValue {

        public NativeLong arena;
        public NativeLong ordblks;
        public NativeLong smblks;
        public NativeLong hblks;
        public NativeLong hblkhd;
        public NativeLong usmblks;
        public NativeLong fsmblks;
        public NativeLong uordblks;
        public NativeLong fordblks;
        public NativeLong keepcost;
    }

    private static long used() {
        Mallinfo2 info =
                (Mallinfo2)
                        NativeLibrary.getInstance("c")
                                .getFunction("mallinfo2")
                                .invoke(Mallinfo2.class, new Object[0]);
        return info.uordblks.longValue() + info.hblkhd.longValue();
    }

    @BeforeEach
    void checkLibrary() {
        try {
            assertThat(used()).isPositive();
        } catch (UnsatisfiedLinkError e) {
            assumeTrue(false, e.getMessage());
        }
    }

    @Test
    void predictionsLeaveNothing() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(ProgramMemoryTest.class, "grown")).isLessThan(OTHERS);
    }

    @Test
    void aModelIsGivenBack() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(ProgramMemoryTest.class, "closed")).isLessThan(OTHERS);
    }

    @Test
    void keptStatesAreNoticed() throws IOException, InterruptedException {
        assertThat(FreshProcess.number(ProgramMemoryTest.class, "kept")).isGreaterThan(OTHERS);
    }

    /**
     * Measures.
     *
     * @param args what is to be printed: by how much memory has {@code grown} after 300
     *     predictions, or where their states were {@code kept}, or since before there was a model
     *     that is {@code closed}
     */
    public static void main(String[] args) {
        OpenMp.configure();
        measure("closed"); // Kernels of oneDNN stay for the next model.
        System.out.println(measure(args[0]));
    }

    private static long measure(String what) {
        long before;
        try (NDManager engine = NDManager.newBaseManager()) {
            engine.create(1f);
            before = used();
        }
        long result;
        try (NDManager manager = NDManager.newBaseManager()) {
            TransformerModel model = model(bert(), KernelMode.INT8, manager);
            requireState(used() - before > OTHERS, "There are no weights.");
            predict(model, manager, 50, null);
            requireState(model.hasProgram(), "There is no program.");
            long first = used();
            predict(model, manager, 300, what.equals("kept") ? manager : null);
            result = used() - first;
        }
        return what.equals("closed") ? used() - before : result;
    }

    private static TransformerModel model(
            SmallEncoders encoder, KernelMode kernels, NDManager manager) {
        TransformerModel model =
                TransformerModel.builder()
                        .setDescription(
                                encoder.length(LONGEST)
                                        .vocabulary(WORDS)
                                        .hidden(64)
                                        .layers(1)
                                        .build())
                        .optKernels(kernels)
                        .build();
        model.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
        model.freezeParameters(true);
        return model;
    }

    private static void predict(
            TransformerModel model, NDManager manager, int count, NDManager keeper) {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray ids =
                        scope.randomInteger(
                                5,
                                WORDS,
                                new Shape(1, 1 + random.nextInt(LONGEST)),
                                DataType.INT64);
                NDList states =
                        model.forward(new ParameterStore(scope, false), new NDList(ids), false);
                if (keeper != null) {
                    states.attach(keeper);
                }
            }
        }
    }
}
