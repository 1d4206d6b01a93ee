/**
 * Vectors of texts, by sentence encoders that a plain DJL Criteria loads: {@link
 * org.efficienttransformers.examples.embedding.TextEncoder} takes text, {@link
 * org.efficienttransformers.examples.embedding.TokenEncoder} token ids.
 */
package org.efficienttransformers.examples.embedding;
