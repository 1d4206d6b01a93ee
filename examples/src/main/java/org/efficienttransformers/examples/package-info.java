/**
 * Programs to run and to copy from. Start at {@link org.efficienttransformers.examples.Main}, the
 * command line, and at {@link org.efficienttransformers.examples.SemanticSearch}, the demo; {@link
 * org.efficienttransformers.examples.RetrievalEvaluation} and {@link
 * org.efficienttransformers.examples.Benchmark} print the figures of docs/BENCHMARKS.md, and {@link
 * org.efficienttransformers.examples.Pictures} draws docs/pictures.
 *
 * <p>All of them load models by a plain DJL Criteria.
 */
package org.efficienttransformers.examples;
