/**
 * Readers and writers of weight files. Start at {@link
 * org.efficienttransformers.weights.TensorStore}.
 */
package org.efficienttransformers.weights;
