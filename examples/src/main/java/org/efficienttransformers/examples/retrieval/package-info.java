/**
 * What {@link org.efficienttransformers.examples.RetrievalEvaluation} is made of: {@link
 * org.efficienttransformers.examples.retrieval.Corpus} cuts speeches into documents and queries,
 * {@link org.efficienttransformers.examples.retrieval.Method} embeds the documents in one way or
 * another, {@link org.efficienttransformers.examples.retrieval.Scores} says how well they are
 * found.
 */
package org.efficienttransformers.examples.retrieval;
