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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.description.Head;
import org.efficienttransformers.sentence.Pooling;
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
        List<List<String>> expected = new ArrayList<>();
        for (TranslatorArgument argument : TranslatorArgument.values()) {
            expected.add(
                    List.of(
                            "`" + argument.key() + "`",
                            argument.allowed(),
                            argument.defaultValue(),
                            argument.meaning()));
        }
        assertThat(table("Arguments", 4)).isEqualTo(expected);
    }

    @Test
    void theDefaultsAreThoseOfTheCode() {
        TranslatorArguments defaults = TranslatorArguments.of(Map.of());
        assertThat(defaults.topK()).hasToString(TranslatorArgument.TOP_K.defaultValue());
        assertThat(defaults.functionToApply())
                .isEqualTo(TranslatorArgument.FUNCTION_TO_APPLY.defaultValue());
        assertThat(TranslatorArgument.POOLING.defaultValue())
                .endsWith(Pooling.DEFAULT.modes().get(0).name().toLowerCase(Locale.ROOT));
        assertThat(defaults.aggregationStrategy().name())
                .isEqualToIgnoringCase(TranslatorArgument.AGGREGATION_STRATEGY.defaultValue());
        assertThat(defaults.ignoreLabels())
                .containsExactly(TranslatorArgument.IGNORE_LABELS.defaultValue());
        assertThat(defaults.maxAnswerLength())
                .hasToString(TranslatorArgument.MAX_ANSWER_LENGTH.defaultValue());
        assertThat(TranslatorArgument.MAX_NEW_TOKENS.defaultValue())
                .startsWith(GenerationArguments.MAX_NEW_TOKENS + ", or");
        assertThat(defaults.generation().returnFullText()).isTrue();
        assertThat(defaults.stride()).isEqualTo(TranslatorArguments.NO_WINDOWS);
        assertThat(List.of(defaults.truncation(), defaults.noAnswer())).containsOnly(false);
    }

    private static String heads(Set<Head> heads) {
        if (heads.equals(Head.ofEncoders())) {
            return "any";
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

    private static String arguments(Set<TranslatorArgument> arguments) {
        EnumSet<TranslatorArgument> own = EnumSet.copyOf(arguments);
        own.removeAll(
                EnumSet.of(
                        TranslatorArgument.MAX_LENGTH,
                        TranslatorArgument.TRUNCATION,
                        TranslatorArgument.STRIDE));
        return own.stream()
                .map(argument -> "`" + argument.key() + "`")
                .collect(Collectors.joining(", "));
    }
}
