/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model.layer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.efficienttransformers.attention.AttentionInputs;
import org.efficienttransformers.attention.SelfAttention;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.autograd.RandomReplay;
import org.efficienttransformers.description.AttentionPart;
import org.efficienttransformers.description.FeedForwardPart;
import org.efficienttransformers.description.LayerPart;
import org.efficienttransformers.description.LinearPart;
import org.efficienttransformers.description.NormPart;
import org.efficienttransformers.kernel.ActivationScript;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.model.layer.ModelProgram.Unsupported;
import org.efficienttransformers.program.LayerPrograms;
import org.efficienttransformers.program.ProgramLinear;
import org.efficienttransformers.program.ProgramPart;
import org.efficienttransformers.program.ProgramTarget;
import org.efficienttransformers.program.ProgramTarget.Linears;
import org.efficienttransformers.program.ProgramText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A layer: attention and feed forward, with residual sums and norms before (pre-norm) or after them
 * (post-norm).
 *
 * <p>Inputs: those of {@link SelfAttention}. Output: hidden states, (b, n, e).
 */
public final class TransformerLayer extends AbstractBlock implements StackedLayer {

    private static final Logger logger = LoggerFactory.getLogger(TransformerLayer.class);

    private static final byte VERSION = 1;

    private final LayerPart part;
    private final KernelMode kernels;
    private final SelfAttention attention;
    private final Block attentionOutput;
    private final Block attentionNorm;
    private final FeedForward feedForward;
    private final Block feedForwardNorm;

    /**
     * What follows the attention as one kernel; null if the layer isn't of the kind that it has.
     */
    private final PostAttention postAttention;

    private final LayerPrograms programs;
    private LayerTraining trainedByProgram;
    private boolean withoutTrainingProgram;

    public TransformerLayer(LayerPart part, SelfAttention attention, LayerPrograms programs) {
        super(VERSION);
        this.programs = programs;
        this.part = part;
        this.attention = addChildBlock(part.attention().name(), attention);
        kernels = attention.kernels();
        LinearPart output = part.attention().output();
        attentionOutput =
                output == null ? null : addChildBlock(output.name(), Layers.linear(output));
        attentionNorm = addNorm(part.attention().norm());
        feedForward = new FeedForward(part.feedForward(), this::addChildBlock);
        feedForwardNorm = addNorm(part.feedForward().norm());
        postAttention =
                PostAttention.isKindOf(part)
                        ? new PostAttention(
                                part,
                                kernels,
                                List.of(
                                        attentionOutput,
                                        attentionNorm,
                                        feedForward.in(),
                                        feedForward.out(),
                                        feedForwardNorm),
                                this::follow)
                        : null;
    }

    private Block addNorm(NormPart norm) {
        return norm == null ? null : addChildBlock(norm.name(), Layers.norm(norm));
    }

    /** The mechanism of this layer. */
    public SelfAttention attention() {
        return attention;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(training ? train(store, inputs) : infer(store, inputs));
    }

    /**
     * Where the layer stands in a program.
     *
     * @param kind the number of its methods, which alike layers share
     * @param linear its first linear layer
     * @param tensor its first tensor
     */
    public record Written(int kind, int linear, int tensor) {}

