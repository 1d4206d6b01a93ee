/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.past.HiddenPast;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.autograd.AutogradGraph;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.LinearKernel;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Multi-head self-attention: every position of a sequence gets a mixture of the values of those
 * positions that the mechanism lets it see.
 *
 * <p>Inputs, in this order, all but the first optional:
 *
 * <ol>
 *   <li>hidden states, (b, n, e), a floating type;
 *   <li>attention mask, (b, n), in the type of the hidden states: 1 for a token, 0 for padding,
 *       which no other position sees;
 *   <li>global attention mask, (b, n), likewise: 1 for a token that sees all and is seen by all.
 *       Mechanisms without global tokens refuse it;
 *   <li>positions, (b, n, 1), INT64, after any masks, from which their shape sets them apart: what
 *       rotary positions turn by, in place of 0, 1, 2, ...
 * </ol>
 *
 * <p>Output: the context, (b, n, h * d), before the output projection; h * d is e, unless the
 * mechanism has heads of another size. Its rows at padded positions are finite, and without
 * meaning.
 *
 * <p>Arrays made on the way are freed before {@code forward} returns.
 */
public abstract class SelfAttention extends AbstractBlock implements AttentionProgram {

    private static final byte VERSION = 1;

    /** On a GPU, PyTorch's own choice of a kernel is worth its planning from this length on. */
    private static final int LONG = 12_288;

    /** On a GPU, of shorter texts those are planned for whose length is a multiple of this. */
    private static final int ROUND = 4096;

    /** On a GPU, programs may have a multiple of so many rows. */
    protected static final int GPU_ROWS = 128;

    /** The embedding size, e. */
    protected final int hiddenSize;

    /** The number of heads, h. */
    protected final int heads;

    /** The size of a head, d. */
    protected final int headSize;

    /** The number of heads of keys and values, each of which serves several of queries. */
    private final int keyHeads;

    /** The rate at which attention probabilities are dropped in training. */
    protected final float dropout;

    /** The form of the kernels. */
    protected final KernelMode kernels;

    /** True if a position sees itself and earlier ones only. */
    protected final boolean causal;

    /** How queries and keys are turned by their positions; null if they aren't. */
    protected final RotaryPositions rotary;

    private final boolean bias;

    /** What some mechanisms know, and others refuse. */
    protected enum Extra {
        /** Queries and keys that are turned by their positions. */
        ROTARY_POSITIONS,
        /** Heads of queries that share keys and values. */
        GROUPED_HEADS
    }

    /**
     * Takes over what all mechanisms have.
     *
     * @param sizes the sizes
     * @param known what the mechanism knows; sizes that ask for something else are refused
     */
    protected SelfAttention(AttentionSizes sizes, Extra... known) {
        super(VERSION);
        hiddenSize = sizes.hiddenSize();
        heads = sizes.heads();
        headSize = sizes.headSize();
        keyHeads = sizes.keyHeads();
        dropout = sizes.dropout();
        kernels = sizes.kernels();
        causal = sizes.causal();
        bias = sizes.bias();
        rotary = sizes.rotary();
        List<Extra> extras = List.of(known);
        require(
                rotary == null || headSize % 2 == 0,
                "The size of a head is %d; for rotary positions it must be even.",
                headSize);
        require(
                rotary == null || extras.contains(Extra.ROTARY_POSITIONS),
                "%s has no rotary positions; leave them out, or take another attention.",
                getClass().getSimpleName());
        require(
                keyHeads == heads || extras.contains(Extra.GROUPED_HEADS),
                "%s has no grouped heads; give keys as many heads as queries, or take another"
                        + " attention.",
                getClass().getSimpleName());
    }

    /**
     * Mixes the values.
     *
     * @param in what is given
     * @return (b, n, h * d), on the manager of the hidden states
     */
    protected abstract NDArray attend(AttentionInputs in);

    /** The rate at which attention probabilities are dropped, which is 0 outside of training. */
    protected final float rate(AttentionInputs in) {
        return in.training() ? dropout : 0;
    }

    /** {@return the form of the kernels} */
    public final KernelMode kernels() {
        return kernels;
    }

    /**
     * {@return the rate at which attention probabilities are dropped in training, from 0 to below
     * 1}
     */
    public final float dropoutRate() {
        return dropout;
    }

    /** {@return whether each position sees itself and earlier ones only} */
    public final boolean isCausal() {
        return causal;
    }

    /** {@return whether the mechanism has global tokens, and so takes a global attention mask} */
    public boolean hasGlobalTokens() {
        return false;
    }

    /**
     * {@return whether the mechanism tells token types apart, and takes them, as numbers of the
     * type of the hidden states, in the place of a global attention mask; false by default}
     */
    public boolean takesTokenTypes() {
        return false;
    }

    /**
     * {@return whether padding, though masked, changes what tokens see: because the end of a
     * sequence is special, or its length} Texts of such a mechanism are only alike alone and in a
     * batch if the batch doesn't pad them.
     */
    public boolean dependsOnPadding() {
        return rotary != null && rotary.scaling() instanceof RotaryPositions.Dynamic;
    }

