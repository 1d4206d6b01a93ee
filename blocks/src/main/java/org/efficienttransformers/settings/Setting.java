/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.settings;

import static org.efficienttransformers.settings.Require.require;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A value that a user may choose, as an argument of a {@code Criteria}, as a key of config.json, or
 * as both: its names, what is allowed, and what holds where nothing is chosen.
 *
 * <p>Values arrive as texts (serving.properties, the command line), as numbers, of which JSON makes
 * doubles, as booleans or as lists. A setting reads each of these forms, and refuses what isn't
 * allowed in one sentence.
 *
 * @param argument the name as an argument, such as {@code attentionWindow}; null if it is none, but
 *     read from config.json only
 * @param key the name in config.json, such as {@code attention_window}
 * @param parser from one of the forms to the value; throws IllegalArgumentException, whose message
 *     isn't shown, where the value isn't allowed
 * @param defaultValue what holds where nothing is chosen; may be null
 * @param allowed the values that are allowed, for messages and help
 * @param meaning what it does, for help
 * @param <T> the type of the values
 */
public record Setting<T>(
        String argument,
        String key,
        Function<Object, T> parser,
        T defaultValue,
        String allowed,
        String meaning) {

    /**
     * Makes a setting that is a whole number.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param least the least that is allowed
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<Integer> integer(
            String key, Integer defaultValue, int least, String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> whole(value, least, Integer.MAX_VALUE),
                defaultValue,
                "a whole number of " + least + " or more",
                meaning);
    }

    /**
     * Makes a setting that is a whole number with an upper bound.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param least the least that is allowed
     * @param most the most that is allowed
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<Integer> integer(
            String key, Integer defaultValue, int least, int most, String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> whole(value, least, most),
                defaultValue,
                "a whole number from " + least + " to " + most,
                meaning);
    }

    /**
     * Makes a setting that is a list; a value alone is a list of one.
     *
     * @param element how each element is read
     * @param defaultValue what holds where nothing is chosen
     * @param allowed the values that are allowed
     * @param <E> the type of the elements
     * @return the setting, under the names of the element
     */
    public static <E> Setting<List<E>> list(
            Setting<E> element, List<E> defaultValue, String allowed) {
        return new Setting<>(
                element.argument,
                element.key,
                value -> {
                    List<E> elements = new ArrayList<>();
                    list(value).forEach(one -> elements.add(element.parsed(one)));
                    return List.copyOf(elements);
                },
                defaultValue,
                allowed,
                element.meaning);
    }

    /**
     * Makes a setting that is a whole number, or a list of one for each layer.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds for all layers where nothing is chosen
     * @param least the least that is allowed
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<List<Integer>> perLayer(
            String key, int defaultValue, int least, String meaning) {
        return list(
                integer(key, null, least, meaning),
                List.of(defaultValue),
                "a whole number of " + least + " or more, or a list of one for each layer");
    }

    /**
     * Makes a setting that is a number with a fraction.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param least the least that is allowed
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<Double> number(
            String key, Double defaultValue, double least, String meaning) {
        return number(
                key,
                defaultValue,
                String.format(Locale.ROOT, "a number of %s or more", least).replace(".0 ", " "),
                number -> number >= least,
                meaning);
    }

    /**
     * Makes a setting that is a number with a fraction, in a range of any kind.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param allowed the range in words, such as {@code a number from 0 to 1}
     * @param within tells whether a finite number is in the range
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<Double> number(
            String key,
            Double defaultValue,
            String allowed,
            DoublePredicate within,
            String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> {
                    double number = Double.parseDouble(value.toString());
                    require(Double.isFinite(number) && within.test(number), "Out of range.");
                    return number;
                },
                defaultValue,
                allowed,
                meaning);
    }

    /**
     * Makes a setting that is a text, nothing by default.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param allowed what the text may say, for messages and help
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<String> text(String key, String allowed, String meaning) {
        return new Setting<>(camelCase(key), key, Object::toString, null, allowed, meaning);
    }

    /**
     * Makes a setting that is one of some words, in any case.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param words the words that are allowed, in lower case; the first holds where nothing is
     *     chosen
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<String> word(String key, List<String> words, String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> {
                    String word = value.toString().toLowerCase(Locale.ROOT);
                    require(words.contains(word), "None of them.");
                    return word;
                },
                words.get(0),
                String.join(", ", words),
                meaning);
    }

    /**
     * Makes a setting that is true or false.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param meaning what it does
     * @return the setting
     */
    public static Setting<Boolean> bool(String key, Boolean defaultValue, String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> {
                    String word = value.toString().toLowerCase(Locale.ROOT);
                    require(word.equals("true") || word.equals("false"), "Neither.");
                    return word.equals("true");
                },
                defaultValue,
                "true, false",
                meaning);
    }

    /**
     * Makes a setting that is one of some words: the names of an enum's constants in lower case.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param defaultValue what holds where nothing is chosen
     * @param meaning what it does
     * @param <E> the enum
     * @return the setting
     */
    public static <E extends Enum<E>> Setting<E> choice(
            String key, E defaultValue, String meaning) {
        return choice(key, defaultValue.getDeclaringClass(), defaultValue, meaning);
    }

    /**
     * Makes a setting that is one of some words, and nothing by default.
     *
     * @param key the name in config.json; in camel case that of the argument
     * @param type the enum whose constants, in lower case, are the words
     * @param meaning what it does
     * @param <E> the enum
     * @return the setting
     */
    public static <E extends Enum<E>> Setting<E> choice(String key, Class<E> type, String meaning) {
        return choice(key, type, null, meaning);
    }

    private static <E extends Enum<E>> Setting<E> choice(
            String key, Class<E> type, E defaultValue, String meaning) {
        return new Setting<>(
                camelCase(key),
                key,
                value -> Enum.valueOf(type, value.toString().toUpperCase(Locale.ROOT)),
                defaultValue,
                Arrays.stream(type.getEnumConstants())
                        .map(Setting::word)
                        .collect(Collectors.joining(", ")),
                meaning);
    }

    private static String camelCase(String key) {
        return Pattern.compile("_(.)")
                .matcher(key)
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }

    /**
     * {@return the same as an argument of another name}
     *
     * @param name the name
     */
    public Setting<T> as(String name) {
        return new Setting<>(name, key, parser, defaultValue, allowed, meaning);
    }

    /** {@return the same as no argument, read from config.json only} */
    public Setting<T> configOnly() {
        return as(null);
    }

    /**
     * Returns the word of an enum's constant, as config.json and arguments have it.
     *
     * @param constant the constant
     * @return its name in lower case
     */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a value.
     *
     * @param value one of the forms that values arrive in
     * @param name what to call the setting in a message: its argument, or a file and its key
     * @return the value
     * @throws IllegalArgumentException if it isn't allowed
     */
    public T parse(Object value, String name) {
        try {
            return parsed(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.format("%s is '%s'; allowed: %s.", name, value, allowed), e);
        }
    }

    /**
     * Reads the value among arguments.
     *
     * @param arguments what is given, by argument
     * @return the value, the default if none is given
     * @throws IllegalArgumentException if it isn't allowed
     */
    public T of(Map<String, ?> arguments) {
        Object value = arguments.get(argument);
        return value == null ? defaultValue : parse(value, argument);
    }

    /** JSON's null is no value. */
    private T parsed(Object value) {
        require(value != null, "Nothing.");
        return parser.apply(value);
    }

    private static int whole(Object value, int least, int most) {
        // JSON's numbers arrive as Double.
        double number = Double.parseDouble(value.toString());
        require(number >= least && number <= most && number == Math.rint(number), "Out of range.");
        return (int) number;
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            require(!list.isEmpty(), "Empty.");
            return list;
        }
        String text = value.toString().strip();
        return text.startsWith("[") && text.endsWith("]")
                ? List.of(text.substring(1, text.length() - 1).split("\\s*,\\s*"))
                : List.of(value);
    }
}
