/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import static org.efficienttransformers.settings.Require.require;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.efficienttransformers.attention.recurrence.RelativeAttention;
import org.efficienttransformers.attention.recurrence.XlnetKind;
import org.efficienttransformers.model.layer.TransformerLayer;
import org.efficienttransformers.settings.Settings;

/**
 * Reads a text in inference with a memory: as one segment, or as several, each of which sees what
 * the layers remember of those before. What is in use does not grow with the number of segments.
 */
final class Recurrence {

    private static final String MEMORY = "mems.";

    private final Backbone backbone;
    private final int segment;
    private final int remembered;
    private final int reused;
    private final boolean gives;

    private Recurrence(Backbone backbone, Settings settings) {
        this.backbone = backbone;
        segment = settings.get(XlnetKind.SEGMENT);
        remembered = XlnetKind.memory(settings);
        reused = settings.get(XlnetKind.REUSED);
        gives = settings.get(XlnetKind.MEMORY) > 0;
    }

    /** What reads with a memory; null if the layers have none. */
    static Recurrence of(Backbone backbone, Settings settings) {
        boolean has = backbone.attention().stream().allMatch(RelativeAttention.class::isInstance);
        return has ? new Recurrence(backbone, settings) : null;
    }

    /**
     * What was read.
     *
     * @param states the hidden states
     * @param memory what each layer remembers, (b, m, e); empty if nothing is wanted of it
     */
    record Result(Backbone.States states, NDList memory) {}

    /**
     * Tells whether a text is read at once, and nothing remembered or to be: as by any other model.
     *
     * @param length its length
     * @param given what was remembered before
     */
    boolean isIdle(long length, NDList given) {
        return !gives && given.isEmpty() && (segment == 0 || length <= segment);
    }

    /** Takes the arrays that are named as a memory out of the inputs, in the order of layers. */
    static NDList given(NDList inputs, NDList others) {
        NDList memory = new NDList();
        for (NDArray input : inputs) {
            boolean remembered = input.getName() != null && input.getName().startsWith(MEMORY);
            (remembered ? memory : others).add(input);
        }
        memory.sort(
                (one, other) ->
                        one.getName().length() == other.getName().length()
                                ? one.getName().compareTo(other.getName())
                                : one.getName().length() - other.getName().length());
        return memory;
    }

    /** Brings a memory from the form of transformers, (m, b, e), into ours. */
    private NDList checked(NDList given, Backbone.Inputs inputs, int size) {
        int layers = backbone.layers().size();
        NDList memory = new NDList();
        for (int i = 0; i < given.size(); i++) {
            NDArray array = given.get(i);
            Shape shape = array.getShape();
            require(
                    given.size() == layers
                            && array.getName().equals(MEMORY + i)
                            && shape.dimension() == 3
                            && shape.get(0) == given.head().getShape().get(0)
                            && shape.get(1) == inputs.ids().getShape().get(0)
                            && shape.get(2) == size
                            && array.getDataType().isFloating(),
                    "The input %s has shape %s and is one of %d; allowed: mems.0 to mems.%d, each a"
                            + " float array of (remembered, %d, %d).",
                    array.getName(),
                    shape,
                    given.size(),
                    layers - 1,
                    inputs.ids().getShape().get(0),
                    size);
            NDManager manager = inputs.ids().getManager();
            DataType type = backbone.words().getArray().getDataType();
            NDArray here = array.toDevice(manager.getDevice(), false).toType(type, false);
            NDArray turned = here.transpose(1, 0, 2);
            turned.attach(manager);
            memory.add(turned);
        }
        return memory;
    }

