/**
 * The measurements of {@link org.efficienttransformers.examples.Benchmark}, a class for each, and
 * {@link org.efficienttransformers.examples.benchmark.Machine}, which says what they were made on.
 *
 * <p>{@link org.efficienttransformers.examples.benchmark.Sweep} is the general one. It reads: a
 * {@code Series} (mechanism, form of its kernels, step, batch) has a {@code Row} for each length;
 * {@code Workloads} makes what is called, {@code TurnTaking} times it, {@code MemoryPoint} measures
 * its memory, {@code Budget} says what to leave out; {@code SweepResults} tells what follows, and
 * {@code SweepTable}, {@code SweepCsv} and {@code SweepCharts} show it.
 */
package org.efficienttransformers.examples.benchmark;
