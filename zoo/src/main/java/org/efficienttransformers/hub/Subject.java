/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.net.URI;
import org.efficienttransformers.hub.cache.HubNames;

/**
 * What a request is about, for messages.
 *
 * @param endpoint the hub
 * @param repoId the repository
 * @param revision the branch, tag or commit asked for
 * @param file the file, or null for the list of files
 * @param from where in the file a request starts, such as {@code "from byte 5 of 10 on"}, or null
 */
record Subject(URI endpoint, String repoId, String revision, String file, String from) {

    /** The page where a person sees the repository, and accepts its terms. */
    String page() {
        return endpoint + "/" + repoId;
    }

    /** Returns the part of the file that begins at a position; size -1 is unknown. */
    Subject from(long position, long size) {
        String of = size < 0 ? "" : " of " + size;
        return new Subject(endpoint, repoId, revision, file, "from byte " + position + of + " on");
    }

    @Override
    public String toString() {
        String what = file == null ? "the file list" : "file " + HubNames.printable(file);
        String where = " of repository " + repoId + " (revision " + revision + ")";
        return what + where + (from == null ? "" : ", " + from);
    }
}
