/**
 * What checkpoints ask for: config.json as Hugging Face folders have it, {@link
 * org.efficienttransformers.config.PretrainedConfig}, and generation_config.json.
 */
package org.efficienttransformers.config;
