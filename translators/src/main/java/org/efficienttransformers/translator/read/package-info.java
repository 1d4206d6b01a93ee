/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Tasks that read a text, each in a class of its own; not for applications. {@link
 * org.efficienttransformers.translator.read.Classifier} is the plainest one, {@link
 * org.efficienttransformers.translator.read.QuestionAnswerer} looks for the place of an answer.
 */
package org.efficienttransformers.translator.read;
