/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.kernel;

/**
 * An activation function in TorchScript.
 *
 * @param operator its name among PyTorch's operators, such as {@code gelu}; with an underscore
 *     after it the operator overwrites its argument
 * @param arguments what follows the tensor in a call, such as {@code , approximate="none"}
 * @param gradient the expression that carries a gradient through it, of the tensors {@code inner}
 *     (in front of the function), {@code activated} (after it) and {@code activated_gradient}
 */
public record ActivationScript(String operator, String arguments, String gradient) {

    /** Its value at the tensor {@code inner}, in a new tensor. */
    public String value() {
        return "torch." + operator + "(inner" + arguments + ")";
    }

    /** Its value at the tensor {@code inner}, in the same tensor. */
    public String inPlace() {
        return "torch." + operator + "_(inner" + arguments + ")";
    }
}
