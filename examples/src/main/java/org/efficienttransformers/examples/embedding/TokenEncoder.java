/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.embedding;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.model.TransformerModel;
import org.efficienttransformers.sentence.Pooling;
import org.efficienttransformers.sentence.PoolingMode;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.tokenizer.SequenceTemplate;
import org.efficienttransformers.tokenizer.TextTokenizer;

/**
 * A sentence encoder, such as all-MiniLM-L6-v2, on token ids, so that documents and queries end
 * exactly where the evaluation says. Text cut there and turned into tokens again would give others,
 * where the cut is within a word.
 */
public final class TokenEncoder implements AutoCloseable {

    private final ZooModel<NDList, NDList> model;
    private final Predictor<NDList, NDList> predictor;
    private final TextTokenizer tokenizer;
    private final SequenceTemplate template;

    private TokenEncoder(ZooModel<NDList, NDList> model, TextTokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
        template = tokenizer.single();
        predictor = model.newPredictor();
    }

    /**
     * Loads all-MiniLM-L6-v2.
     *
     * @param arguments arguments of the Criteria, such as {@code attention=longformer}
     * @return the encoder
     * @throws BadInputException if an argument is not allowed
     */
    public static TokenEncoder load(Map<String, String> arguments) {
        Criteria.Builder<NDList, NDList> criteria =
                criteria()
                        .optGroupId("org.efficienttransformers")
                        .optArtifactId("all-minilm-l6-v2");
        arguments.forEach(criteria::optArgument);
        return load(criteria, arguments.toString());
    }

    /**
     * Loads an encoder of one's own.
     *
     * @param folder a Hugging Face folder whose vectors are the mean of all tokens
     * @return the encoder
     * @throws BadInputException if it can't be loaded, or makes vectors otherwise
     */
    public static TokenEncoder load(Path folder) {
        TokenEncoder encoder =
                load(criteria().optModelUrls("hf://" + folder.toAbsolutePath()), "its own config");
        try {
            Pooling pooling = SentenceFolder.read(folder).pooling(encoder.size());
            if (pooling != null && pooling.modes().equals(List.of(PoolingMode.MEAN))) {
                return encoder;
            }
            throw new BadInputException(
                    "%s makes vectors by %s; this evaluation takes the mean of all tokens.",
                    folder, pooling == null ? "no pooling" : pooling.modes());
        } catch (IOException | RuntimeException e) {
            encoder.close();
            throw e instanceof BadInputException bad
                    ? bad
                    : new BadInputException(e, "%s", e.getMessage());
        }
    }

    private static Criteria.Builder<NDList, NDList> criteria() {
        return Criteria.builder().setTypes(NDList.class, NDList.class);
    }

    private int size() {
        return ((TransformerModel) model.getBlock()).description().stateSize();
    }

    private static TokenEncoder load(Criteria.Builder<NDList, NDList> criteria, String arguments) {
        try {
            ZooModel<NDList, NDList> model = criteria.build().loadModel();
            try {
                return new TokenEncoder(model, TextTokenizer.load(model.getModelPath()));
            } catch (IOException | RuntimeException e) {
                model.close();
                throw e;
            }
        } catch (ModelException | IOException | RuntimeException e) {
            throw new BadInputException(
                    e, "The encoder can't be loaded with %s: %s", arguments, e.getMessage());
        }
    }

    /** {@return the tokenizer, which is closed with the encoder} */
    public TextTokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Embeds tokens: the mean of the last hidden states, scaled to length 1.
     *
     * @param ids tokens, without those that mark beginning and end
     * @return e numbers
     */
    public float[] embed(int[] ids) {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDArray input = manager.create(withSpecialTokens(ids)).reshape(1, -1); // 1 n
            input.setName("input_ids");
            NDList output = predictor.predict(new NDList(input));
            output.attach(manager);
            NDArray states = output.get("last_hidden_state"); // 1 n e
            NDArray mean = states.mean(new int[] {1}).reshape(new Shape(-1)); // e
            return mean.div(mean.norm()).toFloatArray();
        } catch (TranslateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private long[] withSpecialTokens(int[] ids) {
        long[] all = new long[template.addedTokens() + ids.length];
        int next = 0;
        for (int[] part : new int[][] {template.prefix(), ids, template.suffix()}) {
            for (int id : part) {
                all[next++] = id;
            }
        }
        return all;
    }

    @Override
    public void close() {
        predictor.close();
        tokenizer.close();
        model.close();
    }
}
