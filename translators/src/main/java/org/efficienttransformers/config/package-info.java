/**
 * What users and checkpoints ask for: config.json as Hugging Face folders have it, {@link
 * org.efficienttransformers.config.PretrainedConfig}, and the arguments of a Criteria, {@link
 * org.efficienttransformers.config.Arguments}.
 */
package org.efficienttransformers.config;
