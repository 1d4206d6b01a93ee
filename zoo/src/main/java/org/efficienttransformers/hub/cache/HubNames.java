/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import static org.efficienttransformers.settings.Require.require;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The names that become parts of URLs and paths. Whatever passes here stays inside the folder that
 * it is resolved against, on POSIX and on Windows.
 */
public final class HubNames {

    private static final int MAX_NAME = 96;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    // Dots are left out: "<etag>.lock" and "<etag>.incomplete" can't be mistaken for an etag.
    private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern NOT_IN_REVISION =
            Pattern.compile("[\\s\\p{Cntrl}~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|\\.lock(?:/|$)");
    private static final Pattern NOT_IN_FILE = Pattern.compile("[\\p{Cntrl}:\\\\]");

    private HubNames() {}

    /**
     * Checks a repository id by the hub's own rules.
     *
     * @param repoId what a user named
     * @return the same
     * @throws IllegalArgumentException if it is not {@code name} or {@code organisation/name}
     */
    public static String requireRepoId(String repoId) {
        String[] parts = repoId.split("/", -1);
        boolean valid =
                parts.length <= 2
                        && !repoId.contains("..")
                        && !repoId.contains("--")
                        && !repoId.endsWith(".git");
        for (String part : parts) {
            valid = valid && part.length() <= MAX_NAME && NAME.matcher(part).matches();
        }
        require(
                valid,
                "The repository id is '%s'; allowed is name or organisation/name of letters,"
                        + " digits, '-', '_' and '.', at most 96 characters each, without '--',"
                        + " '..' or '.git' at the end, such as allenai/longformer-base-4096.",
                printable(repoId));
        return repoId;
    }

    /**
     * Checks a branch, tag or commit by git's rules for the names of references.
     *
     * @param revision what a user named
     * @return the same
     * @throws IllegalArgumentException if git allows no such name
     */
    public static String requireRevision(String revision) {
        boolean valid =
                !revision.isEmpty()
                        && revision.length() <= 255
                        && !revision.startsWith("/")
                        && !revision.startsWith(".")
                        && !revision.startsWith("-")
                        && !revision.endsWith("/")
                        && !revision.endsWith(".")
                        && !NOT_IN_REVISION.matcher(revision).find();
        require(
                valid,
                "The revision is '%s'; allowed is the name of a branch or tag, or a commit hash,"
                        + " such as main.",
                printable(revision));
        return revision;
    }

    /**
     * Tells whether a revision is the full hash of a commit.
     *
     * @param value a revision, or what a server calls a commit
     * @return true for 40 hexadecimal digits
     */
    public static boolean isCommit(String value) {
        return COMMIT.matcher(value).matches();
    }

    /**
     * Tells whether an etag may be the name of a file.
     *
     * @param value without quotation marks
     * @return true if it holds no more than letters, digits, '_' and '-'
     */
    public static boolean isEtag(String value) {
        return ETAG.matcher(value).matches();
    }

    /**
     * {@return whether a file name that a server supplied stays below the folder it is put into}
     *
     * @param file the name, with slashes
     */
    public static boolean isInside(String file) {
        if (file.isEmpty() || file.length() > 1024 || NOT_IN_FILE.matcher(file).find()) {
            return false;
        }
        for (String part : file.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Encodes a part of a path for a URL; the slash too.
     *
     * @param part any text
     * @return it in ASCII
     */
    public static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Encodes a path for a URL, slashes kept.
     *
     * @param path any text
     * @return it in ASCII
     */
    public static String encodePath(String path) {
        return encode(path).replace("%2F", "/");
    }

    /**
     * Makes foreign text fit for a message: one line, of bounded length.
     *
     * @param text any text
     * @return what of it can be shown
     */
    public static String printable(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
