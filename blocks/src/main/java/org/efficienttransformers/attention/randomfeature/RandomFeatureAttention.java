/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention.randomfeature;

import static org.efficienttransformers.settings.Require.require;
import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.AttentionSizes;
import org.efficienttransformers.attention.HeadwiseAttention;
import org.efficienttransformers.attention.past.Past;
import org.efficienttransformers.autograd.RecomputingGradients;
import org.efficienttransformers.kernel.Parameters;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;

/**
 * Performer's attention (FAVOR+): an estimate of full attention by r random features of queries and
 * keys, which can be summed up over all keys once instead of for each query.
 *
 * <p>Described in the <a href="https://arxiv.org/abs/2009.14794">paper</a> "Rethinking Attention
 * with Performers". Time grows with n * r * d, memory with n. The error falls like 1 / sqrt(r), and
 * grows quickly with the length of queries and keys: a model trained with full attention needs some
 * training with this one. The causal form needs the same time, and generates text with a memory of
 * its past whose size is constant ({@link #attendNext}).
 *
 * <pre>
 *   f(x) = exp(W x - |x|^2 / 2), x = q or k divided by d^(1/4)          (r)
 *   context of q = f(q) (sum over k of f(k) v^T) / f(q) (sum over k of f(k))
 * </pre>
 *
 * <p>{@link FeatureMap.Function} has other f. The random directions W, (r, d), one for all heads,
 * are {@code projection_matrix} in checkpoints, as in performer-pytorch. They are no weights: they
 * are never trained, but drawn again every so many steps of training, or on request ({@link
 * #redraw}).
 *
 * <p>Two defects of the common implementations are avoided: padding is in neither sum, and the
 * scale of the features, which keeps them from overflow, never looks at padding nor, in the causal
 * form, at later positions.
 *
 * <p>There are no probabilities to drop in training; elements of the context are dropped in their
 * place.
 */
public final class RandomFeatureAttention extends HeadwiseAttention {

    private final int features;
    private final FeatureMap map;
    private final int redrawInterval;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Parameter directions;
    private OrthogonalFeatures drawn;
    private int calls;

    /**
     * Makes the block.
     *
     * @param sizes the sizes; positions may be rotary
     * @param features the number of random features r, positive. The error falls like 1 / sqrt(r);
     *     the paper uses 256 for heads of 64
     * @param map what the features are
     * @param drawn how the random directions are drawn; layers should differ in their seeds
     * @param redrawInterval after how many calls in training new directions are drawn, unless the
     *     block is frozen; 0 for never
     */
    public RandomFeatureAttention(
            AttentionSizes sizes,
            int features,
            FeatureMap map,
            OrthogonalFeatures drawn,
            int redrawInterval) {
        super(sizes, Extra.ROTARY_POSITIONS);
        require(
                features >= 1,
                "The number of random features is %s; it must be above 0.",
                features);
        require(
                redrawInterval >= 0,
                "The redraw interval is %s; it must be a number of calls, or 0 for never.",
                redrawInterval);
        this.features = features;
        this.map = map;
        this.drawn = drawn;
        this.redrawInterval = redrawInterval;
        query = addProjection("query");
        key = addProjection("key");
        value = addProjection("value");
        directions = addParameter(Parameters.fixed("projection_matrix", drawn));
    }

    @Override
    protected void prepare(Shape[] inputShapes) {
        directions.setShape(new Shape(features, headSize));
    }

    @Override
    public ProgramPart program(ProgramTarget target) {
        if (causal) {
            return null;
        }
        if (isAttended(target)) {
            return part(
                    List.of("attention/randomfeature/program_attended.py", "program/heads.py"),
                    FeatureKernel.program(map, headSize),
                    linears(target, query, key, value),
                    List.of(directions));
        }
        return part(
                List.of("attention/randomfeature/program.py"),
                FeatureKernel.program(map, headSize),
                List.of(ProgramLinear.of(query), ProgramLinear.of(key, value)),
                List.of(directions));
    }

    /** Whether features are attention themselves, by kernels that GPUs have. */
    private boolean isAttended(ProgramTarget target) {
        return target.isGpu() && isAligned() && FeatureKernel.isAttention(map);
    }

    @Override
    public int programRows(ProgramTarget target) {
        return isAttended(target) ? GPU_ROWS : 1;
    }

