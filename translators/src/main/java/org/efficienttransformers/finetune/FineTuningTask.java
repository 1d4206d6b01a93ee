/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.finetune;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import java.util.function.UnaryOperator;
import org.efficienttransformers.config.GenerationConfig;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceWriter.Changes;
import org.efficienttransformers.training.TrainingBatch;

/** What there is to learn: examples, and what tells how well a model knows them. */
public interface FineTuningTask {

    /** {@return the number of tokens of each example} */
    int[] lengths();

    /**
     * Puts examples together.
     *
     * @param manager owns the arrays
     * @param epoch the number of the epoch, for what is drawn again in each
     * @param examples their indices
     * @return the batch
     */
    TrainingBatch batch(NDManager manager, int epoch, int... examples);

    /** {@return what is to become small} */
    Loss loss();

    /**
     * Returns what config.json of a saved folder is to say.
     *
     * @param model what the model's own says
     * @return by default the same
     */
    default PretrainedConfig config(PretrainedConfig model) {
        return model;
    }

    /**
     * {@return what a saved folder is to say of how vectors are made, in place of what the model's
     * own folder says; by default nothing else}
     */
    default Changes changes() {
        return Changes.NONE;
    }

    /**
     * {@return what a saved folder is to say of how texts are generated, in place of what the
     * model's own folder says; by default null, for nothing else}
     */
    default GenerationConfig generation() {
        return null;
    }

    /**
     * Evaluates a model on the validation data.
     *
     * @param model the model, from its inputs to its outputs
     * @param manager owns arrays in the meantime
     * @return what came of it
     */
    Evaluation evaluate(UnaryOperator<NDList> model, NDManager manager);

    /**
     * Evaluates a model on the validation data, which may be called otherwise than from its inputs
     * to its outputs: to generate.
     *
     * @param model the model
     * @param outputs the same, from its inputs to its outputs
     * @param manager owns arrays in the meantime
     * @return what came of it
     */
    default Evaluation evaluate(
            TransformerModel model, UnaryOperator<NDList> outputs, NDManager manager) {
        return evaluate(outputs, manager);
    }
}
