/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.Embeddings;
import org.efficienttransformers.model.layer.Layers;
import org.efficienttransformers.model.layer.ModelProgram;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramText;

/**
 * The program of a decoder, which reads the next tokens of some texts: a step of generation without
 * an operation called from Java.
 */
public final class DecoderProgram extends ModelProgram {

    private final Embeddings embeddings;
    private final List<DecoderLayer> layers;
    private final NormPart normPart;
    private final Block norm;

    DecoderProgram(
            KernelMode kernels,
            Embeddings embeddings,
            List<DecoderLayer> layers,
            NormPart normPart,
            Block norm) {
        super(kernels, embeddings.words(), parameters(embeddings, layers, norm));
        this.embeddings = embeddings;
        this.layers = layers;
        this.normPart = normPart;
        this.norm = norm;
    }

    /** All but the biases of distances, which come with the masks. */
    private static List<Parameter> parameters(
            Embeddings embeddings, List<DecoderLayer> layers, Block norm) {
        List<Parameter> all = new ArrayList<>(embeddings.getParameters().values());
        for (DecoderLayer layer : layers) {
            layer.getParameters().values().stream()
                    .filter(parameter -> !layer.self().isBias(parameter))
                    .forEach(all::add);
        }
        if (norm != null) {
            all.addAll(norm.getParameters().values());
        }
        return all;
    }

    /**
     * Computes the keys and values of the encoder's states.
     *
     * @param states (s, m, e)
     * @return two for each layer, each (s, h, m, d), on the manager of the states; null if the
     *     Blocks are to compute them
     */
    public NDList remember(NDArray states) {
        return call(
                states,
                true,
                program -> program.call("remember", states.getManager(), new NDList(states)));
    }

    /**
     * Reads on.
     *
     * @param ids the next tokens, (b, n)
     * @param positions their positions, (1, n)
     * @param places where their keys and values are written, (b * n)
     * @param added what is added to scores of the own texts, (s, 1 or h, b / s * n, m)
     * @param past what was read before
     * @return the last hidden states, (b, 1, e), on the manager of the tokens; null if the Blocks
     *     are to read
     */
    public NDArray read(
            NDArray ids, NDArray positions, NDArray places, NDArray added, DecoderPast past) {
        NDManager manager = ids.getManager();
        NDList inputs = new NDList(ids, positions, places, added, past.sourceMask(), past.own());
        for (NDArray source : past.source()) {
            source.setName("source[]");
            inputs.add(source);
        }
        NDList read = call(ids, true, program -> program.call("forward", manager, inputs));
        return read == null ? null : read.singletonOrThrow();
    }

    @Override
    protected String write(ProgramText text, ProgramTarget target) throws Unsupported {
        embeddings.write(text, null);
        text.method(Layers.write(text, "finalNorm", normPart, norm, 0));
        List<String> remembered = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        for (DecoderLayer layer : layers) {
            TransformerLayer.Written written = layer.write(text);
            int first = 2 * calls.size();
            remembered.add(
                    String.format(
                            "    kept = torch.add(kept, (self).remember%d(x, %d, ))",
                            written.kind(), written.linear()));
            calls.add(
                    String.format(
                            "    x = (self).layer%d(x, %d, %d, torch.select(own, 0, %d),"
                                    + " torch.select(own, 0, %d), slots, mask, source[%d],"
                                    + " source[%d], sourceMask, )",
                            written.kind(),
                            written.linear(),
                            written.tensor(),
                            first,
                            first + 1,
                            first,
                            first + 1));
        }
        return text.end(
                "program/decoder.py",
                Map.of(
                        "REMEMBERED", String.join("\n", remembered),
                        "LAYERS", String.join("\n", calls)));
    }
}