    /**
     * Writes the layer into a program.
     *
     * @param reversible true if it reads and writes two streams
     */
    public Written write(ProgramText text, ProgramTarget target, boolean reversible)
            throws Unsupported {
        checkKnown();
        boolean recorded = target.isTrained();
        ProgramPart mechanism =
                recorded ? attention.trainingProgram(target) : attention.program(target);
        if (recorded
                && (feedForward.in() instanceof GroupedLinear
                        || attentionOutput instanceof GroupedLinear)) {
            throw new Unsupported("Programs of training don't know groups.");
        }
        if (mechanism == null) {
            throw new Unsupported(attention.getClass().getSimpleName() + " has no program here.");
        }
        ProgramLinear projection = attention.programOutput();
        if ((projection == null) == (attentionOutput == null)) {
            throw new Unsupported("Programs project what attention gives once.");
        }
        int linear = text.linears();
        int tensor = text.tensors();
        Block gate = feedForward.gate();
        boolean joined = gate != null && recorded;
        text.linear(projection == null ? ProgramLinear.of(attentionOutput) : List.of(projection));
        if (joined) {
            text.linear(feedForward.in(), gate);
        } else {
            text.linear(feedForward.in());
        }
        text.linear(feedForward.out());
        if (gate != null && !joined) {
            text.linear(gate);
        }
        int linears = text.linears() - linear;
        mechanism.linears().forEach(text::linear);
        StringBuilder methods = new StringBuilder();
        methods.append(
                Layers.write(
                        text, "attentionNorm$K", part.attention().norm(), attentionNorm, tensor));
        methods.append(
                Layers.write(
                        text,
                        "feedForwardNorm$K",
                        part.feedForward().norm(),
                        feedForwardNorm,
                        tensor));
        int norms = text.tensors() - tensor;
        mechanism.tensors().forEach(parameter -> text.tensor(parameter, false));
        mechanism.derived().forEach(text::tensor);
        for (String resource : mechanism.resources()) {
            Map<String, Object> constants = new HashMap<>(mechanism.constants());
            constants.put("NORMS", norms);
            if (recorded) {
                constants.put("DROPOUT", attention.dropoutRate());
            }
            methods.append(text.text(resource, constants));
        }
        String order = (part.preNorm() ? "pre" : "post") + ".py";
        Map<String, Object> places = new HashMap<>(Map.of("LINEARS", linears, "NORMS", norms));
        if (recorded) {
            ActivationScript activation = part.feedForward().activation().script();
            methods.append(
                    text.text(
                            "program/training_fed" + (joined ? "_joined.py" : ".py"),
                            Map.of(
                                    "ACTIVATION",
                                    activation.value(),
                                    "GRADIENT",
                                    activation.gradient())));
            places.putAll(dropouts());
            places.put(
                    "MASKS",
                    dropouts().values().stream().filter(rate -> rate.floatValue() > 0).count());
            places.put("ROTARY", part.attention().rotary() == null ? "False" : "True");
            methods.append(text.text("program/training_context.py", places));
            methods.append(text.text("program/training_" + order, places));
        } else {
            methods.append(feedForward.write(text));
            methods.append(
                    text.text("program/layer_" + (reversible ? "reversible.py" : order), Map.of()));
            methods.append(text.text("program/layer.py", places));
        }
        return new Written(text.kind(methods.toString()), linear, tensor);
    }

    private Map<String, Float> dropouts() {
        return Map.of(
                "OUTPUT_DROPOUT", part.attention().outputDropout(),
                "INSIDE_DROPOUT", part.feedForward().dropoutInside(),
                "AFTER_DROPOUT", part.feedForward().dropoutAfter());
    }

    /** Tells whether a program trains the layer on a GPU, in the types of a target. */
    public boolean isTrainedByProgram(ProgramTarget target) {
        try {
            return !text(target).sources().isEmpty() && part.feedForward().dropoutBefore() == 0;
        } catch (Unsupported e) {
            logger.debug("The layer is trained by its Blocks.", e);
            return false;
        }
    }

    /** Writes the layer as training computes it. */
    ProgramText text(ProgramTarget target) throws Unsupported {
        ProgramText text = new ProgramText(target);
        write(text, target, false);
        return text;
    }

    @Override
    public LayerTraining training(NDList inputs) {
        NDArray hidden = inputs.head();
        Device device = hidden.getDevice();
        if (!device.isGpu()
                || hidden.getDataType() != DataType.FLOAT32
                || !kernels.isFused(hidden)
                || part.feedForward().dropoutBefore() > 0
                || inputs.subNDList(1).stream().anyMatch(AttentionInputs::arePositions)) {
            return null;
        }
        if (trainedByProgram == null && !withoutTrainingProgram) {
            Linears linears =
                    switch (kernels) {
                        case BFLOAT16 -> Linears.TRAINED_BFLOAT16;
                        case FLOAT16 -> Linears.TRAINED_FLOAT16;
                        case AUTO, PORTABLE, FUSED, INT8 -> Linears.TRAINED;
                    };
            try {
                ProgramText text = text(new ProgramTarget(device, linears, DataType.FLOAT32));
                NDManager owner = getParameters().valueAt(0).getArray().getManager();
                trainedByProgram =
                        new LayerTraining(
                                programs.of(text, device, owner),
                                List.copyOf(text.sources()),
                                attention,
                                this::random,
                                owner);
            } catch (Unsupported | IllegalStateException e) {
                logger.debug("The layer is trained by its Blocks.", e);
                withoutTrainingProgram = true;
            }
        }
        return trainedByProgram;
    }

