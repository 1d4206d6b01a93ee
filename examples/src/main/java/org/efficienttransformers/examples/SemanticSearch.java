/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples;

import ai.djl.repository.zoo.Criteria;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.efficienttransformers.examples.cli.BadInputException;
import org.efficienttransformers.examples.cli.CommandLineProgram;
import org.efficienttransformers.examples.cli.ModelUrl;
import org.efficienttransformers.examples.cli.Range;
import org.efficienttransformers.examples.embedding.TextEncoder;
import org.efficienttransformers.examples.search.Document;
import org.efficienttransformers.examples.search.Finding;
import org.efficienttransformers.examples.search.IndexedDocument;
import org.efficienttransformers.examples.search.Library;
import org.efficienttransformers.examples.search.Report;
import org.efficienttransformers.examples.search.Result;
import org.efficienttransformers.examples.search.Search;
import org.efficienttransformers.kernel.machine.ProcessMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The demo: a question is answered out of long documents, each of which a sentence encoder with
 * sliding-window attention reads in one piece.
 *
 * <p>For comparison the same encoder with full attention reads as much as it can, 512 tokens.
 */
@Command(
        name = "search",
        sortOptions = false,
        description = {
            "Answers a question out of long documents: ranks them by meaning and shows the best"
                    + " passage of each.",
            "Without arguments it searches twelve State of the Union addresses."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  et demo search",
            "  et demo search -q 'How should racial discrimination be ended?'",
            "  et demo search -q 'Who pays for repairs?' contract.txt letters/",
            "  et demo search -q 'Who is Queequeg?' --max-length 16384 chapters/",
            "  et demo search --model sentence-transformers/all-MiniLM-L12-v2"
        })
public final class SemanticSearch implements Callable<Integer> {

    private static final String GROUP = "org.efficienttransformers";
    private static final String WHOLE = "all-minilm-l6-v2-longformer-4096";
    private static final String TRUNCATING = "all-minilm-l6-v2";
    private static final int WINDOW = 128;

    /** Answered late in one of the speeches, in words that only that passage has. */
    private static final String QUESTION =
            "Which freedoms should people everywhere in the world enjoy?";

    /** What sentence encoders read, and where the comparison is cut. */
    private static final int BEGINNING = 512;

    private static final int LONGEST = 16384;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Text files in UTF-8, and folders with .txt or .md files.")
    private List<Path> paths = List.of();

    @Option(
            names = {"-q", "--question"},
            paramLabel = "TEXT",
            description = "What to look for (default, for the speeches: " + QUESTION + ").")
    private String question;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many documents to show (default: ${DEFAULT-VALUE}).")
    @Range
    private int top;

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            defaultValue = "4096",
            description =
                    "The longest document, 512 to 16384 tokens (default: ${DEFAULT-VALUE}); the"
                            + " encoder's position table is tiled as far.")
    @Range(min = BEGINNING, max = LONGEST)
    private int maxLength;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            converter = ModelUrl.class,
            description =
                    "Another encoder of the BERT, RoBERTa or Longformer kind, with mean pooling: "
                            + ModelUrl.HELP
                            + " (default: all-MiniLM-L6-v2, which needs no download).")
    private String modelUrl;

    @Option(
            names = "--window",
            paramLabel = "TOKENS",
            description =
                    "How many neighbours each token sees, an even number (default: 128; with"
                            + " --model that of the checkpoint, or 512).")
    @Range(min = 2, multipleOf = 2)
    private Integer window;

    /**
     * Runs the demo.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        CommandLineProgram.main(new SemanticSearch(), args);
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        if (question == null) {
            question = QUESTION;
        }
        List<Document> documents = paths.isEmpty() ? Library.speeches() : Library.read(paths);
        Report report = new Report(spec.commandLine().getOut(), Ansi.AUTO, BEGINNING);
        report.begin(
                modelUrl == null ? WHOLE + " (from the zoo)" : modelUrl,
                "sliding window" + (window() == null ? "" : " of " + window() + " tokens"));
        long start = System.nanoTime();
        try (TextEncoder encoder = TextEncoder.load(whole());
                TextEncoder truncating = TextEncoder.load(beginning())) {
            Duration loading = Duration.ofNanos(System.nanoTime() - start);
            checkLengths(documents, encoder);
            report.loaded(maxLength, loading);
            search(new Search(encoder, truncating), documents, report);
        }
        return 0;
    }

    private void search(Search search, List<Document> documents, Report report) {
        ProcessMemory.resetPeak();
        OptionalLong before = ProcessMemory.resident();
        List<IndexedDocument> indexed = new ArrayList<>();
        for (Document document : documents) {
            indexed.add(search.index(document));
            report.read(indexed.get(indexed.size() - 1));
        }
        report.total(indexed, before, ProcessMemory.peak());

        List<Result> results = search.rank(question, indexed);
        report.ranking(question, results, top);
        List<Finding> findings = new ArrayList<>();
        for (Result result : results.subList(0, Math.min(top, results.size()))) {
            findings.add(search.bestPassage(question, result.document()));
        }
        report.passages(findings);
        report.explain(results, findings.get(0), clause());
    }

    private Criteria<String, float[]> whole() {
        if (modelUrl == null) {
            return bundled(WHOLE)
                    .optArgument("maxLength", maxLength)
                    .optArgument("attentionWindow", window())
                    .build();
        }
        Criteria.Builder<String, float[]> criteria =
                fromUrl()
                        .optArgument("maxLength", maxLength)
                        .optArgument("attention", "longformer");
        if (window != null) {
            criteria.optArgument("attentionWindow", window);
        }
        return criteria.build();
    }

    private Criteria<String, float[]> beginning() {
        return (modelUrl == null ? bundled(TRUNCATING) : fromUrl())
                .optArgument("maxLength", BEGINNING)
                .optArgument("truncation", true)
                .build();
    }

    private static Criteria.Builder<String, float[]> bundled(String artifact) {
        return Criteria.builder()
                .setTypes(String.class, float[].class)
                .optGroupId(GROUP)
                .optArtifactId(artifact);
    }

    private Criteria.Builder<String, float[]> fromUrl() {
        return Criteria.builder()
                .setTypes(String.class, float[].class)
                .optModelUrls(modelUrl)
                .optArgument("pooling", "mean")
                .optArgument("normalize", true);
    }

    private Integer window() {
        return window == null && modelUrl == null ? Integer.valueOf(WINDOW) : window;
    }

    private String clause() {
        return window() == null
                ? "each token attends to its neighbours only (Longformer's sliding window)"
                : "each token attends to the "
                        + window() / 2
                        + " tokens on each side of it and no others (Longformer's sliding window)";
    }

    private void checkOptions() {
        if (question == null && !paths.isEmpty()) {
            throw new BadInputException(
                    "There are files but no question to them; add --question and a" + " text.");
        }
        if (question != null && question.isBlank()) {
            throw new BadInputException("--question is empty; give one or more words.");
        }
    }

    private void checkLengths(List<Document> documents, TextEncoder encoder) {
        for (Document document : documents) {
            int length = encoder.length(encoder.tokens(document.text()));
            if (length > maxLength) {
                throw new BadInputException(
                        String.format(
                                "%s has %,d tokens, more than the %,d that the model is asked to"
                                        + " read; %s.",
                                document.title(),
                                length,
                                maxLength,
                                length <= LONGEST
                                        ? "give --max-length "
                                                + length
                                                + " or more, up to "
                                                + LONGEST
                                        : "split it, as --max-length goes up to " + LONGEST));
            }
        }
    }
}
