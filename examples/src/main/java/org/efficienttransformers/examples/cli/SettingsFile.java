/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of a command from a YAML file: each key is the name of an option without its dashes. What
 * is given on the command line as well goes before what the file says.
 *
 * <pre>
 * model: hf://allenai/longformer-base-4096
 * train: train.csv
 * truncate: true
 * set:
 *   attention_window: 256
 * </pre>
 */
public final class SettingsFile {

    /** The option that names the file. */
    public static final String OPTION = "--settings";

    private SettingsFile() {}

    /**
     * Puts what the file says between the name of the command and its other arguments.
     *
     * @param line a command whose subcommands may have the option
     * @param args its arguments
     * @return the arguments without the option
     * @throws BadInputException if the file is no YAML, or has what the command doesn't take
     * @throws IOException if it can't be read
     */
    static String[] expand(CommandLine line, String... args) throws IOException {
        CommandLine command = line;
        int first = 0;
        while (first < args.length && command.getSubcommands().containsKey(args[first])) {
            command = command.getSubcommands().get(args[first++]);
        }
        CommandSpec spec = command.getCommandSpec();
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(first, args.length));
        Path file = spec.findOption(OPTION) == null ? null : takeFile(rest);
        if (file == null) {
            return args;
        }
        List<String> all = new ArrayList<>(Arrays.asList(args).subList(0, first));
        for (Map.Entry<?, ?> entry : read(file).entrySet()) {
            OptionSpec option = spec.findOption("--" + entry.getKey());
            if (option == null || OPTION.equals(option.longestName())) {
                throw new BadInputException(
                        "%s has the setting '%s'; allowed: %s.",
                        file, entry.getKey(), String.join(", ", names(spec)));
            }
            if (option.isMultiValue() || !isGiven(option, rest)) {
                add(all, option, entry.getValue(), file);
            }
        }
        all.addAll(rest);
        return all.toArray(String[]::new);
    }

    /** Takes the option out of the arguments; returns the file, or null if it isn't given. */
    private static Path takeFile(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.startsWith(OPTION + "=")) {
                args.remove(i);
                return Path.of(arg.substring(OPTION.length() + 1));
            }
            if (arg.equals(OPTION) && i + 1 < args.size()) {
                args.remove(i);
                return Path.of(args.remove(i));
            }
        }
        return null;
    }

    private static Map<?, ?> read(Path file) throws IOException {
        Load load =
                new Load(
                        LoadSettings.builder()
                                .setSchema(new FailsafeSchema())
                                .setLabel(file.toString())
                                .build());
        Object content;
        try {
            content = load.loadFromString(TextFile.read(file));
        } catch (YamlEngineException e) {
            throw new BadInputException(
                    e,
                    "%s is no YAML of settings: %s",
                    file,
                    e.getMessage().replaceAll("\\s+", " "));
        }
        if (content instanceof Map<?, ?> settings) {
            return settings;
        }
        throw new BadInputException(
                "%s has no settings; write one a line, such as 'epochs: 3'.", file);
    }

    /** Tells whether an option, or one that can't be given with it, is among the arguments. */
    private static boolean isGiven(OptionSpec option, List<String> args) {
        Stream<? extends ArgSpec> rivals =
                option.group() == null ? Stream.of(option) : option.group().args().stream();
        List<String> names =
                rivals.filter(ArgSpec::isOption)
                        .flatMap(arg -> Stream.of(((OptionSpec) arg).names()))
                        .toList();
        return args.stream().anyMatch(arg -> names.contains(arg.replaceFirst("=.*", "")));
    }

    private static void add(List<String> args, OptionSpec option, Object value, Path file) {
        String name = option.longestName();
        if (value instanceof Map<?, ?> map && Map.class.isAssignableFrom(option.type())) {
            map.forEach((key, each) -> args.add(name + "=" + key + "=" + each));
        } else if (value instanceof List<?> list && option.isMultiValue()) {
            list.forEach(each -> args.add(name + "=" + each));
        } else if (!(value instanceof String text)) {
            throw new BadInputException(
                    "%s has %s for '%s'; give one value.", file, value, name.substring(2));
        } else if (option.arity().max() > 0) {
            args.add(name + "=" + text);
        } else if (text.equals("true")) {
            args.add(name);
        } else if (!text.equals("false")) {
            throw new BadInputException(
                    "%s has '%s' for '%s'; allowed: true, false.", file, text, name.substring(2));
        }
    }

    private static List<String> names(CommandSpec spec) {
        return spec.options().stream()
                .map(option -> option.longestName().substring(2))
                .filter(name -> !name.equals("help") && !name.equals(OPTION.substring(2)))
                .sorted()
                .toList();
    }
}
