/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import org.efficienttransformers.translator.PredictionGuard;

/**
 * Hands arrays to the model and back as they are. Inputs and outputs belong to the caller's
 * manager.
 */
public final class RawTranslator implements NoBatchifyTranslator<NDList, NDList> {

    private static final String OUTPUTS = RawTranslator.class.getName();

    private final PredictionGuard guard;

    public RawTranslator(PredictionGuard guard) {
        this.guard = guard;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Calls the model here, where the guard holds, and leaves nothing to the Predictor.
     */
    @Override
    public NDList processInput(TranslatorContext ctx, NDList input) throws TranslateException {
        try (PredictionGuard.Prediction prediction = guard.begin(ctx.getNDManager().getDevice())) {
            ParameterStore store = new ParameterStore(prediction.manager(), false);
            ctx.setAttachment(OUTPUTS, ctx.getBlock().forward(store, input, false));
        }
        return new NDList();
    }

    @Override
    public NDList processOutput(TranslatorContext ctx, NDList list) {
        return (NDList) ctx.getAttachment(OUTPUTS);
    }
}
