/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.net.URI;

/**
 * What a request is about, for messages.
 *
 * @param endpoint the hub
 * @param repoId the repository
 * @param revision the branch, tag or commit asked for
 * @param file the file, or null for the list of files
 */
record Subject(URI endpoint, String repoId, String revision, String file) {

    /** The page where a person sees the repository, and accepts its terms. */
    String page() {
        return endpoint + "/" + repoId;
    }

    @Override
    public String toString() {
        String what = file == null ? "the file list" : "file " + HubNames.printable(file);
        return what + " of repository " + repoId + " (revision " + revision + ")";
    }
}
