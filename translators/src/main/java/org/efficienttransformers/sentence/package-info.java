/**
 * Folders as the library sentence-transformers saves them: which modules make a vector of a text,
 * {@link org.efficienttransformers.sentence.SentenceFolder}, and what each of them does to it.
 */
package org.efficienttransformers.sentence;
