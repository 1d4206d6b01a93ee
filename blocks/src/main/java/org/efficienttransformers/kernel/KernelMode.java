/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Locale;
import org.efficienttransformers.settings.Setting;

/** Which of the two forms of a kernel computes an attention mechanism. */
public enum KernelMode {

    /** Fused on the PyTorch engine, portable on any other. */
    AUTO,

    /** NDArray operations only: any DJL engine. */
    PORTABLE,

    /** TorchScript: the PyTorch engine only. */
    FUSED,

    /**
     * Fused, and the encoder computes in bfloat16, on PyTorch; parameters, which DJL can't hold in
     * it, and heads remain float32. On a CPU that has the type it is the linear layers of inference
     * alone, for attention is slower in it. On a GPU it is all of inference, and in training, as
     * mixed precision, the linear layers and the attention.
     */
    BFLOAT16,

    /**
     * Fused, and in training on a GPU the linear layers and the attention of the encoder compute in
     * float16, as mixed precision with float32 parameters, whose loss has to be scaled. Inference
     * is in float32.
     */
    FLOAT16,

    /**
     * Fused, and in inference on a CPU the encoder's linear layers multiply numbers of 8 bits, on
     * PyTorch: weights with a scale for each output, inputs with one for each call. All else is
     * float32. A model that has no program is refused.
     */
    INT8;

    private static final String PYTORCH = "PyTorch";

    /** The argument {@code kernels}. */
    public static final Setting<KernelMode> SETTING =
            new Setting<>(
                    "kernels",
                    "kernels",
                    KernelMode::parsed,
                    AUTO,
                    "auto, portable, fused",
                    "the form of the kernels");

    private static KernelMode parsed(Object value) {
        KernelMode mode = valueOf(value.toString().toUpperCase(Locale.ROOT));
        require(
                mode != BFLOAT16 && mode != FLOAT16 && mode != INT8,
                "The argument dtype asks for it.");
        return mode;
    }

    /**
     * Refuses a manager on which this form can't compute.
     *
     * @param manager the owner of the parameters, which gives engine and device
     * @throws IllegalStateException if the form needs another engine, device, processor or build of
     *     PyTorch
     */
    public void check(NDManager manager) {
        String engine = manager.getEngine().getEngineName();
        boolean pytorch = PYTORCH.equals(engine);
        requireState(
                this != FUSED || pytorch,
                "kernels=fused needs the PyTorch engine, but the arrays belong to %s; use"
                        + " kernels=auto or kernels=portable.",
                engine);
        if (this == BFLOAT16 || this == FLOAT16 || this == INT8) {
            requireState(
                    pytorch,
                    "dtype=%s needs the PyTorch engine, but the arrays belong to %s; use"
                            + " dtype=float32 or dtype=float16.",
                    Setting.word(this),
                    engine);
        }
        if (this == INT8) {
            requireState(
                    !manager.getDevice().isGpu(),
                    "dtype=int8 is for CPUs, but the arrays are on %s; use dtype=float32,"
                            + " dtype=float16 or dtype=bfloat16.",
                    manager.getDevice());
        }
        if (this == BFLOAT16) {
            requireState(
                    manager.getDevice().isGpu() || Bfloat16.isSupported(manager),
                    "dtype=bfloat16 needs a processor with instructions for it (avx512_bf16 or"
                            + " amx_bf16 on x86, bf16 on ARM) and a build of PyTorch with oneDNN,"
                            + " and one of them is missing here; use dtype=float32.");
        }
    }

    /**
     * Returns the form that does the same, with the linear layers of inference in bfloat16.
     *
     * @return {@link #BFLOAT16}
     * @throws IllegalArgumentException if the form is the portable one
     */
    public KernelMode inBfloat16() {
        return in(BFLOAT16);
    }

    /**
     * Returns the form that does the same, with layers that train in float16.
     *
     * @return {@link #FLOAT16}
     * @throws IllegalArgumentException if the form is the portable one
     */
    public KernelMode inFloat16() {
        return in(FLOAT16);
    }

    /**
     * Returns the form that does the same, with the linear layers of inference in int8.
     *
     * @return {@link #INT8}
     * @throws IllegalArgumentException if the form is the portable one
     */
    public KernelMode inInt8() {
        return in(INT8);
    }

    private KernelMode in(KernelMode type) {
        require(
                this != PORTABLE,
                "dtype is '%s' and kernels is 'portable', but only fused kernels compute in %1$s;"
                        + " leave kernels out, or take dtype=float32.",
                Setting.word(type));
        return type;
    }

    /**
     * {@return the form that training takes, all of it in the type of the parameters: {@link
     * #FUSED} for {@link #BFLOAT16}, {@link #FLOAT16} and {@link #INT8}; otherwise this}
     */
    public KernelMode inTraining() {
        return this == AUTO || this == PORTABLE ? this : FUSED;
    }

    /**
     * Tells whether the fused form computes on this array.
     *
     * @param array an array of the computation
     * @return true for the fused form
     * @throws IllegalStateException if the form that is demanded can't
     */
    public boolean isFused(NDArray array) {
        if (this == PORTABLE) {
            return false;
        }
        check(array.getManager());
        return PYTORCH.equals(array.getManager().getEngine().getEngineName());
    }
}
