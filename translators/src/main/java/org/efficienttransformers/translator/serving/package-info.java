/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Requests as DJL Serving hands them over, in JSON or plain, answered by whichever task suits the
 * model; not for applications. Start at {@link
 * org.efficienttransformers.translator.serving.ServingTask}.
 */
package org.efficienttransformers.translator.serving;
