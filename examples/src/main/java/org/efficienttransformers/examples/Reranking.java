/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import ai.djl.MalformedModelException;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.ModelUrl;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.rerank.KnownItems;
import org.efficienttransformers.examples.rerank.PassageIndex;
import org.efficienttransformers.examples.rerank.PassageIndex.Hit;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.translator.RerankInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The demo of two stages: a sentence encoder finds passages by their vectors, and a cross-encoder,
 * which reads query and passage together, puts the best of them in order.
 */
@Command(
        name = "rerank",
        sortOptions = false,
        description = {
            "Looks for a passage of twelve State of the Union addresses by words that are"
                    + " remembered of it: all-MiniLM-L6-v2 finds candidates, a cross-encoder puts"
                    + " them in order.",
            "With --evaluate it measures how often the right passage comes first, with and without"
                    + " the cross-encoder."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et demo rerank",
            "  et demo rerank --evaluate 200",
            "  et demo rerank --reranker BAAI/bge-reranker-v2-m3"
        })
public final class Reranking implements Callable<Integer> {

    private static final String GROUP = "org.efficienttransformers";
    private static final String QUERY =
            "Fourth, explicit approval by the Congress of the consideration the";
    private static final int LONGEST_LINE = 78;

    @Spec private CommandSpec spec;

    @Option(
            names = {"-q", "--query"},
            paramLabel = "TEXT",
            defaultValue = QUERY,
            description = "What to look for (default: ${DEFAULT-VALUE}).")
    private String query;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many passages to show (default: ${DEFAULT-VALUE}).")
    @Range
    private int top;

    @Option(
            names = "--candidates",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many passages to put in order (default: ${DEFAULT-VALUE}).")
    @Range
    private int candidates;

    @Option(
            names = "--reranker",
            paramLabel = "MODEL",
            converter = ModelUrl.class,
            description =
                    "Another cross-encoder with one label: "
                            + ModelUrl.HELP
                            + " (default: speech-reranker of the zoo, which needs no download).")
    private String rerankerUrl;

    @Option(
            names = "--evaluate",
            paramLabel = "QUERIES",
            description = "Measures with so many queries instead.")
    @Range
    private Integer evaluate;

    @Override
    public Integer call() throws IOException {
        checkOptions();
        PrintWriter out = spec.commandLine().getOut();
        try (PassageIndex index = new PassageIndex(Library.speeches(), encoder(), reranker())) {
            if (evaluate == null) {
                show(out, index);
            } else {
                evaluate(out, index);
            }
            return 0;
        } catch (ModelNotFoundException | MalformedModelException | TranslateException e) {
            throw new BadInputException(e, "%s", e.getMessage());
        }
    }

    private void show(PrintWriter out, PassageIndex index) throws TranslateException {
        List<Hit> found = index.retrieve(query, candidates);
        out.printf("Query: %s%n%n", query);
        out.printf("By vectors alone, of %,d passages:%n", index.entries().size());
        print(out, index, found, "cosine");
        out.printf("%nOf the best %d, by the cross-encoder:%n", found.size());
        print(out, index, index.rerank(query, found), "score");
    }

    private void print(PrintWriter out, PassageIndex index, List<Hit> hits, String what) {
        for (int i = 0; i < Math.min(top, hits.size()); i++) {
            PassageIndex.Entry entry = index.entries().get(hits.get(i).place());
            out.printf("%d. %s, %s %.3f%n", i + 1, entry.title(), what, hits.get(i).score());
            String text = entry.text().replaceAll("\\s+", " ");
            out.printf(
                    "   %s%n",
                    text.length() <= LONGEST_LINE
                            ? text
                            : text.substring(0, LONGEST_LINE - 3).strip() + "...");
        }
    }

    private void evaluate(PrintWriter out, PassageIndex index) throws TranslateException {
        List<String> texts = index.entries().stream().map(PassageIndex.Entry::text).toList();
        List<KnownItems.Query> queries = KnownItems.draw(texts, evaluate, 42);
        Tally vectors = new Tally();
        Tally both = new Tally();
        for (KnownItems.Query asked : queries) {
            long start = System.nanoTime();
            List<Hit> found = index.retrieve(asked.text(), candidates);
            long between = System.nanoTime();
            vectors.add(found, asked.place(), between - start);
            List<Hit> again = index.rerank(asked.text(), found);
            both.add(again, asked.place(), System.nanoTime() - start);
        }
        out.printf(
                "%d queries, %d passages, %d candidates%n%n%-32s%12s%12s%8s%12s%n",
                queries.size(),
                texts.size(),
                candidates,
                "order",
                "accuracy@1",
                "accuracy@5",
                "MRR",
                "ms/query");
        vectors.print(out, "vectors alone");
        both.print(out, "vectors, then cross-encoder");
    }

    /** How well an order did. */
    private static final class Tally {

        private int queries;
        private int first;
        private int amongFive;
        private double reciprocals;
        private long nanos;

        void add(List<Hit> hits, int right, long time) {
            int rank =
                    IntStream.range(0, hits.size())
                            .filter(i -> hits.get(i).place() == right)
                            .findFirst()
                            .orElse(Integer.MAX_VALUE - 1);
            queries++;
            first += rank == 0 ? 1 : 0;
            amongFive += rank < 5 ? 1 : 0;
            reciprocals += 1.0 / (rank + 1);
            nanos += time;
        }

        void print(PrintWriter out, String name) {
            out.printf(
                    "%-32s%12.3f%12.3f%8.3f%12.1f%n",
                    name,
                    (double) first / queries,
                    (double) amongFive / queries,
                    reciprocals / queries,
                    nanos / 1e6 / queries);
        }
    }

    private static Criteria<String, float[]> encoder() {
        return Criteria.builder()
                .setTypes(String.class, float[].class)
                .optGroupId(GROUP)
                .optArtifactId("all-minilm-l6-v2")
                .optArgument("truncation", true)
                .build();
    }

    private Criteria<RerankInput, float[]> reranker() {
        Criteria.Builder<RerankInput, float[]> criteria =
                Criteria.builder()
                        .setTypes(RerankInput.class, float[].class)
                        .optArgument("truncation", true);
        return rerankerUrl == null
                ? criteria.optGroupId(GROUP).optArtifactId("speech-reranker").build()
                : criteria.optModelUrls(rerankerUrl).build();
    }

    private void checkOptions() {
        if (query.isBlank()) {
            throw new BadInputException("--query is empty; give one or more words.");
        }
    }
}
