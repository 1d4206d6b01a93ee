/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares a file with the etag that names its content. */
public final class ContentCheck {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    private static final int BUFFER = 1 << 20;

    private ContentCheck() {}

    /**
     * Tells whether an etag is a digest at all; a mirror may have etags of another kind.
     *
     * @param etag without quotation marks
     * @return true if a file can be compared with it
     */
    public static boolean isPossible(String etag) {
        return SHA256.matcher(etag).matches() || SHA1.matcher(etag).matches();
    }

    /**
     * Reads the file and compares.
     *
     * @param file the file
     * @param etag a digest in hexadecimal: SHA-256, or SHA-1 as git has it
     * @return nothing if it agrees, else the digest found
     */
    public static Optional<String> mismatch(Path file, String etag) throws IOException {
        if (SHA256.matcher(etag).matches()) {
            String found = digest(file, "SHA-256", new byte[0]);
            return found.equals(etag) ? Optional.empty() : Optional.of("SHA-256 " + found);
        }
        // Git hashes a header before the content. Proxies that keep files under their plain SHA-1
        // (Artifactory among them) use that one as etag.
        byte[] header = ("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII);
        String found = digest(file, "SHA-1", header);
        if (found.equals(etag) || digest(file, "SHA-1", new byte[0]).equals(etag)) {
            return Optional.empty();
        }
        return Optional.of("git SHA-1 " + found);
    }

    private static String digest(Path file, String algorithm, byte[] header) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + algorithm + ".", e);
        }
        digest.update(header);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
