/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.description.HeadPart;
import org.efficienttransformers.description.HeadPart.Activate;
import org.efficienttransformers.description.HeadPart.Decode;
import org.efficienttransformers.description.HeadPart.Drop;
import org.efficienttransformers.description.HeadPart.Linear;
import org.efficienttransformers.description.HeadPart.Mean;
import org.efficienttransformers.description.HeadPart.Norm;
import org.efficienttransformers.description.HeadPart.Offset;
import org.efficienttransformers.description.HeadPart.Residual;
import org.efficienttransformers.description.HeadPart.Scale;
import org.efficienttransformers.description.HeadPart.Step;
import org.efficienttransformers.kernel.KernelMode;
import org.efficienttransformers.kernel.Scalars;
import org.efficienttransformers.model.layer.Layers;

/** From the last hidden states to the named answers of a {@link Head}. */
final class HeadBlock extends AbstractBlock {

    private static final byte VERSION = 1;

    private final HeadPart part;
    private final List<Stage> stages;
    private final List<Stage> relationship;

    /** A step, and its Block if it has one. */
    private record Stage(Step step, Block block) {}

    /**
     * Makes a head.
     *
     * @param part its steps
     * @param vocabSize the number of words
     * @param words the table of words, which a language model's decoder may share
     * @param kernels the form of the kernels
     */
    HeadBlock(HeadPart part, int vocabSize, Parameter words, KernelMode kernels) {
        super(VERSION);
        this.part = part;
        stages = stages(part.steps(), vocabSize, words, kernels);
        relationship = stages(part.relationship(), vocabSize, words, kernels);
    }

    private List<Stage> stages(
            List<Step> steps, int vocabSize, Parameter words, KernelMode kernels) {
        List<Stage> made = new ArrayList<>();
        for (Step step : steps) {
            Block block = null;
            if (step instanceof Linear linear) {
                block = addChildBlock(linear.part().name(), Layers.linear(linear.part()));
            } else if (step instanceof Norm norm) {
                block = addChildBlock(norm.part().name(), Layers.norm(norm.part()));
            } else if (step instanceof Decode decode) {
                block = addChildBlock("", new Decoder(decode, vocabSize, words, kernels));
            } else if (step instanceof Offset offset) {
                block = addChildBlock("", new LogitsOffset(offset.name(), vocabSize));
            }
            made.add(new Stage(step, block));
        }
        return made;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store,
            NDList inputs,
            boolean training,
            PairList<String, Object> params) {
        return new NDList(run(stages, store, inputs.head(), null, training));
    }

    /**
     * Answers.
     *
     * @param store the parameters
     * @param states what the backbone gave
     * @param inputs what it was given
     * @param question 1 at the tokens of a question, (b, n), INT64; null if none is masked
     * @param training true in training
     * @return the answers, named as transformers names them
     */
    NDList answer(
            ParameterStore store,
            Backbone.States states,
            ModelInputs inputs,
            NDArray question,
            boolean training) {
        HeadRows chosen = new HeadRows(inputs);
        NDArray last = chosen.toScore(states.last());
        if (part.head() == Head.BASE) {
            NDList base = named("last_hidden_state", last);
            return states.pooled() == null
                    ? base
                    : base.addAll(named("pooler_output", states.pooled()));
        }
        NDArray rows =
                switch (part.rows()) {
                    case ALL -> last;
                    case FIRST -> last.get(":, 0");
                    case FIRST_TOKEN -> chosen.firstTokens(last);
                    case LAST -> last.get(":, -1");
                    case MEAN -> chosen.mean(last);
                    case POOLED -> states.pooled();
                    case LAST_END -> chosen.lastEnds(last);
                };
        NDArray logits = run(stages, store, rows, chosen, training);
        return switch (part.head()) {
            case PRETRAINING ->
                    named("prediction_logits", logits)
                            .addAll(
                                    named(
                                            "seq_relationship_logits",
                                            run(
                                                    relationship,
                                                    store,
                                                    states.pooled(),
                                                    chosen,
                                                    training)));
            case QUESTION_ANSWERING -> {
                NDArray both = question == null ? logits : ruledOut(logits, question); // b n 2
                yield named("start_logits", both.get(":, :, 0"))
                        .addAll(named("end_logits", both.get(":, :, 1")));
            }
            case MULTIPLE_CHOICE -> named("logits", chosen.byChoice(logits));
            default -> named("logits", logits);
        };
    }

    private static NDArray run(
            List<Stage> stages,
            ParameterStore store,
            NDArray rows,
            HeadRows chosen,
            boolean training) {
        NDArray x = rows;
        for (Stage stage : stages) {
            if (stage.block != null) {
                x = Layers.call(stage.block, store, x, training);
            } else if (stage.step instanceof Activate activate) {
                x = activate.activation().apply(x);
            } else if (stage.step instanceof Drop drop) {
                x = Layers.dropout(x, drop.rate(), training);
            } else if (stage.step instanceof Mean) {
                x = chosen.mean(x);
            } else if (stage.step instanceof Scale scale) {
                x = Scalars.mul(x, scale.factor());
            } else if (stage.step instanceof Residual) {
                x = x.add(rows);
            }
        }
        return x;
    }

    /**
     * Takes from the scores of tokens that no answer touches what transformers does, a million. The
     * first token, which stands for there being no answer, is none of them.
     */
    private static NDArray ruledOut(NDArray both, NDArray question) {
        DataType type = both.getDataType();
        NDArray mask = question.toType(type, true); // b n
        mask.set(new NDIndex(":, 0"), 0);
        double much = type == DataType.FLOAT16 ? 6e4 : 1e6;
        return both.sub(Scalars.mul(mask.expandDims(2), much));
    }

    private static NDList named(String name, NDArray array) {
        array.setName(name);
        return new NDList(array);
    }

    @Override
    protected void initializeChildBlocks(
            NDManager manager, DataType dataType, Shape... inputShapes) {
        Shape hidden = inputShapes[0];
        initialize(stages, manager, dataType, hidden);
        initialize(relationship, manager, dataType, hidden);
    }

    private static void initialize(
            List<Stage> stages, NDManager manager, DataType dataType, Shape hidden) {
        Shape shape = hidden;
        for (Stage stage : stages) {
            if (stage.block != null) {
                stage.block.initialize(manager, dataType, shape);
                shape = stage.block.getOutputShapes(new Shape[] {shape})[0];
            }
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        Shape hidden = inputShapes[0]; // b n e
        Shape row = new Shape(hidden.get(0), hidden.get(2));
        return switch (part.head()) {
            case BASE -> inputShapes;
            case QUESTION_ANSWERING -> new Shape[] {hidden.slice(0, 2), hidden.slice(0, 2)};
            case PRETRAINING -> new Shape[] {shape(stages, hidden), shape(relationship, row)};
            default -> new Shape[] {shape(stages, part.rows() == HeadPart.Rows.ALL ? hidden : row)};
        };
    }

    private static Shape shape(List<Stage> stages, Shape input) {
        Shape shape = input;
        for (Stage stage : stages) {
            if (stage.block != null) {
                shape = stage.block.getOutputShapes(new Shape[] {shape})[0];
            } else if (stage.step instanceof Mean) {
                shape = new Shape(shape.get(0), shape.get(2));
            }
        }
        return shape;
    }
}
