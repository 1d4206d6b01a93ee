/** The demo of retrieval by vectors with a cross-encoder after it. */
package org.efficienttransformers.examples.rerank;
