/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * What transformers' tokenizer classes make of the files that they are given, as a tokenizer.json;
 * not for applications. Start at {@link
 * org.efficienttransformers.tokenizer.classes.TokenizerClass}, which finds the class of a folder
 * and knows who makes its tokenizer.
 *
 * <pre>
 * TokenizerSource      what a class takes: a vocabulary, and merges
 *   WordPieceFiles       vocab.txt: BERT, MPNet; with JapaneseFiles
 *   BytePairFiles        vocab.json and merges.txt: GPT-2, RoBERTa
 *   PieceClasses         pieces of SentencePiece: ALBERT, T5, XLM-RoBERTa, ...
 * PieceVocabulary      which pieces of a bare file a class takes, and how it numbers them
 * SentencePieceFiles   a file of SentencePiece as it stands
 * TokenizerSettings    tokens that tokenizer_config.json and its neighbours add
 * OtherClasses         those that aren't known, with what to do
 * </pre>
 */
package org.efficienttransformers.tokenizer.classes;
