/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator.task;

import ai.djl.ndarray.NDManager;
import java.util.Random;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceSettings;
import org.efficienttransformers.settings.Setting;
import org.efficienttransformers.settings.Settings;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.TranslatorArguments;
import org.efficienttransformers.translator.window.WindowPlanner;

/**
 * What a task is made of.
 *
 * @param model the model
 * @param config its config.json
 * @param tokenizer its tokenizer
 * @param planner makes sequences of tokens
 * @param arguments what is asked for
 * @param sentence the modules of sentence-transformers in its folder, if there are any
 * @param settings what these say of prompts and the like
 * @param generation what is asked of generation, by arguments and files
 * @param manager gives the device through which weights of modules are read
 */
public record TaskContext(
        TransformerModel model,
        PretrainedConfig config,
        TextTokenizer tokenizer,
        WindowPlanner planner,
        Settings arguments,
        SentenceFolder sentence,
        SentenceSettings settings,
        Settings generation,
        NDManager manager) {

    /** Returns what is asked for, or what holds otherwise. */
    public <T> T get(Setting<T> argument) {
        return arguments.get(argument);
    }

    /** Returns the seed, another in each call if none is asked for. */
    public long drawnSeed() {
        Integer seed = get(TranslatorArguments.SEED);
        return seed == null ? new Random().nextLong() : seed;
    }

    /** Returns what stands before each text; empty for nothing. */
    public String prompt() {
        return settings.prompt(
                get(TranslatorArguments.PROMPT), get(TranslatorArguments.PROMPT_NAME));
    }
}
