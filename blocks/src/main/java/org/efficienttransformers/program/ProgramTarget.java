/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where and in which types a program computes.
 *
 * @param device where
 * @param linears how linear layers keep their weights
 * @param weights the type of the model's parameters
 */
public record ProgramTarget(Device device, Linears linears, DataType weights) {

    /** How linear layers keep their weights. */
    public enum Linears {
        /** As they are, shared with the Blocks. */
        PLAIN,
        /** As they are, in float16, multiplied in float32. */
        WIDENED,
        /** In the order in which oneDNN reads them. */
        ONEDNN,
        /** In bfloat16; on a CPU in the order in which oneDNN reads them. */
        BFLOAT16,
        /** In 8 bits, with a scale for each output, as oneDNN reads them. */
        INT8,
        /** In 8 bits, to be multiplied by 7, as FBGEMM reads them. */
        INT8_BY_7,
        /** In training: as they are, in float32. */
        TRAINED,
        /** In training: as they are, in float32, and cast to bfloat16 in each pass. */
        TRAINED_BFLOAT16,
        /** In training: as they are, in float32, and cast to float16 in each pass. */
        TRAINED_FLOAT16
    }

    /**
     * The number of rows at a time on a CPU, few enough to take little memory. PyTorch's attention
     * reads the keys for 256 rows at once from 768 rows on, and for 64 of fewer.
     */
    public static final int ROWS = 1024;

    /** More rows than there are. */
    private static final long ALL_ROWS = 1L << 40;

    /** PyTorch's numbers of types. */
    private static final int FLOAT16 = 5;

    private static final int FLOAT32 = 6;
    private static final int BFLOAT16 = 15;

    /** {@return whether it is a GPU} */
    public boolean isGpu() {
        return device.isGpu();
    }

    /** {@return whether gradients go through it, as in training} */
    public boolean isTrained() {
        return switch (linears) {
            case TRAINED, TRAINED_BFLOAT16, TRAINED_FLOAT16 -> true;
            case PLAIN, WIDENED, ONEDNN, BFLOAT16, INT8, INT8_BY_7 -> false;
        };
    }

    /**
     * Tells whether rows come in pieces that consist of whole blocks.
     *
     * @param block the number of rows in a block
     * @return true if they do, or come all at once
     */
    public boolean isCutInto(int block) {
        return isGpu() || ROWS % block == 0;
    }

    /** The type of what is computed, as PyTorch numbers it. */
    int type() {
        if (isGpu() && linears == Linears.BFLOAT16) {
            return BFLOAT16;
        }
        return isGpu() ? output() : FLOAT32;
    }

    /** The type of what is returned: that of the parameters. */
    int output() {
        return weights == DataType.FLOAT16 ? FLOAT16 : FLOAT32;
    }

    /** Tells whether a linear layer and an activation are one operator. */
    boolean isFused() {
        return linears == Linears.ONEDNN || (linears == Linears.BFLOAT16 && !isGpu());
    }

    /** {@return whether attention computes in 16 bits; those of float16 end at 65,504} */
    public boolean isHalf() {
        return (isTrained() ? multiplied() : type()) != FLOAT32;
    }

    /** The type in which linear layers multiply, but for those that are packed. */
    private int multiplied() {
        return switch (linears) {
            case BFLOAT16, TRAINED_BFLOAT16 -> BFLOAT16;
            case TRAINED_FLOAT16 -> FLOAT16;
            case PLAIN, WIDENED, ONEDNN, INT8, INT8_BY_7, TRAINED -> type();
        };
    }

    /** The files of the linear layers. */
    List<String> resources() {
        String kind =
                switch (linears) {
                    case PLAIN -> "plain";
                    case WIDENED -> "half";
                    case ONEDNN -> "onednn";
                    case BFLOAT16 -> isGpu() ? "cast" : "onednn";
                    case INT8, INT8_BY_7 -> "int8";
                    case TRAINED, TRAINED_BFLOAT16, TRAINED_FLOAT16 -> "trained";
                };
        List<String> files = new ArrayList<>(List.of("program/linear_" + kind + ".py"));
        if (kind.equals("int8")) {
            files.add("program/linear_int8_" + (isPacked() ? "fbgemm" : "onednn") + ".py");
        }
        boolean rounds = files.get(files.size() - 1).endsWith("onednn.py");
        files.add(rounds ? "program/rounded.py" : "program/rounded_none.py");
        files.add(isGpu() && !isTrained() ? "program/summed_inside.py" : "program/summed.py");
        return files;
    }

    /** Tells whether weights of linear layers are objects of FBGEMM rather than tensors. */
    boolean isPacked() {
        return linears == Linears.INT8_BY_7;
    }

    /** The constants that all parts of a program know. */
    Map<String, Object> constants() {
        Map<String, Object> constants = new HashMap<>(numbers());
        boolean cast = multiplied() != type();
        constants.put("MULTIPLICAND", cast ? "torch.to(x, $TYPE, False, False, None)" : "x");
        constants.put("PRODUCT", cast ? "torch.to(y, $COMPUTED, False, False, None)" : "y");
        return constants;
    }

    private Map<String, Object> numbers() {
        return Map.of(
                "ROWS",
                isGpu() ? ALL_ROWS : ROWS,
                "TYPE_OUT",
                output(),
                "TYPE",
                multiplied(),
                "COMPUTED",
                type(),
                "HALF",
                isHalf() ? "True" : "False",
                "GRADIENTS",
                isTrained() ? "True" : "False",
                "DROPOUT",
                "0.",
                "HIDDEN",
                isHalf() ? "-60000." : "-1.0e30",
                "SHOWN",
                isHalf() ? "60000." : "1.0e30");
    }
}