    /**
     * {@return whether queries and keys are turned by their positions, so that these may be given}
     */
    public final boolean hasRotaryPositions() {
        return rotary != null;
    }

    /**
     * {@return the length that shorter texts are padded to before they reach the model's layers; 1,
     * by default, if texts may have any length}
     */
    public int leastLength() {
        return 1;
    }

    /**
     * Makes the part of a program, with what all mechanisms put into it.
     *
     * @param resources the files of the methods of the mechanism
     * @param constants what stands for each {@code $NAME} in them
     * @param linears the linear layers
     * @param tensors further parameters
     * @return the part
     */
    protected final ProgramPart part(
            List<String> resources,
            Map<String, ?> constants,
            List<List<ProgramLinear>> linears,
            List<Parameter> tensors) {
        Map<String, Object> all = new HashMap<>(constants);
        all.put("HEADS", heads);
        all.put("SIZE", headSize);
        all.put("SCALE", 1 / Math.sqrt((double) headSize));
        all.put("ALIGNED", isAligned() ? "True" : "False");
        all.put("LONG", isAligned() ? LONG : 0);
        all.put("ROUND", ROUND);
        all.putAll(RotaryPositions.constants(rotary, headSize));
        List<String> files = new ArrayList<>(resources);
        files.addAll(RotaryPositions.resources(rotary));
        return new ProgramPart(files, all, linears, tensors, List.of());
    }

    /**
     * {@return whether a program may call kernels of GPUs by name, which are for heads of whole 16
     * bytes in all types}
     */
    protected final boolean isAligned() {
        return headSize % 8 == 0 && headSize <= 256;
    }

    /**
     * Puts the projections into linear layers of a program: on a GPU one of all three, on a CPU,
     * where rows come in pieces and all keys before the first query, that of queries by itself.
     *
     * @param target where the program computes
     * @param query that of queries
     * @param key that of keys
     * @param value that of values
     * @return the linear layers
     */
    protected static List<List<ProgramLinear>> linears(
            ProgramTarget target, Block query, Block key, Block value) {
        return target.isGpu()
                ? List.of(ProgramLinear.of(query, key, value))
                : List.of(ProgramLinear.of(query), ProgramLinear.of(key, value));
    }

    /**
     * {@return whether training should compute the attention again in the backward pass rather than
     * keep queries, keys, values and what follows: where that costs little next to the linear
     * layers}
     */
    public boolean isCheapToRecompute() {
        return false;
    }

    /**
     * Starts to read texts piece by piece.
     *
     * @param manager owns what is remembered, and gives the device
     * @param rows the number of texts b
     * @return the past of no text yet; by default one that keeps hidden states, so that each piece
     *     computes the attention of all positions again
     * @throws IllegalStateException if the attention isn't causal
     */
    public Past newPast(NDManager manager, int rows) {
        checkCausal();
        return new HiddenPast(manager, kernels);
    }

    /** Refuses to read piece by piece what isn't causal. */
    protected final void checkCausal() {
        requireState(
                causal,
                "The attention isn't causal, so that earlier positions change with later ones; only"
                        + " a decoder can read text piece by piece.");
    }

    /**
     * Reads the next piece of texts.
     *
     * @param store the parameters
     * @param hidden its hidden states, (b, n, e)
     * @param past what {@link #newPast} gave, of the positions before; those of the piece are added
     * @return the context of the piece, (b, n, h * d), on the manager of the hidden states
     */
    public NDArray attendNext(ParameterStore store, NDArray hidden, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            NDArray all = ((HiddenPast) past).add(hidden);
            long first = all.getShape().get(1) - hidden.getShape().get(1);
            NDArray context = attend(new AttentionInputs(store, all, null, null, null, false));
            return scope.ret(context.get(new NDIndex(":, {}:", first)));
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameterStore,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        AttentionInputs in = checked(AttentionInputs.of(parameterStore, inputs, training));
        require(
                in.positions() == null || rotary != null,
                "%s has no rotary positions; leave the positions out.",
                getClass().getSimpleName());
        require(
                in.global() == null || hasGlobalTokens() || takesTokenTypes(),
                "%s has no global tokens; leave the global attention mask out.",
                getClass().getSimpleName());
        try (NDManager scope = in.hidden().getManager().newSubManager()) {
            for (NDArray input : inputs) {
                input.tempAttach(scope);
            }
            return new NDList(scope.<NDArray>ret(attend(in)));
        }
    }

    /**
     * Refuses inputs whose shapes don't fit.
     *
     * @param in what is given
     * @return the same
     */
    protected final AttentionInputs checked(AttentionInputs in) {
        return in.checked(hiddenSize);
    }

    /**
     * Adds a projection of the hidden states onto all heads as a child, with a bias unless the
     * sizes say otherwise.
     *
     * @param name its name, as in the checkpoints
     * @return (b, n, e) to (b, n, h * d)
     */
    protected final Linear addProjection(String name) {
        return addProjection(name, bias);
    }

