/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.efficienttransformers.architecture.Architectures;
import org.efficienttransformers.attention.AttentionKind;
import org.efficienttransformers.attention.AttentionKinds;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.translator.SupportedTask;
import org.junit.jupiter.api.Test;

/** What README says of the mechanisms is what the code says. */
class TablesTest {

    @Test
    void tableOfMechanismsIsThatOfTheCode() throws IOException {
        Path readme = MarkdownPage.ROOT.resolve("README.md");
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
                            mechanism.causal(),
                            tasks(kind),
                            mechanism.pretrained()));
        }
        assertThat(new MarkdownPage(readme, Files.readAllLines(readme)).table("Mechanisms"))
                .isEqualTo(expected);
    }

    private static String tasks(AttentionKind kind) {
        Set<String> missing = names(Head.ofEncoders().stream());
        missing.removeAll(names(Architectures.heads(kind).stream()));
        return missing.isEmpty() ? "all" : "all but " + String.join(", ", missing);
    }

    private static Set<String> names(Stream<Head> heads) {
        Set<String> names = new LinkedHashSet<>();
        heads.forEach(head -> SupportedTask.of(head).forEach(task -> names.add(task.name())));
        return names;
    }

    /** What README says of model types holds; there may be more. */
    @Test
    void listedModelTypesLoad() throws IOException {
        Path readme = MarkdownPage.ROOT.resolve("README.md");
        List<String> listed = new ArrayList<>();
        for (List<String> row :
                new MarkdownPage(readme, Files.readAllLines(readme)).table("Models that load")) {
            for (String type : row.get(0).split(", ")) {
                listed.add(type.replace("`", ""));
            }
        }
        assertThat(listed).hasSizeGreaterThan(8);
        assertThat(Architectures.modelTypes()).containsAll(listed);
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
                    .contains("<version>" + version + "</version>", ":" + version + "\")");
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
