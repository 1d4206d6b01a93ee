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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The linear layer of oneDNN, which PyTorch has beside its own, for inference only.
 *
 * <p>PyTorch multiplies float32 matrices by MKL, which holds back on processors that aren't
 * Intel's: there oneDNN is half as fast again. Builds of PyTorch without oneDNN, such as those for
 * macOS, don't know the operator, which shows when a script that names it is compiled.
 */
final class OneDnn {

    private static final Logger logger = LoggerFactory.getLogger(OneDnn.class);

    private static final Map<String, String> OWN = Map.of("LINEAR", "torch.linear", "PLAIN", "");

    private static final Map<String, String> ONE_DNN =
            Map.of(
                    "LINEAR",
                    "ops.mkldnn._linear_pointwise",
                    "PLAIN",
                    ", \"none\", annotate(List[Optional[number]], []), \"\"");

    private static volatile Boolean compiles;

    private OneDnn() {}

    /**
     * Tells what a script should call as {@code $LINEAR(x, weight, bias$PLAIN)}.
     *
     * @param x the input of the linear layer
     * @return constants for {@link TorchScript#call}
     */
    static Map<String, String> constants(NDArray x) {
        return isUsable(x) ? ONE_DNN : OWN;
    }

    /**
     * Tells whether the operator computes on this array.
     *
     * @param x the input of a linear layer, on the PyTorch engine
     * @return true for oneDNN
     */
    static boolean isUsable(NDArray x) {
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
            TorchScript.call("linear.py", ONE_DNN, matrix, matrix, manager.ones(new Shape(1)));
            return true;
        } catch (RuntimeException e) {
            logger.debug("This build of PyTorch has no linear layer of oneDNN.", e);
            return false;
        }
    }
}
