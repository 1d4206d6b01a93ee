/**
 * What the programs share at the command line: {@link
 * org.efficienttransformers.examples.cli.CommandLineProgram} turns bad input into one sentence and
 * an exit code.
 */
package org.efficienttransformers.examples.cli;