    /**
     * Reads.
     *
     * @param store the parameters
     * @param inputs the text
     * @param given what was remembered before, (m, b, e) for each layer; empty for nothing
     * @param lastOnly true if only the last hidden states of the last segment are wanted
     * @param keepStates true to give the hidden states between the layers, too
     * @return what was read
     */
    Result read(
            ParameterStore store,
            Backbone.Inputs inputs,
            NDList given,
            boolean lastOnly,
            boolean keepStates) {
        NDManager manager = inputs.ids().getManager();
        int size = backbone.hiddenSize();
        NDList memory = checked(given, inputs, size);
        long length = inputs.ids().size(1);
        long step = segment == 0 ? length : segment;
        NDArray seen = memory.isEmpty() ? null : ones(inputs.ids(), memory.head().size(1));
        int count = backbone.layers().size() + 1;
        NDList[] kept = new NDList[keepStates ? count : 1];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = new NDList();
        }
        boolean wanted = gives || !given.isEmpty();
        for (long start = 0; start < length; start += step) {
            long end = Math.min(start + step, length);
            NDIndex range = new NDIndex(":, {}:{}", start, end);
            boolean remembers = wanted || end < length;
            try (NDManager scope = manager.newSubManager()) {
                memory.attach(scope);
                NDArray ids = on(scope, inputs.ids().get(range));
                NDArray types =
                        inputs.types() == null ? null : on(scope, inputs.types().get(range));
                NDArray tokens =
                        inputs.visible() == null ? null : on(scope, inputs.visible().get(range));
                NDArray visible = joined(seen, tokens);
                NDList states = states(store, ids, types, visible, memory);
                NDList next = new NDList();
                for (int i = 0; remembers && i < count - 1; i++) {
                    next.add(remember(memory.isEmpty() ? null : memory.get(i), states.get(i)));
                }
                NDArray mask = remembers && visible != null ? remember(seen, tokens) : null;
                memory = next;
                memory.attach(manager);
                seen = mask == null ? null : scope.ret(mask);
                boolean last = end == length;
                if (keepStates) {
                    for (int i = 0; i < count; i++) {
                        kept[i].add(scope.ret(states.get(i)));
                    }
                } else if (last || !lastOnly) {
                    kept[0].add(scope.ret(states.get(count - 1)));
                }
            }
            if (seen != null) {
                seen.attach(manager);
            }
        }
        NDList hidden = new NDList();
        if (keepStates) {
            for (NDList parts : kept) {
                hidden.add(joined(parts));
            }
        }
        NDArray last = keepStates ? hidden.get(count - 1) : joined(kept[0]);
        NDArray normed = backbone.normed(store, last);
        return new Result(
                new Backbone.States(normed, null, hidden), wanted ? named(memory) : new NDList());
    }

    /** The hidden states of a segment, below and above each layer. */
    private NDList states(
            ParameterStore store, NDArray ids, NDArray types, NDArray visible, NDList memory) {
        NDArray shown = visible;
        if (shown == null && !memory.isEmpty()) {
            shown = ones(ids, memory.head().size(1) + ids.size(1));
        }
        NDList read =
                backbone.program()
                        .read(
                                new Backbone.Inputs(ids, null, types, shown, null),
                                memory,
                                false,
                                true);
        if (read != null) {
            return read.subNDList(1);
        }
        DataType type = backbone.words().getArray().getDataType();
        NDArray typed = types == null ? null : types.toType(type, false);
        NDList states = new NDList(backbone.embed(store, ids, null));
        for (int i = 0; i < backbone.layers().size(); i++) {
            NDArray before = memory.isEmpty() ? null : memory.get(i);
            states.add(layer(i, store, states.get(i), before, visible, typed));
        }
        return states;
    }

    private NDArray layer(
            int index,
            ParameterStore store,
            NDArray hidden,
            NDArray before,
            NDArray visible,
            NDArray types) {
        TransformerLayer layer = backbone.layers().get(index);
        RelativeAttention attention = (RelativeAttention) layer.attention();
        try (NDManager scope = hidden.getManager().newSubManager()) {
            hidden.tempAttach(scope);
            return scope.ret(
                    layer.readNext(
                            store,
                            hidden,
                            own -> attention.remember(store, own, before, visible, types)));
        }
    }

    private static NDArray on(NDManager manager, NDArray array) {
        array.attach(manager);
        return array;
    }

    private NDArray ones(NDArray ids, long length) {
        Shape shape = new Shape(ids.size(0), length);
        return ids.getManager().ones(shape, backbone.words().getArray().getDataType());
    }

    /** The mask of memory and segment; null if both are tokens only. */
    private static NDArray joined(NDArray seen, NDArray tokens) {
        return tokens == null || seen == null ? tokens : seen.concat(tokens, 1);
    }

    /** What is remembered after a segment: the last of what was, and of the segment. */
    private NDArray remember(NDArray before, NDArray hidden) {
        NDArray own = reused > 0 ? hidden.get(new NDIndex(":, :{}", reused)) : hidden;
        NDArray all = before == null ? own : before.concat(own, 1);
        long from = remembered == 0 ? 0 : Math.max(0, all.size(1) - remembered);
        return all.get(new NDIndex(":, {}:", from)).duplicate();
    }

    private static NDArray joined(NDList parts) {
        return parts.size() == 1 ? parts.head() : NDArrays.concat(parts, 1);
    }

    /** As transformers has it: (m, b, e), named. */
    private static NDList named(NDList memory) {
        NDList named = new NDList();
        for (int i = 0; i < memory.size(); i++) {
            NDArray array = memory.get(i).transpose(1, 0, 2);
            array.setName(MEMORY + i);
            named.add(array);
        }
        return named;
    }
}
