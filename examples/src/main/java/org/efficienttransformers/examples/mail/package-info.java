/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * From the public Spam Assassin mail corpus to texts with labels, training and held-out ones apart:
 * {@code MailCorpus}.
 */
package org.efficienttransformers.examples.mail;
