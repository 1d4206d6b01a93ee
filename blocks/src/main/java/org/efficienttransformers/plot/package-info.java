/**
 * Pictures of attention, as SVG and as pixels: {@link org.efficienttransformers.plot.AttentionPlot}
 * draws patterns, weights and buckets, {@link org.efficienttransformers.plot.LinePlot} curves.
 *
 * <p>They need neither a screen nor fonts of the machine, and come out the same on every machine.
 * This is the only package that needs the module {@code java.desktop}.
 */
package org.efficienttransformers.plot;
