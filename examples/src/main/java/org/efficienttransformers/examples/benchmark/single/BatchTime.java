/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.benchmark.single;

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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.benchmark.RandomLongformer;
import org.efficienttransformers.examples.benchmark.Statistics;
import org.efficienttransformers.examples.benchmark.TemporaryFolder;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.Range;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times texts of different lengths: one by one, as a list, and padded to the longest. */
@Command(
        name = "batches",
        sortOptions = false,
        description =
                "Times the embedding of texts of different lengths: one by one, as a list given to"
                        + " batchPredict, and as one array padded to the longest; a Longformer of base"
                        + " size with random weights.")
public final class BatchTime implements Callable<Integer> {

    private static final int ADDED_TOKENS = 2;
    private static final int WINDOW = 512;

    @Spec private CommandSpec spec;

    @Option(
            names = "--lengths",
            paramLabel = "TOKENS",
            split = ",",
            defaultValue = "16,500,4000",
            description = "Lengths of texts, separated by commas (default: ${DEFAULT-VALUE}).")
    @Range(min = ADDED_TOKENS + 1)
    private List<Integer> lengths;

    @Option(
            names = "--copies",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many texts of each length (default: ${DEFAULT-VALUE}).")
    @Range
    private int copies;

    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "2",
            description = "The layers of the model (default: ${DEFAULT-VALUE}).")
    @Range
    private int layers;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often, in turns; medians are printed (default: ${DEFAULT-VALUE}).")
    @Range
    private int repeats;

    /** One of the ways. */
    private interface Way {

        void run() throws TranslateException;
    }

    @Override
    public Integer call() throws IOException {
        int longest = lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            RandomLongformer.write(folder.path(), layers, longest, WINDOW);
            RandomLongformer.copyTokenizer(folder.path());
            measure(folder.path(), longest);
            return 0;
        } catch (ModelException | TranslateException | RuntimeException e) {
            throw new BadInputException(e, "Batches can't be timed: %s", e.getMessage());
        }
    }

    private static <I, O> Criteria<I, O> criteria(Path folder, Class<I> in, Class<O> out) {
        return Criteria.builder().setTypes(in, out).optModelUrls("hf://" + folder).build();
    }

    private void measure(Path folder, int longest)
            throws ModelException, IOException, TranslateException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < copies; i++) {
            lengths.forEach(length -> texts.add("the ".repeat(length - ADDED_TOKENS)));
        }
        try (ZooModel<String, float[]> model =
                        criteria(folder, String.class, float[].class).loadModel();
                Predictor<String, float[]> embedder = model.newPredictor();
                ZooModel<NDList, NDList> raw =
                        criteria(folder, NDList.class, NDList.class).loadModel();
                Predictor<NDList, NDList> encoder = raw.newPredictor();
                NDManager manager = NDManager.newBaseManager()) {
            NDList padded = padded(manager, longest);
            List<Way> ways =
                    List.of(
                            () -> {
                                for (String text : texts) {
                                    embedder.predict(text);
                                }
                            },
                            () -> embedder.batchPredict(texts),
                            () -> encoder.predict(padded).close());
            double[] medians = medians(ways);
            PrintWriter out = spec.commandLine().getOut();
            out.println(Machine.describe());
            out.printf(
                    "Longformer of %d layers, window %d; %d texts of each of %s tokens; medians of"
                            + " %d%n%n",
                    layers, WINDOW, copies, lengths, repeats);
            List<String> names = List.of("one by one", "as a list", "padded to the longest");
            for (int i = 0; i < names.size(); i++) {
                out.printf(
                        "%-24s%8.1f ms%8.2f%n",
                        names.get(i), medians[i] / 1e6, medians[i] / medians[0]);
            }
        }
    }

    /** In turns, after a call of each. */
    private double[] medians(List<Way> ways) throws TranslateException {
        double[][] nanos = new double[ways.size()][repeats];
        for (int run = -1; run < repeats; run++) {
            for (int i = 0; i < ways.size(); i++) {
                long start = System.nanoTime();
                ways.get(i).run();
                if (run >= 0) {
                    nanos[i][run] = System.nanoTime() - start;
                }
            }
        }
        return Arrays.stream(nanos).mapToDouble(of -> Statistics.of(of).median()).toArray();
    }

    private NDList padded(NDManager manager, int longest) {
        int rows = copies * lengths.size();
        long[] ids = new long[rows * longest];
        long[] mask = new long[ids.length];
        for (int row = 0; row < rows; row++) {
            int start = row * longest;
            int end = start + lengths.get(row % lengths.size());
            Arrays.fill(ids, start, end, ADDED_TOKENS + 1L);
            Arrays.fill(mask, start, end, 1);
            Arrays.fill(ids, end, start + longest, 1);
        }
        Shape shape = new Shape(rows, longest);
        return new NDList(
                named("input_ids", manager.create(ids, shape)),
                named("attention_mask", manager.create(mask, shape)));
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }
}
