/**
 * What a DJL Criteria finds: {@code hf:} URLs ({@link
 * org.efficienttransformers.zoo.HuggingFaceRepositoryFactory}) and the models of the zoo ({@link
 * org.efficienttransformers.zoo.EfficientTransformersZoo}). Applications need none of these types:
 * having this module on the classpath is enough.
 */
package org.efficienttransformers.zoo;
