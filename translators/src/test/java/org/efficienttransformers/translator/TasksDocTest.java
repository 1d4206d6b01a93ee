/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.sentence.Pooling;
import org.efficienttransformers.settings.Setting;
import org.junit.jupiter.api.Test;

/** docs/TASKS.md says what the code does. */
class TasksDocTest {

    /** The cells of the table under a heading, its first columns. */
    private static List<List<String>> table(String heading, int columns) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("../docs/TASKS.md"))) {
            if (line.startsWith("## ")) {
                inside = line.equals("## " + heading);
            } else if (inside && line.startsWith("| ")) {
                rows.add(
                        Arrays.stream(line.substring(1).split("\\|"))
                                .map(String::strip)
                                .limit(columns)
                                .toList());
            }
        }
        return rows.subList(1, rows.size());
    }

    @Test
    void theTableOfTypesIsThatOfTheCode() throws IOException {
        List<List<String>> expected = new ArrayList<>();
        for (TaskType<?, ?> task : TaskType.ALL) {
            expected.add(
                    List.of(
                            task.name(),
                            heads(task.heads()),
                            "`" + task.types() + "`",
                            task.name().equals("serving")
                                    ? "those of the head's tasks"
                                    : arguments(task.arguments(Head.BASE))));
        }
        assertThat(table("Types", 4)).isEqualTo(expected);
    }

    @Test
    void theTableOfArgumentsIsThatOfTheCode() throws IOException {
        List<List<String>> rows = table("Arguments", 4);
        assertThat(rows).hasSameSizeAs(TranslatorArguments.ALL);
        for (int i = 0; i < rows.size(); i++) {
            Setting<?> setting = TranslatorArguments.ALL.get(i);
            String says = says(setting.defaultValue());
            assertThat(rows.get(i))
                    .containsExactly(
                            "`" + setting.argument() + "`",
                            setting.allowed(),
                            says.isEmpty() ? rows.get(i).get(2) : says,
                            setting.meaning());
        }
    }

    /** What is said of defaults that other files or the model give. */
    @Test
    void theDefaultsInWordsAreThoseOfTheCode() throws IOException {
        Map<String, String> defaults =
                table("Arguments", 4).stream()
                        .collect(Collectors.toMap(row -> row.get(0), row -> row.get(2)));
        assertThat(defaults.get("`pooling`"))
                .endsWith(Setting.word(Pooling.DEFAULT.modes().get(0)));
        assertThat(defaults.get("`maxNewTokens`"))
                .startsWith(TranslatorArguments.NEW_TOKENS + ", or");
        assertThat(defaults.values()).noneMatch(String::isEmpty);
    }

    private static String says(Object value) {
        if (value instanceof Enum<?> constant) {
            return Setting.word(constant);
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(Object::toString).collect(Collectors.joining(", "));
        }
        return value == null ? "" : value.toString().replaceFirst("\\.0$", "");
    }

    private static String heads(Set<Head> heads) {
        if (heads.equals(Head.ofEncoders())) {
            return "any";
        }
        if (heads.equals(EnumSet.allOf(Head.class))) {
            return "all";
        }
        EnumSet<Head> others = EnumSet.copyOf(Head.ofEncoders());
        others.removeAll(heads);
        return others.size() == 1 ? "all but " + names(others) : names(heads);
    }

    private static String names(Set<Head> heads) {
        return heads.stream()
                .map(head -> "`" + head.suffix() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String arguments(List<Setting<?>> arguments) {
        return TranslatorArguments.ALL.stream()
                .filter(arguments::contains)
                .filter(argument -> !TranslatorArguments.LENGTHS.contains(argument))
                .map(argument -> "`" + argument.argument() + "`")
                .collect(Collectors.joining(", "));
    }
}
