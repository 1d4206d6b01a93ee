/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * The sentence encoder all-MiniLM-L6-v2 as ONNX Runtime computes it: tokens, states, their mean, of
 * length 1.
 */
final class OnnxEncoder implements AutoCloseable {

    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;

    /**
     * Loads a file of a LangChain4j artifact.
     *
     * @param file its name on the classpath
     * @param threads the threads of one call; 0 for what ONNX Runtime chooses
     * @throws IOException if it isn't there or can't be read
     */
    OnnxEncoder(String file, int threads) throws IOException {
        try (InputStream stream = resource(TOKENIZER)) {
            Map<String, String> options = Map.of("truncation", "false", "padding", "false");
            tokenizer = HuggingFaceTokenizer.newInstance(stream, options);
        }
        try (InputStream stream = resource(file);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (threads > 0) {
                options.setIntraOpNumThreads(threads);
            }
            session = OrtEnvironment.getEnvironment().createSession(stream.readAllBytes(), options);
        } catch (OrtException e) {
            tokenizer.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream stream = OnnxEncoder.class.getResourceAsStream("/" + name);
        if (stream == null) {
            throw new FileNotFoundException("The classpath has no " + name + ".");
        }
        return stream;
    }

    /** The version of ONNX Runtime. */
    static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /** The number of tokens of a text, special ones included. */
    int tokens(String text) {
        return tokenizer.encode(text).getIds().length;
    }

    /** Embeds a text; any number of threads may do so at a time. */
    float[] embed(String text) {
        Encoding encoding = tokenizer.encode(text);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            inputs.put("input_ids", tensor(encoding.getIds()));
            inputs.put("attention_mask", tensor(encoding.getAttentionMask()));
            inputs.put("token_type_ids", tensor(encoding.getTypeIds()));
            try (OrtSession.Result result = session.run(inputs)) {
                return mean(((float[][][]) result.get(0).getValue())[0]);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(long... values) throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                LongBuffer.wrap(values),
                new long[] {1, values.length});
    }

    private static float[] mean(float[][] states) {
        double[] sums = new double[states[0].length];
        for (float[] state : states) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += state[i];
            }
        }
        double square = 0;
        for (double sum : sums) {
            square += sum * sum;
        }
        float[] vector = new float[sums.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (sums[i] / Math.sqrt(square));
        }
        return vector;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            tokenizer.close();
        }
    }
}
