/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.config.PretrainedConfig;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.translator.SupportedTask;
import org.junit.jupiter.api.Test;

/** What README says of the mechanisms is what the code says. */
class TablesTest {

    private static final String ARCHITECTURES = "docs/ARCHITECTURES.md";
    private static final String MODEL_TYPES = "Model types";

    /** The column of README's table that says in words what only pages on mechanisms say. */
    private static final int KEY_TECHNIQUE = 2;

    /** The words of ARCHITECTURES. */
    private static final Map<Head, String> WORDS =
            Map.of(
                    Head.BASE, "base",
                    Head.MASKED_LM, "masked words",
                    Head.CAUSAL_LM, "causal",
                    Head.PRETRAINING, "pretraining",
                    Head.CONDITIONAL_GENERATION, "summaries",
                    Head.SEQUENCE_CLASSIFICATION, "texts",
                    Head.TOKEN_CLASSIFICATION, "tokens",
                    Head.QUESTION_ANSWERING, "questions",
                    Head.MULTIPLE_CHOICE, "choices");

    @Test
    void tableOfMechanismsIsThatOfTheCode() throws IOException {
        List<List<String>> expected = new ArrayList<>();
        for (AttentionKind kind : AttentionKinds.all()) {
            AttentionKind.About mechanism = kind.about();
            expected.add(
                    List.of(
                            String.format(
                                    "[%s](docs/mechanisms/%s.md)",
                                    mechanism.title(), mechanism.id()),
                            mechanism.family(),
                            String.format(
                                    "[%s](%s)", mechanism.paper().arxiv(), mechanism.paper().url()),
                            mechanism.cost(),
                            mechanism.memory(),
                            growth(mechanism.id()),
                            mechanism.causal(),
                            tasks(kind),
                            mechanism.pretrained()));
        }
        List<List<String>> rows = new ArrayList<>();
        for (List<String> row : table("README.md", "Mechanisms")) {
            List<String> cells = new ArrayList<>(row);
            assertThat(cells.remove(KEY_TECHNIQUE)).isNotBlank();
            rows.add(cells);
        }
        assertThat(rows).isEqualTo(expected);
    }

    /** What was measured of a mechanism: time from 4,096 to 8,192 tokens, memory up to 16,384. */
    private static String growth(String mechanism) throws IOException {
        double time = measured("growth.csv", mechanism, 8192, "time_growth");
        String memory = "growth-memory.csv";
        double factor =
                measured(memory, mechanism, 16_384, "peak_bytes")
                        / measured(memory, mechanism, 1024, "peak_bytes");
        return String.format(
                Locale.ROOT, "time × %.1f, memory × %.1f", time, Math.pow(factor, 1 / 4.0));
    }

    private static double measured(String file, String mechanism, int tokens, String column)
            throws IOException {
        List<String> head = List.of();
        for (String line : Files.readAllLines(MarkdownPage.ROOT.resolve("docs/data/" + file))) {
            List<String> cells = List.of(line.split(",", -1));
            if (cells.get(0).equals("mechanism")) {
                head = cells;
            } else if (cells.get(0).equals(mechanism)
                    && cells.get(head.indexOf("tokens")).equals(Integer.toString(tokens))) {
                return Double.parseDouble(cells.get(head.indexOf(column)));
            }
        }
        throw new AssertionError("No row of " + mechanism + " and " + tokens + " in " + file);
    }

    private static String tasks(AttentionKind kind) {
        Set<String> missing = names(Head.ofEncoders().stream());
        missing.removeAll(names(Architectures.heads(kind).stream()));
        return missing.isEmpty() ? "all" : "all but " + String.join(", ", missing);
    }

    private static Set<String> names(Stream<Head> heads) {
        Set<String> names = new LinkedHashSet<>();
        heads.flatMap(head -> SupportedTask.of(head).stream())
                .forEach(task -> names.add(task.name().replace(", streamed", "")));
        return names;
    }

    /**
     * Each model type that loads is in README's table and in that of ARCHITECTURES, and no other.
     */
    @Test
    void listedModelTypesAreThoseThatLoad() throws IOException {
        assertThat(listedTypes("README.md", "Models that load"))
                .containsExactlyInAnyOrderElementsOf(Architectures.modelTypes());
        assertThat(listedTypes(ARCHITECTURES, MODEL_TYPES))
                .containsExactlyInAnyOrderElementsOf(Architectures.modelTypes());
    }

    private static List<String> listedTypes(String page, String heading) throws IOException {
        List<String> listed = new ArrayList<>();
        for (List<String> row : table(page, heading)) {
            listed.addAll(types(row));
        }
        return listed;
    }

    /** The types of a row, such as `gte`, `new`. */
    private static List<String> types(List<String> row) {
        return List.of(row.get(0).replace("`", "").split(", "));
    }

    private static List<List<String>> table(String page, String heading) throws IOException {
        Path path = MarkdownPage.ROOT.resolve(page);
        return new MarkdownPage(path, Files.readAllLines(path)).table(heading);
    }

    /** What ARCHITECTURES says of heads is what the architectures have. */
    @Test
    void listedHeadsAreThoseOfTheCode() throws IOException {
        for (List<String> row : table(ARCHITECTURES, MODEL_TYPES)) {
            for (String type : types(row)) {
                JsonObject json = new JsonObject();
                json.addProperty("model_type", type);
                Set<Head> heads = Architectures.of(new PretrainedConfig(json, type)).heads();
                assertThat(row.get(2)).as(type).isEqualTo(words(heads));
            }
        }
    }

    private static String words(Set<Head> heads) {
        Set<Head> missing = EnumSet.copyOf(Head.ofEncoders());
        missing.removeAll(heads);
        if (missing.isEmpty()) {
            return "all";
        }
        boolean few = missing.size() < 3 && Head.ofEncoders().containsAll(heads);
        return (few ? "all but " : "")
                + (few ? missing : heads)
                        .stream().sorted().map(WORDS::get).collect(Collectors.joining(", "));
    }

    /** What README tells to install is what this build has. */
    @Test
    void versionsToInstallAreThoseOfThePom() throws IOException {
        String pom = Files.readString(MarkdownPage.ROOT.resolve("pom.xml"));
        String readme = Files.readString(MarkdownPage.ROOT.resolve("README.md"));
        String install = readme.substring(readme.indexOf("## Install"), readme.indexOf("## Zoo"));
        String project = between(pom, "-parent</artifactId>\n  <version>", "<");
        String encoder = between(pom, "<minilm.version>", "<");
        String logger = between(pom, "<slf4j.version>", "<");
        for (String version : List.of(project, encoder, logger)) {
            assertThat(install)
                    .contains("<version>" + version + "</version>")
                    .containsPattern(":" + Pattern.quote(version) + "(@jar)?\"\\)");
        }
        assertThat(install).contains("version " + between(pom, "<pytorch.version>", "<"));
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        assertThat(from).as(start).isGreaterThan(start.length());
        return text.substring(from, text.indexOf(end, from));
    }

    /** Each mechanism has its page, with picture, paper and keys. */
    @Test
    void eachMechanismHasItsPage() throws IOException {
        for (AttentionKind kind : AttentionKinds.all()) {
            AttentionKind.About mechanism = kind.about();
            String page =
                    Files.readString(
                            MarkdownPage.ROOT.resolve("docs/mechanisms/" + mechanism.id() + ".md"));
            assertThat(page)
                    .as(mechanism.id())
                    .contains("../pictures/pattern-", "**When.**", "**When not.**", "**Numbers")
                    .contains("config.json", mechanism.paper().url(), mechanism.paper().title());
        }
    }
}
