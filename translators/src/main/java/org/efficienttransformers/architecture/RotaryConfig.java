/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.architecture;

import static org.efficienttransformers.settings.Require.require;

import java.util.Map;
import org.efficienttransformers.attention.position.RotaryPositions;
import org.efficienttransformers.attention.position.RotaryPositions.Pairing;
import org.efficienttransformers.config.PretrainedConfig;

/** Reads rotary positions out of a config.json, as transformers does ({@code rope_parameters}). */
public final class RotaryConfig {

    private RotaryConfig() {}

    /**
     * Reads those of a model whose layers are alike.
     *
     * @param config the configuration; {@code rope_parameters}, or as older files have it {@code
     *     rope_theta} and {@code rope_scaling}
     * @param theta the base where it names none
     * @param headSize the size of a head d
     * @param maxLength the longest text of the training
     * @return the positions
     * @throws IllegalArgumentException if they are of a kind that isn't supported
     */
    public static RotaryPositions of(
            PretrainedConfig config, double theta, int headSize, int maxLength) {
        String key = config.object("rope_scaling").isEmpty() ? "rope_parameters" : "rope_scaling";
        Map<?, ?> parameters = config.object(key);
        return of(config, key, parameters, config.number("rope_theta", theta), headSize, maxLength);
    }

    /**
     * Reads those of some layers.
     *
     * @param config the configuration
     * @param key where in it the parameters stand, for messages
     * @param parameters the object that has {@code rope_type}, {@code rope_theta} and {@code
     *     factor}
     * @param theta the base where it names none
     * @param headSize the size of a head d
     * @param maxLength the longest text of the training
     * @return the positions
     * @throws IllegalArgumentException if they are of a kind that isn't supported
     */
    public static RotaryPositions of(
            PretrainedConfig config,
            String key,
            Map<?, ?> parameters,
            double theta,
            int headSize,
            int maxLength) {
        double base = number(config, key, parameters, "rope_theta", theta);
        double part =
                number(
                        config,
                        key,
                        parameters,
                        "partial_rotary_factor",
                        config.number("partial_rotary_factor", 1));
        require(
                part == 1,
                "%s has partial_rotary_factor = %s; supported: 1, all channels.",
                config.source(),
                part);
        Object type = first(parameters, "rope_type", "type");
        String kind = type == null ? "default" : type.toString();
        if (kind.equals("default")) {
            return new RotaryPositions(base, Pairing.HALF);
        }
        double factor = number(config, key, parameters, "factor", Double.NaN);
        return switch (kind) {
            case "linear" -> new RotaryPositions(base, Pairing.HALF, linear(factor));
            case "dynamic" ->
                    new RotaryPositions(
                            base, Pairing.HALF, new RotaryPositions.Dynamic(factor, maxLength));
            // As the remote code of GTE has it: the base grows for texts of all lengths.
            case "ntk" ->
                    new RotaryPositions(
                            base * factor, Pairing.HALF, linear(Math.pow(factor, 2.0 / headSize)));
            default ->
                    throw new IllegalArgumentException(
                            String.format(
                                    "%s has %s of rope_type = %s; supported: default, linear,"
                                            + " dynamic, ntk.",
                                    config.source(), key, kind));
        };
    }

    private static RotaryPositions.Linear linear(double factor) {
        return new RotaryPositions.Linear(factor);
    }

    private static Object first(Map<?, ?> parameters, String name, String other) {
        return parameters.get(name) == null ? parameters.get(other) : parameters.get(name);
    }

    private static double number(
            PretrainedConfig config,
            String key,
            Map<?, ?> parameters,
            String name,
            double defaultValue) {
        Object value = parameters.get(name);
        require(
                value == null || value instanceof Number,
                "%s has %s of %s = %s; it must be a number.",
                config.source(),
                key,
                name,
                value);
        return value == null ? defaultValue : ((Number) value).doubleValue();
    }
}
