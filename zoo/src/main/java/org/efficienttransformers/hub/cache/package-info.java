/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The cache on the disk, laid out as Python's {@code huggingface_hub} does, and the names that may
 * become paths in it; not for applications. It knows nothing of HTTP. Start at {@link
 * org.efficienttransformers.hub.cache.HubCache}.
 *
 * <pre>
 * HubCache       blobs, refs, snapshots, .locks: where each file is, and how it gets there
 * CacheLock      one thread and one JVM at a time
 * PartialFile    a blob while it grows
 * ContentCheck   whether a file is what its etag says
 * HubNames       what may be a repository, a revision, a file
 * </pre>
 */
package org.efficienttransformers.hub.cache;
