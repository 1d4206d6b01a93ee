/**
 * From a Hugging Face folder to a Block with its weights. Start at {@link
 * org.efficienttransformers.checkpoint.Checkpoint}, and at {@link
 * org.efficienttransformers.checkpoint.LoadOptions} for what can be asked for.
 */
package org.efficienttransformers.checkpoint;
