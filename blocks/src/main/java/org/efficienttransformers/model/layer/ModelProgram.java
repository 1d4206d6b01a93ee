/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.efficienttransformers.kernel.Int8;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.OneDnn;
import org.efficienttransformers.program.CompiledProgram;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramTarget.Linears;
import org.efficienttransformers.program.ProgramText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program of inference of a part of a model, made from its Blocks when it is first asked for, and
 * closed with the manager of the parameters.
 *
 * <p>There is none where the Blocks are asked for, by {@link KernelMode#PORTABLE}, by parameters
 * that are being trained, or by another engine; nor where a part of the model has none, or has a
 * setting or parameter that programs don't know. The Blocks then compute.
 */
public abstract class ModelProgram {

    private static final Logger logger = LoggerFactory.getLogger(ModelProgram.class);

    private final KernelMode kernels;
    private final Parameter words;
    private final List<Parameter> parameters;

    private volatile CompiledProgram program;
    private volatile boolean refused;

    /** Says why there is no program. */
    public static final class Unsupported extends Exception {

        private static final long serialVersionUID = 1;

        /**
         * Says why there is none.
         *
         * @param message the reason
         */
        public Unsupported(String message) {
            super(message);
        }
    }

    /**
     * Makes no program yet.
     *
     * @param kernels the form of the kernels
     * @param words the table of words, whose type and device are those of the model
     * @param parameters those of the part of the model, each of which the program must take
     */
    public ModelProgram(KernelMode kernels, Parameter words, Collection<Parameter> parameters) {
        this.kernels = kernels;
        this.words = words;
        this.parameters = new ArrayList<>(parameters);
    }

    /**
     * Writes the program.
     *
     * @param text takes the parts
     * @param target where it computes
     * @return the whole text
     * @throws Unsupported if a part has no program
     */
    protected abstract String write(ProgramText text, ProgramTarget target) throws Unsupported;

    /** The form of the kernels. */
    public KernelMode kernels() {
        return kernels;
    }

    /**
     * Calls the program.
     *
     * @param input an array that it reads
     * @param possible false if this input is for the Blocks
     * @param call calls it; an empty list stands for parameters that were changed since the program
     *     got them
     * @return what the call gave; null if the Blocks are to compute
     */
    public NDList call(NDArray input, boolean possible, Function<CompiledProgram, NDList> call) {
        if (refused || !kernels.isFused(input) || !isFrozen() || !possible) {
            requireState(
                    kernels != KernelMode.INT8,
                    "dtype=int8 is for inference by one program, but parameters are being trained,"
                            + " or positions are given to a model that turns queries by them; use"
                            + " dtype=float32.");
            return null;
        }
        for (CompiledProgram found = program(); found != null; found = changed(found)) {
            NDList results = call.apply(found);
            if (!results.isEmpty()) {
                return results;
            }
        }
        return null;
    }

    /** Tells whether there is a program, and it is what computes. */
    public boolean isCompiled() {
        CompiledProgram found = program;
        return found != null && found.isOpen() && isFrozen();
    }

    /** Tells whether no parameter is trained. */
    public boolean isFrozen() {
        return parameters.stream().noneMatch(Parameter::requiresGradient);
    }

    private CompiledProgram program() {
        return program == null && !refused ? compile() : program;
    }

    /** Compiles the program again, since parameters were changed. */
    private synchronized CompiledProgram changed(CompiledProgram old) {
        if (program == old) {
            program = null;
        }
        return program();
    }

    private synchronized CompiledProgram compile() {
        if (program != null || refused) {
            return program;
        }
        NDArray table = words.getArray();
        try {
            compileFor(target(table));
        } catch (Unsupported | IllegalStateException e) {
            if (kernels == KernelMode.BFLOAT16 && table.getDevice().isGpu()) {
                throw new IllegalStateException(
                        "dtype=bfloat16 on a GPU needs a model that is computed by one program,"
                                + " which this one isn't; use dtype=float16 or dtype=float32.",
                        e);
            }
            if (kernels == KernelMode.INT8) {
                throw new IllegalStateException(
                        "dtype=int8 needs parameters of one type and device, and a build of PyTorch"
                                + " that multiplies numbers of 8 bits, which isn't so here; use"
                                + " dtype=float32.",
                        e);
            }
            logger.debug("The model is computed by its Blocks.", e);
            refused = true;
        }
        return program;
    }

    /**
     * Refuses {@link KernelMode#INT8}, in which nothing but a program computes, if there is none.
     * Parameters need no arrays yet.
     *
     * @throws IllegalArgumentException if a part has no program
     */
    public void check() {
        if (kernels != KernelMode.INT8) {
            return;
        }
        ProgramTarget target = new ProgramTarget(Device.cpu(), Linears.INT8, DataType.FLOAT32);
        try {
            writeAll(new ProgramText(target), target);
        } catch (Unsupported e) {
            throw new IllegalArgumentException(
                    "dtype=int8 needs a model that is computed by one program, which this one"
                            + " isn't; use dtype=float32. "
                            + e.getMessage(),
                    e);
        }
    }

    private String writeAll(ProgramText text, ProgramTarget target) throws Unsupported {
        String source = write(text, target);
        checkComplete(text.sources());
        return source;
    }

    /** Compiles the program for a target, which need not be where the parameters lie. */
    public void compileFor(ProgramTarget target) throws Unsupported {
        NDArray table = words.getArray();
        ProgramText text = new ProgramText(target);
        String source = writeAll(text, target);
        CompiledProgram made = CompiledProgram.compile(text, source, table.getDevice());
        table.getManager().attachInternal(UUID.randomUUID().toString(), made);
        program = made;
    }

    private ProgramTarget target(NDArray table) throws Unsupported {
        DataType type = table.getDataType();
        if (type != DataType.FLOAT32 && type != DataType.FLOAT16) {
            throw new Unsupported("There are no programs in " + type + ".");
        }
        for (Parameter parameter : parameters) {
            NDArray array = parameter.getArray();
            if (array.getDataType() != type && array.getDataType() != DataType.FLOAT32) {
                throw new Unsupported(parameter.getName() + " is " + array.getDataType() + ".");
            }
            if (!array.getDevice().equals(table.getDevice())) {
                throw new Unsupported(parameter.getName() + " is on " + array.getDevice() + ".");
            }
        }
        return new ProgramTarget(table.getDevice(), linears(table), type);
    }

    private Linears linears(NDArray table) {
        Device device = table.getDevice();
        if (kernels == KernelMode.BFLOAT16) {
            return Linears.BFLOAT16;
        }
        if (kernels == KernelMode.INT8) {
            return Int8.isWhole(table.getManager()) ? Linears.INT8 : Linears.INT8_BY_7;
        }
        if (device.isGpu()) {
            return Linears.PLAIN;
        }
        if (table.getDataType() == DataType.FLOAT16) {
            return Linears.WIDENED;
        }
        return OneDnn.isUsable(table) ? Linears.ONEDNN : Linears.PLAIN;
    }

    /** Whatever has a parameter that the program doesn't take isn't known to it. */
    private void checkComplete(Set<Parameter> taken) throws Unsupported {
        Set<Parameter> left = new HashSet<>(parameters);
        left.removeAll(taken);
        if (!left.isEmpty()) {
            throw new Unsupported(
                    left.iterator().next().getName() + " has no place in the program.");
        }
    }
}
