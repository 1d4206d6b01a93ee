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
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.recurrence.RelativeAttention;
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
    private final Block projection;
    private final List<TransformerLayer> layers;
    private final Block norm;

    BackboneProgram(
            ModelDescription description,
            KernelMode kernels,
            Embeddings embeddings,
            Block projection,
            List<TransformerLayer> layers,
            Block norm) {
        super(kernels, embeddings.words(), parameters(embeddings, projection, layers, norm));
        this.description = description;
        this.embeddings = embeddings;
        this.projection = projection;
        this.layers = layers;
        this.norm = norm;
    }

    private static List<Parameter> parameters(
            Embeddings embeddings, Block projection, List<TransformerLayer> layers, Block norm) {
        List<Parameter> all = new ArrayList<>(embeddings.getParameters().values());
        layers.forEach(layer -> all.addAll(layer.getParameters().values()));
        for (Block optional : new Block[] {projection, norm}) {
            if (optional != null) {
                all.addAll(optional.getParameters().values());
            }
        }
        return all;
    }

    /**
     * Reads texts.
     *
     * @param inputs what is to be read; with a memory the attention mask is of (b, m + n)
     * @param memory what each layer remembers of the text before, (b, m, e); empty for nothing
     * @param firstOnly true if nothing but the first row of the last hidden states is wanted
     * @param keepStates true if the states between the layers are wanted
     * @return the last hidden states, and those between the layers; null if the Blocks are to read
     */
    NDList read(Backbone.Inputs inputs, NDList memory, boolean firstOnly, boolean keepStates) {
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
                                        special(inputs),
                                        tables(program.target(), inputs.ids(), memory)));
    }

    /** Positions of global tokens, or the types that some mechanisms take in their place. */
    private NDArray special(Backbone.Inputs inputs) {
        if (layers.get(0).attention().takesTokenTypes()) {
            return inputs.types();
        }
        return inputs.global() == null ? null : inputs.global().positions();
    }

    /** What the attention of layers knows of the length, or remembers, in their order. */
    private NDList tables(ProgramTarget target, NDArray ids, NDList memory) {
        NDList tables = new NDList();
        for (NDArray remembered : memory) {
            tables.add(remembered.reshape(remembered.getShape())); // to be given away
        }
        if (!tables.isEmpty()) {
            return tables;
        }
        for (TransformerLayer layer : layers) {
            SelfAttention attention = layer.attention();
            if (attention.hasProgramTable(target)) {
                tables.add(attention.programTable(ids.getManager(), target, ids.size(1)));
            }
        }
        return tables;
    }

    /** Tells whether layers have a memory of each text in the place of a table of its length. */
    private boolean remember() {
        return layers.stream().anyMatch(layer -> layer.attention() instanceof RelativeAttention);
    }

    /** Tells whether queries and keys are turned by positions other than 0, 1, 2, ... */
    private boolean isPlaced(Backbone.Inputs inputs) {
        return inputs.positions() != null
                && layers.stream().anyMatch(layer -> layer.attention().hasRotaryPositions());
    }

    @Override
    protected String write(ProgramText text, ProgramTarget target) throws Unsupported {
        embeddings.write(text, projection);
        String streams = description.reversible() ? "two" : "one";
        text.method("program/streams_" + streams + ".py", Map.of());
        text.method(Layers.write(text, "finalNorm", description.finalNorm(), norm, 0));
        List<String> calls = new ArrayList<>();
        int tables = 0;
        for (TransformerLayer layer : layers) {
            TransformerLayer.Written written = layer.write(text, target, description.reversible());
            boolean last = calls.size() == layers.size() - 1;
            String shared = "shared" + written.kind();
            if (layer.attention().hasProgramTable(target)) {
                shared = "torch.add(" + shared + ", [tables[" + tables++ + "]])";
            }
            calls.add(
                    String.format(
                            "    if keep:%n"
                                    + "      s = torch.append(states, torch.clone(torch.to((self).state(torch.slice(x, 1, 0, length, 1), ),"
                                    + " $TYPE_OUT, False, False, None), memory_format=0))%n"
                                    + "    else:%n"
                                    + "      pass%n"
                                    + "    x = (self).layer%d(x, length, %s, %d, %d, %s, )",
                            written.kind(),
                            last ? "last" : "rows",
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
        constants.put("TABLES", remember() ? "(self).parts(tables, start, end, )" : "tables");
        constants.put(
                "MULTIPLE",
                layers.stream()
                        .mapToInt(layer -> layer.attention().programRows(target))
                        .min()
                        .orElse(1));
        constants.put("NORMED", description.finalNormInStates() ? "True" : "False");
        return text.end("program/program.py", constants);
    }
}
