/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing without one of its subcommands. */
public abstract class CommandGroup implements Runnable {

    private final String member;

    @Spec private CommandSpec spec;

    /**
     * Creates a group.
     *
     * @param member what a subcommand is, such as {@code recipe}
     */
    protected CommandGroup(String member) {
        this.member = member;
    }

    /** Says that a subcommand has to be named. */
    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(), "No " + member + " is named; " + allowed());
    }

    /** Says that there is no subcommand of a name. */
    final String noSuch(String name) {
        return "There is no " + member + " '" + name + "'; " + allowed();
    }

    private String allowed() {
        return "allowed: " + String.join(", ", spec.subcommands().keySet()) + ".";
    }
}