    /** Refuses what programs don't know. */
    private void checkKnown() throws Unsupported {
        AttentionPart attended = part.attention();
        if (attended.keyHeads() != attended.heads()) {
            throw new Unsupported("Programs don't know grouped heads.");
        }
        RotaryPositions rotary = attended.rotary();
        if (rotary != null
                && !rotary.equals(new RotaryPositions(rotary.theta(), rotary.pairing()))) {
            throw new Unsupported("Programs don't know all of " + rotary + ".");
        }
    }

    private NDArray infer(ParameterStore store, NDList inputs) {
        NDArray hidden = inputs.head(); // b n e
        try (NDManager scope = scope(hidden.getManager(), inputs)) {
            return scope.ret(goOn(store, attend(store, inputs, false), hidden));
        }
    }

    private NDArray goOn(ParameterStore store, NDArray context, NDArray hidden) {
        return postAttention == null
                ? follow(store, context, hidden, false)
                : postAttention.infer(store, context, hidden);
    }

    private NDArray train(ParameterStore store, NDList inputs) {
        NDArray hidden = inputs.head(); // b n e
        LayerTraining byProgram = training(inputs);
        if (byProgram != null) {
            return byProgram.forward(store, inputs);
        }
        try (NDManager scope = scope(hidden.getManager(), inputs)) {
            RandomReplay random = random(scope);
            random.start(0);
            NDArray context = attend(store, inputs, true);
            if (postAttention != null) {
                return scope.ret(postAttention.train(store, context, hidden, random));
            }
            random.start(1);
            return scope.ret(follow(store, context, hidden, true));
        }
    }

    /** From hidden states and masks to the context, (b, n, h * d). */
    private NDArray attend(ParameterStore store, NDList inputs, boolean training) {
        NDList own = new NDList(beforeAttention(store, inputs.head(), training));
        int masks = attention.hasGlobalTokens() || attention.takesTokenTypes() ? 2 : 1;
        for (NDArray more : inputs.subNDList(1)) {
            boolean wanted =
                    AttentionInputs.arePositions(more)
                            ? attention.hasRotaryPositions()
                            : own.size() <= masks;
            if (wanted) {
                own.add(more);
            }
        }
        return attention.forward(store, own, training).singletonOrThrow();
    }

    private NDArray beforeAttention(ParameterStore store, NDArray hidden, boolean training) {
        return part.preNorm() ? Layers.normed(attentionNorm, store, hidden, training) : hidden;
    }

    /** Goes on from the context that the attention gives, by operations of any engine. */
    private NDArray follow(
            ParameterStore store, NDArray context, NDArray hidden, boolean training) {
        NDArray sum = project(kernels, store, context, training).addi(hidden);
        if (part.preNorm()) {
            return feedForward(kernels, store, sum, training).addi(sum);
        }
        NDArray attended = Layers.normed(attentionNorm, store, sum, training);
        NDArray fed = feedForward(kernels, store, attended, training).addi(attended);
        return Layers.normed(feedForwardNorm, store, fed, training);
    }

    /** The linear layer after the attention, (b, n, h * d) to (b, n, e). */
    private NDArray project(
            KernelMode mode, ParameterStore store, NDArray context, boolean training) {
        NDArray projected =
                attentionOutput == null
                        ? context
                        : Layers.linear(mode, attentionOutput, store, context, training);
        return Layers.dropout(projected, part.attention().outputDropout(), training);
    }

