/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.attention.window.GlobalTokens;
import org.efficienttransformers.description.ModelDescription;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.Embeddings;
import org.efficienttransformers.model.layer.Layers;
import org.efficienttransformers.model.layer.ModelProgram;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.program.EncoderProgram;
import org.efficienttransformers.program.EncoderProgram.Method;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramText;

/** The program of a backbone: embeddings, layers and the norm above them. */
final class BackboneProgram extends ModelProgram {

    private final ModelDescription description;
    private final Embeddings embeddings;
    private final List<TransformerLayer> layers;
    private final Block norm;

    BackboneProgram(
            ModelDescription description,
            KernelMode kernels,
            Embeddings embeddings,
            List<TransformerLayer> layers,
            Block norm) {
        super(kernels, embeddings.words(), parameters(embeddings, layers, norm));
        this.description = description;
        this.embeddings = embeddings;
        this.layers = layers;
        this.norm = norm;
    }

    private static List<Parameter> parameters(
            Embeddings embeddings, List<TransformerLayer> layers, Block norm) {
        List<Parameter> all = new ArrayList<>(embeddings.getParameters().values());
        layers.forEach(layer -> all.addAll(layer.getParameters().values()));
        if (norm != null) {
            all.addAll(norm.getParameters().values());
        }
        return all;
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
        Method method = firstOnly ? Method.FIRST : Method.FORWARD;
        return call(
                inputs.ids(),
                !isPlaced(inputs),
                program ->
                        new EncoderProgram(program)
                                .read(
                                        keepStates ? Method.STATES : method,
                                        inputs.ids(),
                                        inputs.positions(),
                                        inputs.types(),
                                        inputs.visible(),
                                        GlobalTokens.positions(inputs.global(), inputs.visible()),
                                        tables(inputs.ids())));
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

    @Override
    protected String write(ProgramText text, ProgramTarget target) throws Unsupported {
        embeddings.write(text);
        String streams = description.reversible() ? "two" : "one";
        text.method("program/streams_" + streams + ".py", Map.of());
        text.method(Layers.write(text, "finalNorm", description.finalNorm(), norm, 0));
        List<String> calls = new ArrayList<>();
        int tables = 0;
        for (TransformerLayer layer : layers) {
            TransformerLayer.Written written = layer.write(text, target, description.reversible());
            boolean last = calls.size() == layers.size() - 1;
            String shared = "shared" + written.kind();
            if (layer.attention().hasProgramTable()) {
                shared = "torch.add(" + shared + ", [tables[" + tables++ + "]])";
            }
            calls.add(
                    String.format(
                            "    if keep:%n"
                                    + "      s = torch.append(states, torch.clone(torch.to((self).state(x, ),"
                                    + " $TYPE_OUT, False, False, None), memory_format=0))%n"
                                    + "    else:%n"
                                    + "      pass%n"
                                    + "    x = (self).layer%d(x, %s, %d, %d, %s, )",
                            written.kind(),
                            last ? "wanted" : "length",
                            written.linear(),
                            written.tensor(),
                            shared));
        }
        List<String> begins = new ArrayList<>();
        for (int kind = 0; kind < text.kinds(); kind++) {
            begins.add(
                    String.format(
                            "    shared%d = (self).begin%1$d(embedded, visible, globals, )", kind));
        }
        Map<String, Object> constants = new HashMap<>();
        constants.put("BEGIN", String.join("\n", begins));
        constants.put("LAYERS", String.join("\n", calls));
        constants.put("NORMED", description.finalNormInStates() ? "True" : "False");
        return text.end("program/program.py", constants);
    }
}
