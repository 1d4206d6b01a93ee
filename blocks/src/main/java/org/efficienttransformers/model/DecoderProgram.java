/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.description.DecoderAttentionPart;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.TorchScript;

/**
 * The layers of a decoder as one TorchScript program, which reads the next tokens of some texts: a
 * step of generation without an operation called from Java.
 */
final class DecoderProgram {

    private final ParameterStore store;
    private final List<NDArray> inputs = new ArrayList<>();
    private final StringBuilder arguments = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final NDArray like;

    private DecoderProgram(ParameterStore store, NDArray like) {
        this.store = store;
        this.like = like;
    }

    /**
     * Runs it.
     *
     * @param decoder the decoder
     * @param store the parameters
     * @param hidden the embedded tokens, (b, n, e)
     * @param own keys and values of all positions, (2 * layers, b, m, h * d); those of the new
     *     positions, the last, are written
     * @param mask what is added to the scores of the own text, (1, h or 1, n, m)
     * @param past what was read before
     * @return the states above the last layer, (b, n, e), on the manager of the hidden states
     */
    static NDArray run(
            DecoderStack decoder,
            ParameterStore store,
            NDArray hidden,
            NDArray own,
            NDArray mask,
            DecoderPast past) {
        DecoderProgram program = new DecoderProgram(store, hidden);
        program.argument("hidden", hidden);
        program.argument("own", own);
        program.argument("mask", mask);
        program.argument("source_mask", past.sourceMask());
        program.line("rows = torch.size(hidden, 0)");
        program.line("count = torch.size(hidden, 1)");
        program.line("length = torch.size(own, 2)");
        program.line("before = torch.sub(length, count)");
        program.line("size = torch.size(hidden, 2)");
        NDList source = past.source();
        for (int i = 0; i < decoder.layers().size(); i++) {
            program.layer(decoder.layers().get(i), i, source);
        }
        program.line("return hidden");
        String text =
                "  def forward(self: __torch__.M"
                        + program.arguments
                        + ") -> Tensor:\n"
                        + program.body;
        return TorchScript.run(text, program.inputs.toArray(NDArray[]::new)).singletonOrThrow();
    }

    private void line(String text) {
        body.append("    ").append(text).append('\n');
    }

    private String argument(String name, NDArray array) {
        arguments.append(", ").append(name).append(": Tensor");
        inputs.add(array);
        return name;
    }

    /** A parameter as an argument; None if the block has none of this name. */
    private String parameter(Block block, String name) {
        NDArray value = Layers.parameter(block, name, store, like.getDevice(), false);
        return value == null ? "None" : argument("w" + inputs.size(), value);
    }

    private String linear(Block block, String input) {
        return String.format(
                "torch.linear(%s, %s, %s)",
                input, parameter(block, "weight"), parameter(block, "bias"));
    }

    private String normed(NormPart part, Block block, String x) {
        return switch (part.kind()) {
            case LAYER ->
                    String.format(
                            "torch.layer_norm(%s, [size], %s, %s, %s, False)",
                            x, parameter(block, "gamma"), parameter(block, "beta"), part.epsilon());
            case LAYER_WITHOUT_BIAS ->
                    String.format(
                            "torch.layer_norm(%s, [size], %s, None, %s, False)",
                            x, parameter(block, "weight"), part.epsilon());
            case RMS ->
                    String.format(
                            "torch.mul(torch.mul(%1$s, torch.rsqrt(torch.add(torch.mean("
                                    + "torch.mul(%1$s, %1$s), [-1], True, dtype=None), %2$s, 1))),"
                                    + " %3$s)",
                            x, part.epsilon(), parameter(block, "weight"));
        };
    }

    private void layer(DecoderLayer layer, int number, NDList source) {
        Block[] norms = layer.norms();
        boolean before = layer.part().preNorm();
        begin(before, layer.part().self().norm(), norms[0]);
        own(layer.self(), number);
        end(before, layer.part().self().norm(), norms[0]);
        begin(before, layer.part().source().norm(), norms[1]);
        source(layer.source(), number, source);
        end(before, layer.part().source().norm(), norms[1]);
        begin(before, layer.part().feedForward().norm(), norms[2]);
        feedForward(layer.feedForward(), layer.part().feedForward());
        end(before, layer.part().feedForward().norm(), norms[2]);
    }

    private void begin(boolean preNorm, NormPart part, Block norm) {
        line(String.format("x = %s", preNorm ? normed(part, norm, "hidden") : "hidden"));
    }

    /** Adds y to the residual sum. */
    private void end(boolean preNorm, NormPart part, Block norm) {
        line("hidden = torch.add(y, hidden, alpha=1)");
        if (!preNorm) {
            line(String.format("hidden = %s", normed(part, norm, "hidden")));
        }
    }

    private void own(DecoderAttention attention, int number) {
        DecoderAttentionPart part = attention.part();
        line(String.format("query = %s", linear(attention.query(), "x")));
        kept("key", attention.key(), 2 * number, part);
        kept("value", attention.value(), 2 * number + 1, part);
        line(
                String.format(
                        "query = torch.view(query, [rows, count, %d, %d])",
                        part.heads(), part.headSize()));
        attend(attention, "mask");
    }

    /** Writes new vectors after the others, and takes all of them by head: b h m d. */
    private void kept(String name, Block block, int number, DecoderAttentionPart part) {
        line(String.format("all = torch.select(own, 0, %d)", number));
        line(
                String.format(
                        "_%d = torch.copy_(torch.slice(all, 1, before, length, 1), %s, False)",
                        number, linear(block, "x")));
        line(
                String.format(
                        "%s = torch.transpose(torch.view(all, [rows, length, %d, %d]), 1, 2)",
                        name, part.heads(), part.headSize()));
    }

    private void source(DecoderAttention attention, int number, NDList source) {
        DecoderAttentionPart part = attention.part();
        line(String.format("query = %s", linear(attention.query(), "x")));
        line(String.format("key = %s", argument("s" + 2 * number, source.get(2 * number))));
        line(
                String.format(
                        "value = %s",
                        argument("s" + (2 * number + 1), source.get(2 * number + 1))));
        line(
                String.format(
                        "query = torch.view(query, [torch.size(key, 0), -1, %d, %d])",
                        part.heads(), part.headSize()));
        attend(attention, "source_mask");
    }

    private void attend(DecoderAttention attention, String mask) {
        line(
                String.format(
                        "context = torch.scaled_dot_product_attention(torch.transpose(query, 1, 2), key,"
                                + " value, %s, 0., False, scale=%s, enable_gqa=False)",
                        mask, attention.part().scale()));
        line(
                String.format(
                        "context = torch.reshape(torch.transpose(context, 1, 2), [rows, count, %d])",
                        attention.width()));
        line(String.format("y = %s", linear(attention.output(), "context")));
    }

    private void feedForward(FeedForward block, FeedForwardPart part) {
        line(String.format("inner = %s", linear(block.in(), "x")));
        line(String.format("inner = %s", part.activation().script().value()));
        if (block.gate() != null) {
            line(String.format("inner = torch.mul(inner, %s)", linear(block.gate(), "x")));
        }
        line(String.format("y = %s", linear(block.out(), "inner")));
    }
}
