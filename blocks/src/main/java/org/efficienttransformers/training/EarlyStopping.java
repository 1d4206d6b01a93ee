/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.training;

import static org.efficienttransformers.settings.Require.require;

import java.util.Locale;

/**
 * Tells when a training has ceased to get better: after so many evaluations without a better one.
 *
 * <pre>
 *   if (stopping.improves(f1)) {
 *       save the weights
 *   } else if (stopping.isTime()) {
 *       stop
 *   }
 * </pre>
 */
public final class EarlyStopping {

    private static final String SEPARATOR = " ";

    private final int patience;
    private final double minimum;
    private final boolean higher;
    private double best = Double.NaN;
    private int since;

    private EarlyStopping(int patience, double minimum, boolean higher) {
        require(
                patience >= 1 && minimum >= 0,
                "The patience is %s and the least improvement is %s; allowed: 1 evaluation or"
                        + " more, and a number of 0 or more.",
                patience,
                minimum);
        this.patience = patience;
        this.minimum = minimum;
        this.higher = higher;
    }

    /**
     * For figures that should rise, such as an accuracy.
     *
     * @param patience how many evaluations without a better one end the training, 1 or more
     * @param minimum by how much a figure must be above the best to count as better, 0 or more
     * @return the criterion
     */
    public static EarlyStopping whenNotHigher(int patience, double minimum) {
        return new EarlyStopping(patience, minimum, true);
    }

    /**
     * For figures that should fall, such as a loss.
     *
     * @param patience how many evaluations without a better one end the training, 1 or more
     * @param minimum by how much a figure must be below the best to count as better, 0 or more
     * @return the criterion
     */
    public static EarlyStopping whenNotLower(int patience, double minimum) {
        return new EarlyStopping(patience, minimum, false);
    }

    /**
     * Takes the figure of an evaluation.
     *
     * @param figure the figure; NaN is never better
     * @return true if it is the best so far
     */
    public boolean improves(double figure) {
        double gain = higher ? figure - best : best - figure;
        boolean first = Double.isNaN(best) && !Double.isNaN(figure);
        if (first || gain > minimum) {
            best = figure;
            since = 0;
            return true;
        }
        since++;
        return false;
    }

    /**
     * {@return whether the last evaluations, as many as the patience, weren't better, so that it is
     * time to stop}
     */
    public boolean isTime() {
        return since >= patience;
    }

    /** {@return the best figure; NaN before the first} */
    public double best() {
        return best;
    }

    /**
     * Writes down where it is, for a note in the {@link TrainingState}.
     *
     * @return the best figure and the evaluations since then
     */
    public String state() {
        return best + SEPARATOR + since;
    }

    /**
     * Goes on where another one was.
     *
     * @param state what its {@link #state} returned
     */
    public void resume(String state) {
        String[] parts = state.split(SEPARATOR, -1);
        try {
            if (parts.length == 2) {
                best = Double.parseDouble(parts[0]);
                since = Integer.parseInt(parts[1]);
                return;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(notAState(state), e);
        }
        throw new IllegalArgumentException(notAState(state));
    }

    private static String notAState(String state) {
        return String.format(
                Locale.ROOT,
                "The state of early stopping is '%s'; allowed: the best figure and the number of"
                        + " evaluations since, such as '0.97 2'.",
                state);
    }
}
