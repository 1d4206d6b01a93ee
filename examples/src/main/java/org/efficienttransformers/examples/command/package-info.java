/**
 * The subcommands of {@link org.efficienttransformers.examples.Main}.
 *
 * <p>What a program reads on goes to standard output, as text for people or with {@code --json} as
 * JSON; what is wrong goes to the error stream.
 */
package org.efficienttransformers.examples.command;
