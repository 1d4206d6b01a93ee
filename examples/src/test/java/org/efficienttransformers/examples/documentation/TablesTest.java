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
        Set<String> missing = names(Stream.of(Head.values()));
        missing.removeAll(names(Architectures.heads(kind).stream()));
        return missing.isEmpty() ? "all" : "all but " + String.join(", ", missing);
    }

    private static Set<String> names(Stream<Head> heads) {
        Set<String> names = new LinkedHashSet<>();
        heads.forEach(head -> SupportedTask.of(head).forEach(task -> names.add(task.name())));
        return names;
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