    /**
     * Adds a projection of the hidden states onto all heads as a child.
     *
     * @param name its name, as in the checkpoints
     * @param withBias true if it has a bias, whatever the sizes say
     * @return (b, n, e) to (b, n, h * d)
     */
    protected final Linear addProjection(String name, boolean withBias) {
        long units = (long) heads * headSize;
        return addChildBlock(name, Linear.builder().setUnits(units).optBias(withBias).build());
    }

    /**
     * Adds a projection of the hidden states onto the heads of keys and values as a child.
     *
     * @param name its name, as in the checkpoints
     * @return (b, n, e) to (b, n, key heads * d), which {@link #project} gives to all heads
     */
    protected final Linear addKeyProjection(String name) {
        long units = (long) keyHeads * headSize;
        return addChildBlock(name, Linear.builder().setUnits(units).optBias(bias).build());
    }

    /** {@return how many heads of queries share keys and values; 1, unless heads are grouped} */
    protected final int group() {
        return heads / keyHeads;
    }

    /**
     * Prepares to turn queries and keys by their positions.
     *
     * @param hidden the hidden states, (b, n, e), whose manager owns what is prepared
     * @param start the position of the first
     * @return turns (b, n, h, d); gives it back as it is where positions aren't rotary
     */
    protected final UnaryOperator<NDArray> rotationFrom(NDArray hidden, long start) {
        return rotary == null
                ? UnaryOperator.identity()
                : rotary.rotation(hidden.getManager(), start, hidden.getShape().get(1), headSize);
    }

    /**
     * Prepares to turn queries and keys by their positions.
     *
     * @param in what is given; the manager of the hidden states owns what is prepared
     * @return turns (b, n, h, d); gives it back as it is where positions aren't rotary
     */
    protected final UnaryOperator<NDArray> rotation(AttentionInputs in) {
        NDArray positions = in.positions();
        return rotary == null || positions == null
                ? rotationFrom(in.hidden(), 0)
                : rotary.rotation(positions, rotary.length(positions), headSize);
    }

    /**
     * Prepares to turn queries of some of the positions.
     *
     * @param some those positions, (b, g, 1)
     * @param in what is given of all positions
     * @return turns (b, g, h, d); gives it back as it is where positions aren't rotary
     */
    protected final UnaryOperator<NDArray> rotationOf(NDArray some, AttentionInputs in) {
        if (rotary == null) {
            return UnaryOperator.identity();
        }
        long length = in.positions() == null ? in.hidden().size(1) : rotary.length(in.positions());
        return rotary.rotation(some, length, headSize);
    }

    /**
     * Projects the hidden states, as below.
     *
     * @param projection a projection of this block
     * @param in what is given
     * @return (b, n, h, d)
     */
    protected final NDArray project(Block projection, AttentionInputs in) {
        return project(projection, in.store(), in.hidden(), in.training());
    }

    /**
     * Projects and splits into heads; heads that share keys and values get them each.
     *
     * @param projection a projection of this block
     * @param store the parameters
     * @param hidden (b, n, e)
     * @param training true in training
     * @return (b, n, h, d)
     */
    protected final NDArray project(
            Block projection, ParameterStore store, NDArray hidden, boolean training) {
        Shape shape = hidden.getShape();
        NDArray weight = parameter(projection, "weight", store, hidden, training);
        NDArray onHeads;
        if (weight.hasGradient() || (training && AutogradGraph.isRecorded(hidden))) {
            onHeads = projection.forward(store, new NDList(hidden), training).singletonOrThrow();
        } else {
            NDArray bias = parameter(projection, "bias", store, hidden, false);
            KernelMode mode = training ? kernels.inTraining() : kernels;
            onHeads = LinearKernel.apply(mode, hidden, weight, bias);
        }
        NDArray split = onHeads.reshape(shape.get(0), shape.get(1), -1, headSize);
        return new HeadRange(0, heads).served(split, 2, heads / (int) split.getShape().get(2));
    }

    /**
     * Tells whether the engine records a graph, which begins at the parameters or below.
     *
     * @param in what is given
     * @return true if gradients go through this block
     */
    protected final boolean isRecorded(AttentionInputs in) {
        return getParameters().values().stream()
                        .map(p -> in.store().getValue(p, in.hidden().getDevice(), in.training()))
                        .anyMatch(NDArray::hasGradient)
                || (in.training() && AutogradGraph.isRecorded(in.hidden()));
    }

    /** A parameter of a child; null, if it has none of this name. */
    protected static NDArray parameter(
            Block block, String name, ParameterStore store, NDArray like, boolean training) {
        Parameter parameter = block.getDirectParameters().get(name);
        return parameter == null ? null : store.getValue(parameter, like.getDevice(), training);
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        for (Pair<String, Block> child : children) {
            child.getValue().initialize(manager, dataType, inputShapes[0]);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = inputShapes[0];
        return new Shape[] {new Shape(hidden.get(0), hidden.get(1), (long) heads * headSize)};
    }
}
