/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.program;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Arrays;
import java.util.List;

/**
 * A linear layer as a model's parameters hold it.
 *
 * @param weight its matrix
 * @param form the order in which the matrix lies
 * @param bias its bias, of as many numbers as there are outputs in any shape; null for none
 */
public record ProgramLinear(Parameter weight, Form form, Parameter bias) {

    /** The order of a matrix. */
    public enum Form {
        /** (out, ...), whose other dimensions are the inputs. */
        OUT_IN("torch.flatten(%s, 1, -1)"),
        /** (in, ...), whose other dimensions are the outputs. */
        IN_OUT("torch.t(torch.flatten(%s, 1, -1))"),
        /**
         * (groups, in / groups, out / groups), each part of the inputs making one of the outputs.
         */
        GROUPS("torch.t(torch.block_diag(torch.unbind(%s, 0)))");

        private final String matrix;

        Form(String matrix) {
            this.matrix = matrix;
        }

        /** Writes what makes (out, in) of a weight. */
        String matrix(String weight) {
            return String.format(matrix, weight);
        }
    }

    /** A Block that is a linear layer whose weight isn't (out, in). */
    public interface Source {

        /**
         * Returns the layer.
         *
         * @return the layer
         */
        ProgramLinear linear();
    }

    /**
     * Reads Blocks of one linear layer each.
     *
     * @param blocks the Blocks
     * @return their layers
     */
    public static List<ProgramLinear> of(Block... blocks) {
        return Arrays.stream(blocks).map(ProgramLinear::of).toList();
    }

    private static ProgramLinear of(Block block) {
        return block instanceof Source source
                ? source.linear()
                : new ProgramLinear(
                        block.getDirectParameters().get("weight"),
                        Form.OUT_IN,
                        block.getDirectParameters().get("bias"));
    }
}
