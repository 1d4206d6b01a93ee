/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * What a task is made of.
 *
 * @param model the model
 * @param config its config.json
 * @param tokenizer its tokenizer
 * @param planner makes sequences of tokens
 * @param arguments what is asked for
 */
record TaskContext(
        TransformerModel model,
        PretrainedConfig config,
        TextTokenizer tokenizer,
        WindowPlanner planner,
        TranslatorArguments arguments) {}
