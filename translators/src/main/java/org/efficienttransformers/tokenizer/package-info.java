/**
 * From text to token ids and back, with offsets that Java's strings understand. Start at {@link
 * org.efficienttransformers.tokenizer.TextTokenizer}.
 *
 * <p>Whatever files a folder has are first brought into the form of a tokenizer.json, which then
 * goes to the tokenizers library, through DJL.
 */
package org.efficienttransformers.tokenizer;
