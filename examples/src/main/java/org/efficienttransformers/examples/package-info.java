/**
 * Programs to run and to copy from. Start at {@link org.efficienttransformers.examples.Main}, the
 * command line, and at {@link org.efficienttransformers.examples.SemanticSearch}, the demo; {@link
 * org.efficienttransformers.examples.Benchmark} and {@link
 * org.efficienttransformers.examples.Reproduce} print the figures of the documentation and draw its
 * pictures.
 *
 * <p>All of them load models by a plain DJL Criteria.
 */
package org.efficienttransformers.examples;
