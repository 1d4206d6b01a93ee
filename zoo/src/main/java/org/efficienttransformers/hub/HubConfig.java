/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.efficienttransformers.settings.Require.require;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.hub.cache.HubNames;

/**
 * Where the hub is, who asks, and where files are kept.
 *
 * @param endpoint the hub, such as {@code https://huggingface.co}
 * @param token the access token, or null
 * @param cacheDir the folder that holds {@code models--org--name}, as Python's {@code HF_HUB_CACHE}
 * @param offline true to use the cache only
 * @param symlinks false to copy files into snapshots where Python would link them
 * @param connectTimeout the longest wait for a connection
 * @param readTimeout the longest silence of a server, before and within an answer
 * @param retryPolicy when to ask again
 */
public record HubConfig(
        URI endpoint,
        String token,
        Path cacheDir,
        boolean offline,
        boolean symlinks,
        Duration connectTimeout,
        Duration readTimeout,
        RetryPolicy retryPolicy) {

    private static final URI HUGGING_FACE = URI.create("https://huggingface.co");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    /** Checks the values. */
    public HubConfig {
        Objects.requireNonNull(cacheDir, "cacheDir");
        Objects.requireNonNull(retryPolicy, "retryPolicy");
        endpoint = requireEndpoint(endpoint);
        cacheDir = cacheDir.toAbsolutePath();
        require(
                token == null || TOKEN.matcher(token).matches(),
                "The Hugging Face token holds characters other than printable ASCII; check"
                        + " HF_TOKEN or the token file (the token is not shown here).");
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("readTimeout", readTimeout);
    }

    /**
     * Creates a configuration without token, with the default time limits.
     *
     * @param endpoint the hub
     * @param cacheDir the folder of the cache
     * @return the configuration
     */
    public static HubConfig of(URI endpoint, Path cacheDir) {
        return new HubConfig(
                endpoint, null, cacheDir, false, true, TIMEOUT, TIMEOUT, RetryPolicy.DEFAULT);
    }

    /**
     * Reads the variables that Python's huggingface_hub reads, and DJL's offline switch. Each
     * variable may also be given as a system property of the same name; the environment wins, as
     * everywhere in DJL. {@code docs/HUB.md} lists them.
     *
     * @return the configuration
     * @throws IOException if the token file exists and can't be read
     * @throws IllegalArgumentException if a variable holds what is not allowed
     */
    public static HubConfig fromEnvironment() throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            variables.put(name, System.getProperty(name));
        }
        variables.putAll(System.getenv());
        return from(variables);
    }

    /** Reads the configuration out of environment variables and system properties, merged. */
    static HubConfig from(Map<String, String> variables) throws IOException {
        String endpoint = get(variables, "HF_ENDPOINT");
        Path home = home(variables);
        String timeout = get(variables, "HF_HUB_DOWNLOAD_TIMEOUT");
        return new HubConfig(
                endpoint == null ? HUGGING_FACE : parseEndpoint(endpoint),
                token(variables, home),
                cacheDir(variables, home),
                isOffline(variables),
                !isTrue(variables, "HF_HUB_DISABLE_SYMLINKS"),
                TIMEOUT,
                timeout == null ? TIMEOUT : parseSeconds(timeout),
                RetryPolicy.DEFAULT);
    }

    /**
     * Describes the configuration without the token.
     *
     * @return the description
     */
    @Override
    public String toString() {
        return "HubConfig[endpoint="
                + endpoint
                + ", token="
                + (token == null ? "none" : "hidden")
                + ", cacheDir="
                + cacheDir
                + ", offline="
                + offline
                + ", symlinks="
                + symlinks
                + ", connectTimeout="
                + connectTimeout
                + ", readTimeout="
                + readTimeout
                + ", retryPolicy="
                + retryPolicy
                + "]";
    }

    private static Path home(Map<String, String> variables) {
        String home = get(variables, "HF_HOME");
        if (home != null) {
            return expand(variables, home);
        }
        String cache = get(variables, "XDG_CACHE_HOME");
        return expand(variables, cache == null ? "~/.cache" : cache).resolve("huggingface");
    }

    private static Path cacheDir(Map<String, String> variables, Path home) {
        String cache = get(variables, "HF_HUB_CACHE");
        if (cache == null) {
            cache = get(variables, "HUGGINGFACE_HUB_CACHE");
        }
        return cache == null ? home.resolve("hub") : expand(variables, cache);
    }

    private static String token(Map<String, String> variables, Path home) throws IOException {
        if (isTrue(variables, "HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            return null;
        }
        String token = get(variables, "HF_TOKEN");
        if (token == null) {
            token = get(variables, "HUGGING_FACE_HUB_TOKEN");
        }
        if (token == null) {
            String path = get(variables, "HF_TOKEN_PATH");
            token = readToken(path == null ? home.resolve("token") : expand(variables, path));
        }
        return token == null || token.isBlank() ? null : token.strip();
    }

    private static String readToken(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new HubException(
                    e,
                    "The token file %s can't be read (%s); make it readable, or set HF_TOKEN, or"
                            + " HF_TOKEN_PATH to another file.",
                    file,
                    e.getClass().getSimpleName());
        }
    }

    private static boolean isOffline(Map<String, String> variables) {
        if (isTrue(variables, "HF_HUB_OFFLINE") || isTrue(variables, "TRANSFORMERS_OFFLINE")) {
            return true;
        }
        // The rule of ai.djl.util.Utils.isOfflineMode, on variables that a test can give.
        String djl = variables.get("DJL_OFFLINE");
        if (djl == null) {
            djl = variables.get("ai.djl.offline");
        }
        return Boolean.parseBoolean(djl == null ? variables.get("offline") : djl);
    }

    private static boolean isTrue(Map<String, String> variables, String name) {
        String value = get(variables, name);
        return value != null && TRUE.contains(value.toUpperCase(Locale.ROOT));
    }

    private static String get(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Expands a leading {@code ~} and {@code $NAME}, as Python does with these variables. */
    private static Path expand(Map<String, String> variables, String path) {
        String expanded = path;
        if (path.equals("~") || path.startsWith("~/") || path.startsWith("~\\")) {
            // Python asks HOME before the user database; in containers the two differ.
            String home = get(variables, "HOME");
            expanded = (home == null ? variables.get("user.home") : home) + path.substring(1);
        }
        Matcher matcher = VARIABLE.matcher(expanded);
        return Path.of(
                matcher.replaceAll(
                        match -> {
                            String name = match.group(1) == null ? match.group(2) : match.group(1);
                            String value = variables.getOrDefault(name, match.group());
                            return Matcher.quoteReplacement(value);
                        }));
    }

    private static URI parseEndpoint(String endpoint) {
        try {
            return URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw badEndpoint(endpoint, e);
        }
    }

    private static URI requireEndpoint(URI endpoint) {
        String scheme = endpoint.getScheme();
        boolean http = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
        if (!http
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null) {
            throw badEndpoint(endpoint.toString(), null);
        }
        return URI.create(endpoint.toString().replaceAll("/+$", ""));
    }

    private static IllegalArgumentException badEndpoint(String endpoint, Throwable cause) {
        // What stands before '@' may be a password.
        String shown = HubNames.printable(endpoint.replaceAll("//[^/]*@", "//...@"));
        return new IllegalArgumentException(
                "The hub's endpoint is '"
                        + shown
                        + "'; allowed is http or https with a host, without user, query or"
                        + " fragment; set HF_ENDPOINT such as https://huggingface.co.",
                cause);
    }

    private static Duration parseSeconds(String value) {
        try {
            Duration seconds = Duration.ofSeconds(Integer.parseInt(value));
            if (!seconds.isZero() && !seconds.isNegative()) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw badTimeout(value, e);
        }
        throw badTimeout(value, null);
    }

    private static IllegalArgumentException badTimeout(String value, Throwable cause) {
        return new IllegalArgumentException(
                "HF_HUB_DOWNLOAD_TIMEOUT is '"
                        + HubNames.printable(value)
                        + "'; allowed is a whole number of seconds from 1.",
                cause);
    }

    private static void requirePositive(String name, Duration value) {
        require(
                !value.isZero() && !value.isNegative(),
                "%s is %s; it must be positive.",
                name,
                value);
    }
}
