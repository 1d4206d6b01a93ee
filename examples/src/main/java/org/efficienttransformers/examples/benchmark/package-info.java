/**
 * The measurements of {@link org.efficienttransformers.examples.Benchmark}, a class for each, and
 * {@link org.efficienttransformers.examples.benchmark.Machine}, which says what they were made on.
 */
package org.efficienttransformers.examples.benchmark;
