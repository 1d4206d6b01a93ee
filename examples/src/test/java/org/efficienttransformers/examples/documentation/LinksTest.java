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
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links from page to page, to files and to headings lead somewhere. */
class LinksTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|src=\"([^\"]+)\"");
    private static final Pattern ABROAD = Pattern.compile("[a-z]+:.*");

    @Test
    void leadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int checked = 0;
        for (MarkdownPage page : MarkdownPage.all()) {
            for (String line : page.prose()) {
                Matcher link = LINK.matcher(line.replaceAll("`[^`]*`", ""));
                while (link.find()) {
                    String target = link.group(1) == null ? link.group(2) : link.group(1);
                    if (!ABROAD.matcher(target).matches()) {
                        checked++;
                        if (!leads(page, target)) {
                            broken.add(page.name() + " -> " + target);
                        }
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(checked).isGreaterThan(40);
    }

    private static boolean leads(MarkdownPage page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file =
                parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]).normalize();
        if (!file.startsWith(MarkdownPage.ROOT) || !Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || new MarkdownPage(file, Files.readAllLines(file))
                        .prose().stream()
                                .filter(line -> line.startsWith("#"))
                                .map(LinksTest::anchor)
                                .anyMatch(parts[1]::equals);
    }

    /** How GitHub names a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
