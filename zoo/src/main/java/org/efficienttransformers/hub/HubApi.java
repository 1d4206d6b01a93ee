/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.efficienttransformers.hub.cache.HubNames;

/** The two questions that the hub answers: what is in a revision, and what a file is. */
final class HubApi {

    /** 100,000 files, the most that the hub recommends for a repository, take about 6 MB. */
    private static final int MAX_LIST_BYTES = 16 << 20;

    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private final HubConfig config;
    private final HubHttp http;

    HubApi(HubConfig config, HubHttp http) {
        this.config = config;
        this.http = http;
    }

    /**
     * What a revision is at this moment.
     *
     * @param commit its commit hash
     * @param files all files of the commit, slashes between folders
     */
    record Listing(String commit, Set<String> files) {}

    /**
     * What the hub says of a file.
     *
     * @param etag the git blob's SHA-1, or the SHA-256 of a large file
     * @param size bytes, or -1 if the server doesn't tell
     */
    record Metadata(String etag, long size) {}

    /** Resolves a revision. Everything else is then asked of the commit, which can't move. */
    Listing list(String repoId, String revision) throws IOException {
        Subject subject = new Subject(config.endpoint(), repoId, revision, null, null);
        URI uri = uri("/api/models/" + repoId + "/revision/" + HubNames.encode(revision));
        try (HubHttp.Answer answer = http.get(uri, Map.of(), subject)) {
            if (answer.status() != 200) {
                throw HubErrors.status(answer, subject);
            }
            byte[] body = readAll(answer, subject);
            return parse(new String(body, StandardCharsets.UTF_8), subject);
        }
    }

    /** Asks for size and etag of a file of a commit. */
    Metadata metadata(String repoId, String commit, String file) throws IOException {
        Subject subject = subject(repoId, commit, file);
        try (HubHttp.Answer answer = http.head(fileUri(repoId, commit, file), subject)) {
            boolean redirect = answer.status() / 100 == 3;
            if (answer.status() != 200 && !redirect) {
                throw HubErrors.status(answer, subject);
            }
            String moved = answer.header("X-Repo-Commit").orElse(commit);
            if (!moved.equals(commit)) {
                throw new HubException(
                        "Asked for "
                                + subject
                                + ", the hub answered for commit "
                                + HubNames.printable(moved)
                                + "; try again, and check HF_ENDPOINT if it stays.");
            }
            return new Metadata(etag(answer, subject), size(answer, redirect));
        }
    }

    Subject subject(String repoId, String commit, String file) {
        return new Subject(config.endpoint(), repoId, commit, file, null);
    }

    URI fileUri(String repoId, String commit, String file) {
        return uri("/" + repoId + "/resolve/" + commit + "/" + HubNames.encodePath(file));
    }

    private URI uri(String path) {
        return URI.create(config.endpoint() + path);
    }

    private static byte[] readAll(HubHttp.Answer answer, Subject subject) throws IOException {
        byte[] body;
        try {
            body = answer.body().readAll(MAX_LIST_BYTES);
        } catch (IOException e) {
            throw HubErrors.connection(subject, answer.uri(), e);
        }
        if (body == null) {
            throw notAHub(subject, "more than " + (MAX_LIST_BYTES >> 20) + " MB", null);
        }
        return body;
    }

    private static Listing parse(String json, Subject subject) throws HubException {
        String commit = "";
        Set<String> files = new LinkedHashSet<>();
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.beginObject();
            while (reader.hasNext()) {
                switch (reader.nextName()) {
                    case "sha" -> commit = reader.nextString();
                    case "siblings" -> readSiblings(reader, files);
                    default -> reader.skipValue();
                }
            }
            reader.endObject();
        } catch (IOException | IllegalStateException e) {
            throw notAHub(subject, "no JSON with 'sha' and 'siblings'", e);
        }
        if (!HubNames.isCommit(commit)
                || (HubNames.isCommit(subject.revision()) && !commit.equals(subject.revision()))) {
            throw notAHub(subject, "the commit '" + HubNames.printable(commit) + "'", null);
        }
        for (String file : files) {
            if (!HubNames.isInside(file)) {
                throw new HubException(
                        "Repository "
                                + subject.repoId()
                                + " lists file '"
                                + HubNames.printable(file)
                                + "', a name that could leave the model's folder; nothing was"
                                + " downloaded, and the repository's owner has to rename it.");
            }
        }
        return new Listing(commit, files);
    }

    private static void readSiblings(JsonReader reader, Set<String> files) throws IOException {
        reader.beginArray();
        while (reader.hasNext()) {
            reader.beginObject();
            while (reader.hasNext()) {
                if (reader.nextName().equals("rfilename")) {
                    files.add(reader.nextString());
                } else {
                    reader.skipValue();
                }
            }
            reader.endObject();
        }
        reader.endArray();
    }

    private static HubException notAHub(Subject subject, String found, Throwable cause) {
        return new HubException(
                cause,
                "Asked for %s, %s answered with %s, which no hub does; check HF_ENDPOINT and the"
                        + " proxy.",
                subject,
                subject.endpoint(),
                found);
    }

    private static String etag(HubHttp.Answer answer, Subject subject) throws HubException {
        String header = answer.header("X-Linked-Etag").or(() -> answer.header("ETag")).orElse("");
        String etag = header.replaceFirst("^W/", "").replace("\"", "");
        if (!HubNames.isEtag(etag)) {
            throw new HubException(
                    "For %s the server gave the etag '%s', which does not identify content;"
                            + " check HF_ENDPOINT (%s) and the proxy.",
                    subject, HubNames.printable(etag), subject.endpoint());
        }
        return etag;
    }

    private static long size(HubHttp.Answer answer, boolean redirect) {
        String size =
                answer.header("X-Linked-Size")
                        // The length of a redirect is that of its own body.
                        .or(() -> answer.header("Content-Length").filter(length -> !redirect))
                        .orElse("");
        return SIZE.matcher(size).matches() ? Long.parseLong(size) : -1;
    }
}
