/**
 * config.json as Hugging Face folders have it. Start at {@link
 * org.efficienttransformers.config.PretrainedConfig}.
 */
package org.efficienttransformers.config;