    /**
     * Computes the first half alone, without its residual sum.
     *
     * @param hidden (b, n, e)
     * @param mechanism from normed hidden states to the context, (b, n, h * d)
     * @return what is to be added to the residual stream, (b, n, e), on the manager of the hidden
     *     states
     */
    public NDArray attentionHalf(
            ParameterStore store,
            NDArray hidden,
            boolean training,
            UnaryOperator<NDArray> mechanism) {
        try (NDManager scope = scope(hidden.getManager(), new NDList(hidden))) {
            NDArray normed = beforeAttention(store, hidden, training);
            return scope.ret(project(ofHalves(training), store, mechanism.apply(normed), training));
        }
    }

    /** The second half alone, without its residual sum: (b, n, e) to (b, n, e). */
    public NDArray feedForwardHalf(ParameterStore store, NDArray hidden, boolean training) {
        try (NDManager scope = scope(hidden.getManager(), new NDList(hidden))) {
            return scope.ret(feedForward(ofHalves(training), store, hidden, training));
        }
    }

    /**
     * The form of the kernels for half a layer. In training, what reversible layers add without a
     * graph they take away again as computed with one, and the two must not differ by rounding.
     */
    private KernelMode ofHalves(boolean training) {
        return training ? KernelMode.PORTABLE : kernels;
    }

    private NDArray feedForward(
            KernelMode mode, ParameterStore store, NDArray hidden, boolean training) {
        return feedForward.apply(
                mode, store, part.preNorm() ? feedForwardNorm : null, hidden, training);
    }

    /**
     * Reads on in inference.
     *
     * @param hidden the hidden states of further positions, (b, n, e)
     * @param mechanism from normed hidden states to the context, (b, n, h * d)
     * @return (b, n, e)
     */
    public NDArray readNext(
            ParameterStore store, NDArray hidden, UnaryOperator<NDArray> mechanism) {
        return goOn(store, mechanism.apply(beforeAttention(store, hidden, false)), hidden);
    }

    /** What the two parts of the layer draw from, each its own numbers. */
    private RandomReplay random(NDManager manager) {
        AttentionPart attended = part.attention();
        FeedForwardPart fed = part.feedForward();
        boolean drawn =
                attention.dropoutRate() > 0
                        || attended.outputDropout() > 0
                        || fed.dropoutBefore() > 0
                        || fed.dropoutInside() > 0
                        || fed.dropoutAfter() > 0;
        return drawn ? RandomReplay.draw(manager.getEngine()) : RandomReplay.NONE;
    }

    /** A manager that owns what is made of the inputs. */
    private static NDManager scope(NDManager parent, NDList inputs) {
        NDManager scope = parent.newSubManager();
        for (NDArray input : inputs) {
            input.tempAttach(scope);
        }
        return scope;
    }

    @Override
    public boolean isCheapToRecompute() {
        return attention.isCheapToRecompute();
    }

    @Override
    public NDArray pullback(ParameterStore store, NDList inputs, NDList values, NDArray gradient) {
        NDArray hidden = inputs.head();
        if (postAttention == null
                || training(inputs) != null
                || !postAttention.hasOwnGradients(hidden)) {
            return StackedLayer.super.pullback(store, inputs, values, gradient);
        }
        try (NDManager scope = scope(gradient.getManager(), inputs)) {
            RandomReplay random = random(scope);
            random.start(0);
            NDArray context = attend(store, inputs, true);
            random.start(1);
            return scope.ret(
                    postAttention.pullback(store, new NDList(context, hidden), values, gradient));
        }
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape[] hidden = {inputShapes[0]};
        boolean before = part.preNorm();
        initialize(before ? attentionNorm : null, manager, dataType, hidden);
        attention.initialize(manager, dataType, hidden);
        if (attentionOutput != null) {
            attentionOutput.initialize(manager, dataType, attention.getOutputShapes(hidden));
        }
        initialize(before ? feedForwardNorm : attentionNorm, manager, dataType, hidden);
        feedForward.initialize(manager, dataType, hidden[0]);
        initialize(before ? null : feedForwardNorm, manager, dataType, hidden);
    }

    private static void initialize(
            Block block, NDManager manager, DataType dataType, Shape... hidden) {
        if (block != null) {
            block.initialize(manager, dataType, hidden);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {inputShapes[0]};
    }
}
