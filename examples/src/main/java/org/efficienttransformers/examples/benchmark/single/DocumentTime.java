/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.nlp.qa.QAInput;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.RandomLongformer;
import org.efficienttransformers.examples.benchmark.TemporaryFolder;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.tokenizer.TextTokenizer;
import org.efficienttransformers.translator.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times question answering on documents that are longer than the model, window by window. */
@Command(
        name = "documents",
        sortOptions = false,
        description =
                "Times question answering on long documents, by overlapping windows, with a"
                        + " Longformer of base size with random weights.")
public final class DocumentTime implements Callable<Integer> {

    private static final String QUESTION = "What is the state of the union?";

    @Spec private CommandSpec spec;

    @Option(
            names = "--characters",
            paramLabel = "N",
            split = ",",
            defaultValue = "20000,100000",
            description = "Lengths of documents, separated by commas (default: ${DEFAULT-VALUE}).")
    @Range
    private List<Integer> characters;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "12",
            description = "The layers of the model (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description = "The longest text of the model (default: ${DEFAULT-VALUE}).")
    private int maxLength;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            defaultValue = "512",
            description = "The attention window of the model (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--stride",
            paramLabel = "TOKENS",
            defaultValue = "128",
            description = "What windows of the document share (default: ${DEFAULT-VALUE}).")
    private int stride;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "2",
            description = "How often; the shortest is printed (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    @Override
    public Integer call() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            RandomLongformer.writeQuestionAnswering(folder.path(), layers, maxLength, window);
            RandomLongformer.copyTokenizer(folder.path());
            measure(folder.path());
            return 0;
        } catch (ModelException | TranslateException | RuntimeException e) {
            throw new BadInputException(e, "Documents can't be timed: %s", e.getMessage());
        }
    }

    private void measure(Path folder) throws ModelException, IOException, TranslateException {
        PrintWriter out = spec.commandLine().getOut();
        Criteria<QAInput, Answer> criteria =
                Criteria.builder()
                        .setTypes(QAInput.class, Answer.class)
                        .optModelUrls("hf://" + folder)
                        .optArgument("stride", stride)
                        .build();
        try (ZooModel<QAInput, Answer> model = criteria.loadModel();
                Predictor<QAInput, Answer> predictor = model.newPredictor();
                TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            int taken =
                    tokenizer.encode(QUESTION).length() + tokenizer.pair().addedTokens() + stride;
            out.println(Machine.describe());
            out.printf(
                    "Longformer of %d layers, %,d tokens, window %d; stride %d; shortest of %d%n%n"
                            + "%-14s%10s%10s%10s%22s%n",
                    layers,
                    maxLength,
                    window,
                    stride,
                    repeats,
                    "characters",
                    "tokens",
                    "windows",
                    "seconds",
                    "s per 1,000 tokens");
            predictor.predict(new QAInput(QUESTION, document(characters.get(0))));
            double first = 0;
            double last = 0;
            for (int length : characters) {
                String document = document(length);
                int tokens = tokenizer.encode(document).length();
                double seconds = time(predictor, document);
                last = seconds / tokens * 1000;
                first = first == 0 ? last : first;
                int windows = (int) Math.ceil((tokens - stride) / (double) (maxLength - taken));
                out.printf(
                        "%-,14d%,10d%10d%10.2f%22.3f%n",
                        length, tokens, Math.max(1, windows), seconds, last);
                out.flush();
            }
            out.printf(
                    "%nat %,d characters %.2f times that at %,d%n",
                    characters.get(characters.size() - 1), last / first, characters.get(0));
        }
    }

    private double time(Predictor<QAInput, Answer> predictor, String document)
            throws TranslateException {
        double shortest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            predictor.predict(new QAInput(QUESTION, document));
            shortest = Math.min(shortest, (System.nanoTime() - start) / 1e9);
        }
        return shortest;
    }

    /** The bundled speeches, one after the other, as often as it takes. */
    private static String document(int length) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            for (Document speech : Library.speeches()) {
                text.append(speech.text()).append('\n');
            }
        }
        return text.substring(0, length);
    }
}