    @Override
    protected ByHeads begin(AttentionInputs in) {
        if (in.training()) {
            // Whoever thaws a whole model thaws this as well, and an optimizer would let it decay.
            directions.freeze(true);
            redrawOnInterval();
        }
        NDArray drawnDirections = directions(in.hidden());
        UnaryOperator<NDArray> rotation = rotation(in);
        return range -> {
            NDArray context =
                    FeatureKernel.attend(
                            kernels,
                            map,
                            drawnDirections,
                            rotation.apply(project(query, range, in)),
                            rotation.apply(project(key, range, in)),
                            project(value, range, in),
                            in.visible(),
                            causal,
                            in.training());
            return rate(in) > 0
                    ? Dropout.dropout(context, dropout, true).singletonOrThrow()
                    : context;
        };
    }

    /** Sums over the keys so far, whose size doesn't depend on their number. */
    @Override
    public Past newPast(NDManager manager, int rows) {
        checkCausal();
        return new KeySums(manager, rows, heads, features, headSize);
    }

    /**
     * Continues a text: gives what a causal {@code forward} over all of it would give at the new
     * positions. Time and memory don't depend on how long it is already.
     */
    @Override
    public NDArray attendNext(ParameterStore store, NDArray hidden, Past past) {
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            UnaryOperator<NDArray> rotation = rotationFrom(hidden, past.length());
            return scope.ret(
                    FeatureKernel.attendNext(
                            map,
                            directions(hidden),
                            rotation.apply(project(query, store, hidden, false)),
                            rotation.apply(project(key, store, hidden, false)),
                            project(value, store, hidden, false),
                            (KeySums) past));
        }
    }

    /**
     * The directions, which bypass the ParameterStore: its copies for several devices would not be
     * redrawn. A copy, since redrawing must not change what a gradient is still to be computed
     * from.
     */
    private NDArray directions(NDArray hidden) {
        NDArray copy = directions.getArray().duplicate();
        copy.attach(hidden.getManager());
        return copy.toType(DataType.FLOAT32, false).toDevice(hidden.getDevice(), false);
    }

    private void redrawOnInterval() {
        if (redrawInterval == 0 || isFrozen() || RecomputingGradients.isRecomputing()) {
            return;
        }
        if (calls == redrawInterval) {
            redraw();
            calls = 0;
        }
        calls++;
    }

    /** Tells whether the weights are frozen, and so the directions that they were trained for. */
    private boolean isFrozen() {
        return !query.getParameters().get("weight").requiresGradient();
    }

    /**
     * Draws new random directions, the next of the sequence that follows from the seed.
     *
     * @throws IllegalStateException if the block is frozen or not initialized
     */
    public void redraw() {
        requireState(
                directions.isInitialized(),
                "The block is not initialized; the first directions are drawn when it is.");
        requireState(
                !isFrozen(),
                "The block is frozen, and its weights were trained for the directions that it"
                        + " has; call freezeParameters(false) to change them.");
        drawn = drawn.next();
        NDArray array = directions.getArray();
        try (NDManager scope = array.getManager().newSubManager()) {
            drawn.initialize(scope, array.getShape(), array.getDataType()).copyTo(array);
        }
    }

    /**
     * Where a block is in the sequence of its random directions.
     *
     * @param seed what the present ones were drawn from
     * @param calls the number of calls in training since then, if they are redrawn on an interval
     */
    public record Drawing(long seed, int calls) {}

    /**
     * {@return where this block is in the sequence of its random directions, for a training that is
     * to go on later}
     */
    public Drawing drawing() {
        return new Drawing(drawn.seed(), calls);
    }

    /**
     * Goes on in the sequence where another block was, whose directions have been put in.
     *
     * @param drawing the place
     */
    public void resume(Drawing drawing) {
        drawn = new OrthogonalFeatures(drawn.orthogonal(), drawn.fixedNorms(), drawing.seed);
        calls = drawing.calls;
    }

    /**
     * Draws new random directions in all layers of a model.
     *
     * @param model a block that contains some of this kind
     * @throws IllegalArgumentException if it contains none
     * @throws IllegalStateException if one is frozen or not initialized
     */
    public static void redrawAll(Block model) {
        List<RandomFeatureAttention> layers = new ArrayList<>();
        collect(model, layers);
        require(
                !layers.isEmpty(),
                "%s has no RandomFeatureAttention, so there are no random directions to draw.",
                model.getClass().getSimpleName());
        layers.forEach(RandomFeatureAttention::redraw);
    }

    private static void collect(Block block, List<RandomFeatureAttention> layers) {
        if (block instanceof RandomFeatureAttention attention) {
            layers.add(attention);
        }
        for (Block child : block.getChildren().values()) {
            collect(child, layers);
        }
    }
}
