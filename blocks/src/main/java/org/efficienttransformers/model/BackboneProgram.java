/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.efficienttransformers.attention.window.GlobalTokens;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.OneDnn;
import org.efficienttransformers.program.EncoderProgram;
import org.efficienttransformers.program.EncoderProgram.Method;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramTarget.Linears;
import org.efficienttransformers.program.ProgramText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program of a backbone, made from its Blocks when it is first asked for, and closed with the
 * manager of the parameters.
 *
 * <p>There is none where the Blocks are asked for, by {@link KernelMode#PORTABLE}, by parameters
 * that are being trained, or by another engine; nor where a part of the model has none, or has a
 * setting or parameter that programs don't know. The Blocks then compute.
 */
final class BackboneProgram {

    private static final Logger logger = LoggerFactory.getLogger(BackboneProgram.class);

    private final ModelDescription description;
    private final KernelMode kernels;
    private final Embeddings embeddings;
    private final List<TransformerLayer> layers;
    private final Block norm;
    private final List<Parameter> parameters = new ArrayList<>();

    private volatile EncoderProgram program;
    private volatile boolean refused;

    /** Says why there is no program. */
    static final class Unsupported extends Exception {

        private static final long serialVersionUID = 1;

        Unsupported(String message) {
            super(message);
        }
    }

    BackboneProgram(
            ModelDescription description,
            KernelMode kernels,
            Embeddings embeddings,
            List<TransformerLayer> layers,
            Block norm) {
        this.description = description;
        this.kernels = kernels;
        this.embeddings = embeddings;
        this.layers = layers;
        this.norm = norm;
        parameters.addAll(embeddings.getParameters().values());
        layers.forEach(layer -> parameters.addAll(layer.getParameters().values()));
        if (norm != null) {
            parameters.addAll(norm.getParameters().values());
        }
    }

    /** The form of the kernels. */
    KernelMode kernels() {
        return kernels;
    }

    /**
     * Reads texts.
     *
     * @param inputs what is to be read
     * @param firstOnly true if nothing but the first row of the last hidden states is wanted
     * @param keepStates true if the states between the layers are wanted
     * @return the last hidden states, and those between the layers; null if the Blocks are to read
     */
    NDList read(Backbone.Inputs inputs, boolean firstOnly, boolean keepStates) {
        if (refused || !kernels.isFused(inputs.ids()) || !isFrozen() || isPlaced(inputs)) {
            requireState(
                    kernels != KernelMode.INT8,
                    "dtype=int8 is for inference by one program, but parameters are being trained,"
                            + " or positions are given to a model that turns queries by them; use"
                            + " dtype=float32.");
            return null;
        }
        Method method = firstOnly ? Method.FIRST : Method.FORWARD;
        NDArray globals = GlobalTokens.positions(inputs.global(), inputs.visible());
        for (EncoderProgram found = program(); found != null; found = changed(found)) {
            NDList states =
                    found.read(
                            keepStates ? Method.STATES : method,
                            inputs.ids(),
                            inputs.positions(),
                            inputs.types(),
                            inputs.visible(),
                            globals,
                            tables(inputs.ids()));
            if (!states.isEmpty()) {
                return states;
            }
        }
        return null;
    }

    /** What the attention of layers knows of the length, in their order. */
    private NDList tables(NDArray ids) {
        NDList tables = new NDList();
        for (TransformerLayer layer : layers) {
            if (layer.attention().hasProgramTable()) {
                tables.add(layer.attention().programTable(ids.getManager(), ids.size(1)));
            }
        }
        return tables;
    }

    /** Tells whether queries and keys are turned by positions other than 0, 1, 2, ... */
    private boolean isPlaced(Backbone.Inputs inputs) {
        return inputs.positions() != null
                && layers.stream().anyMatch(layer -> layer.attention().hasRotaryPositions());
    }

    /** Tells whether there is a program, and texts are read by it. */
    boolean isCompiled() {
        EncoderProgram found = program;
        return found != null && found.isOpen() && isFrozen();
    }

    private boolean isFrozen() {
        return parameters.stream().noneMatch(Parameter::requiresGradient);
    }

    private EncoderProgram program() {
        return program == null && !refused ? compile() : program;
    }

    /** Compiles the program anew, since parameters were changed. */
    private synchronized EncoderProgram changed(EncoderProgram old) {
        if (program == old) {
            program = null;
        }
        return program();
    }

    private synchronized EncoderProgram compile() {
        if (program != null || refused) {
            return program;
        }
        NDArray words = embeddings.words().getArray();
        try {
            compileFor(target(words));
        } catch (Unsupported | IllegalStateException e) {
            if (kernels == KernelMode.BFLOAT16 && words.getDevice().isGpu()) {
                throw new IllegalStateException(
                        "dtype=bfloat16 on a GPU needs a model that is computed by one program,"
                                + " which this one isn't; use dtype=float16 or dtype=float32.",
                        e);
            }
            if (kernels == KernelMode.INT8) {
                throw new IllegalStateException(
                        "dtype=int8 needs a model that is computed by one program, as those with"
                                + " full and window attention are, which this one isn't; use"
                                + " dtype=float32.",
                        e);
            }
            logger.debug("The model is computed by its Blocks.", e);
            refused = true;
        }
        return program;
    }

    /** Compiles the program for a target, which need not be where the parameters lie. */
    void compileFor(ProgramTarget target) throws Unsupported {
        NDArray words = embeddings.words().getArray();
        EncoderProgram made = compile(target, words.getDevice());
        words.getManager().attachInternal(UUID.randomUUID().toString(), made);
        program = made;
    }

    private ProgramTarget target(NDArray words) throws Unsupported {
        DataType type = words.getDataType();
        if (type != DataType.FLOAT32 && type != DataType.FLOAT16) {
            throw new Unsupported("There are no programs in " + type + ".");
        }
        for (Parameter parameter : parameters) {
            NDArray array = parameter.getArray();
            if (array.getDataType() != type && array.getDataType() != DataType.FLOAT32) {
                throw new Unsupported(parameter.getName() + " is " + array.getDataType() + ".");
            }
            if (!array.getDevice().equals(words.getDevice())) {
                throw new Unsupported(parameter.getName() + " is on " + array.getDevice() + ".");
            }
        }
        return new ProgramTarget(words.getDevice(), linears(words), type);
    }

    private Linears linears(NDArray words) {
        Device device = words.getDevice();
        if (kernels == KernelMode.BFLOAT16) {
            return Linears.BFLOAT16;
        }
        if (kernels == KernelMode.INT8) {
            return Linears.INT8;
        }
        if (device.isGpu()) {
            return Linears.PLAIN;
        }
        if (words.getDataType() == DataType.FLOAT16) {
            return Linears.WIDENED;
        }
        return OneDnn.isUsable(words) ? Linears.ONEDNN : Linears.PLAIN;
    }

    private EncoderProgram compile(ProgramTarget target, Device device) throws Unsupported {
        if (description.reversible()) {
            throw new Unsupported("Reversible layers have no program.");
        }
        ProgramText text = new ProgramText(target);
        embeddings.write(text);
        text.method(Layers.write(text, "finalNorm", description.finalNorm(), norm, 0));
        List<String> calls = new ArrayList<>();
        int tables = 0;
        for (TransformerLayer layer : layers) {
            TransformerLayer.Written written = layer.write(text, target);
            boolean last = calls.size() == layers.size() - 1;
            String shared = "shared" + written.kind();
            if (layer.attention().hasProgramTable()) {
                shared = "torch.add(" + shared + ", [tables[" + tables++ + "]])";
            }
            calls.add(
                    String.format(
                            "    if keep:%n"
                                    + "      s = torch.append(states, torch.clone(torch.to(x,"
                                    + " $TYPE_OUT, False, False, None), memory_format=None))%n"
                                    + "    else:%n"
                                    + "      pass%n"
                                    + "    x = (self).layer%d(x, %s, %d, %d, %s, )",
                            written.kind(),
                            last ? "wanted" : "length",
                            written.linear(),
                            written.tensor(),
                            shared));
        }
        checkComplete(text.sources());
        List<String> begins = new ArrayList<>();
        for (int kind = 0; kind < text.kinds(); kind++) {
            begins.add(
                    String.format("    shared%d = (self).begin%1$d(x, visible, globals, )", kind));
        }
        Map<String, Object> constants = new HashMap<>();
        constants.put("BEGIN", String.join("\n", begins));
        constants.put("LAYERS", String.join("\n", calls));
        constants.put("NORMED", description.finalNormInStates() ? "True" : "False");
        return EncoderProgram.compile(text, text.end("program/program.py", constants), device);
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

    /** Refuses a part of a description that holds more than the program knows. */
    static void checkKnown(Object known, Object part) throws Unsupported {
        if (!known.equals(part)) {
            throw new Unsupported("The program doesn't know all of " + part + ".");
        }
    }
}
