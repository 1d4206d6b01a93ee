/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.efficienttransformers.kernel.script.TorchScript;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The linear layer of oneDNN, which PyTorch has in addition to its own, for inference only.
 *
 * <p>PyTorch multiplies float32 matrices by MKL, which holds back on processors that aren't
 * Intel's: there oneDNN is half as fast again. Builds of PyTorch without oneDNN, such as those for
 * macOS, don't know the operator, which shows when a script that names it is compiled.
 */
public final class OneDnn {

    private static final Logger logger = LoggerFactory.getLogger(OneDnn.class);

    private static final Map<String, String> OWN =
            Map.of("LINEAR", "torch.linear", "PLAIN", "", "TYPE", "None");

    private static final Map<String, String> FLOAT32 = oneDnn("None");

    private static final Map<String, String> BFLOAT16 = oneDnn("15");

    /** Of fewer rows, to convert the weights takes longer than bfloat16 saves. */
    private static final int FEWEST_ROWS = 16;

    private static volatile Boolean compiles;

    private OneDnn() {}

    private static Map<String, String> oneDnn(String type) {
        return Map.of(
                "LINEAR",
                "ops.mkldnn._linear_pointwise",
                "PLAIN",
                ", \"none\", annotate(List[Optional[number]], []), \"\"",
                "TYPE",
                type);
    }

    /**
     * Tells what a script should call as {@code $LINEAR(x, weight, bias$PLAIN)}, and in which type:
     * {@code $TYPE} is its number in PyTorch, or None for that of x. The result of the call is in
     * that type, too.
     *
     * @param mode the form
     * @param x the input of the linear layer
     * @return constants for {@link TorchScript#call}
     */
    public static Map<String, String> constants(KernelMode mode, NDArray x) {
        if (!isUsable(x)) {
            return OWN;
        }
        Shape shape = x.getShape();
        long rows = shape.size() / shape.get(shape.dimension() - 1);
        return mode == KernelMode.BFLOAT16 && rows >= FEWEST_ROWS ? BFLOAT16 : FLOAT32;
    }

    /**
     * Tells whether the operator computes on this array.
     *
     * @param x the input of a linear layer, on the PyTorch engine
     * @return true for oneDNN
     */
    public static boolean isUsable(NDArray x) {
        if (x.getDevice().isGpu() || x.getDataType() != DataType.FLOAT32) {
            return false;
        }
        if (compiles == null) {
            compiles = compiles(x.getManager());
        }
        return compiles;
    }

    private static boolean compiles(NDManager parent) {
        try (NDManager manager = parent.newSubManager()) {
            NDArray matrix = manager.ones(new Shape(1, 1));
            TorchScript.call(
                    "kernel/linear.py", FLOAT32, matrix, matrix, manager.ones(new Shape(1)));
            return true;
        } catch (RuntimeException e) {
            logger.debug("This build of PyTorch has no linear layer of oneDNN.", e);
            return false;
        }
    }
}
