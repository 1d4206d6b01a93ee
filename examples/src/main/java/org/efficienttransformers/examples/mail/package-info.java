/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Mails made up from templates, training and held-out ones apart ({@code MailCorpus}), and what the
 * models that learnt from them are worth ({@code MailComparison}, {@code MailDemo}).
 */
package org.efficienttransformers.examples.mail;
