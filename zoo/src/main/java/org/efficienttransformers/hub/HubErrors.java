/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.hub.cache.HubNames;

/** Sentences for what HTTP answers with. */
final class HubErrors {

    private static final String OR_OFFLINE =
            "or set HF_HUB_OFFLINE=1 to use only what the cache holds";

    /** A network that is just coming up may find it a second later. */
    private static final int RETRIES_OF_UNKNOWN_HOST = 1;

    /** The hub's own account of its limits: {@code "api";r=0;t=55} is none left for 55 s. */
    private static final Pattern RATE_LIMIT =
            Pattern.compile("r\\s*=\\s*0\\s*;\\s*t\\s*=\\s*(\\d{1,6})");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private HubErrors() {}

    /** Turns an answer other than success into an exception: transient where asking again helps. */
    static IOException status(HubHttp.Answer answer, Subject subject) {
        int status = answer.status();
        String code = answer.header("X-Error-Code").orElse("");
        String found = "HTTP " + status + " from " + subject.endpoint() + " for " + subject + ": ";
        if (code.equals("GatedRepo")) {
            return new HubException(
                    found
                            + "the repository is gated; accept its terms at "
                            + subject.page()
                            + " and set HF_TOKEN to a token of the account that accepted them.");
        }
        return switch (status) {
            case 401 ->
                    new HubException(
                            found
                                    + "the repository does not exist, is private or gated, or the"
                                    + " token is not valid; check the name at "
                                    + subject.page()
                                    + " and set HF_TOKEN to a token that may read it.");
            case 403 ->
                    new HubException(
                            "%saccess is forbidden%s; look at %s for terms to accept, and set"
                                    + " HF_TOKEN to a token that may read it.",
                            found, saying(answer), subject.page());
            case 404 -> new HubException(found + notFound(code, subject));
            case 408, 500, 502, 503, 504 ->
                    new TransientException(
                            found + "the server failed",
                            "try again later, " + OR_OFFLINE,
                            retryAfter(answer, Clock.systemUTC()),
                            null);
            case 429 ->
                    new TransientException(
                            found + "too many requests",
                            "wait some minutes, set HF_TOKEN for a higher limit, " + OR_OFFLINE,
                            retryAfter(answer, Clock.systemUTC()),
                            null);
            default ->
                    new HubException(
                            found
                                    + "an answer that this client does not expect"
                                    + saying(answer)
                                    + "; check HF_ENDPOINT and the proxy, then try again.");
        };
    }

    /** Turns a failure to connect, or a lost connection, into an exception. */
    static IOException connection(Subject subject, URI uri, IOException e) {
        if (e instanceof InterruptedIOException) {
            return e; // by the caller's own wish: not to be repeated
        }
        String what;
        if (isUnknown(e)) {
            return new TransientException(
                    "Asking for " + subject + ", no host named " + uri.getHost() + " was found",
                    "check the network, HF_ENDPOINT and the proxy, " + OR_OFFLINE,
                    null,
                    RETRIES_OF_UNKNOWN_HOST,
                    e);
        }
        if (e instanceof HttpConnectTimeoutException || e instanceof ConnectException) {
            what = "no connection to " + uri.getHost() + port(uri);
        } else if (e instanceof HttpTimeoutException) {
            what = "no answer from " + uri.getHost() + port(uri) + " in time";
        } else {
            what = "the connection to " + uri.getHost() + port(uri) + " was lost";
        }
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new TransientException(
                "Asking for " + subject + ", " + what + " (" + HubNames.printable(detail) + ")",
                subject.from() == null
                        ? "check the network, the proxy and HF_ENDPOINT, " + OR_OFFLINE
                        : "check the network and the proxy, and start again: it goes on from there",
                null,
                e);
    }

    private static boolean isUnknown(IOException e) {
        return e instanceof UnknownHostException
                || (e instanceof ConnectException
                        && e.getCause() instanceof ConnectException inner
                        && inner.getCause() instanceof UnresolvedAddressException)
                || e.getCause() instanceof UnresolvedAddressException;
    }

    /**
     * Reads how long the server wants to be left alone.
     *
     * @return the wait, or null if it names none
     */
    static Duration retryAfter(HubHttp.Answer answer, Clock clock) {
        String value = answer.header("Retry-After").orElse("").strip();
        if (SECONDS.matcher(value).matches()) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        if (!value.isEmpty()) {
            try {
                Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
                Duration wait = Duration.between(clock.instant(), date);
                return wait.isNegative() ? Duration.ZERO : wait;
            } catch (DateTimeException e) {
                return null;
            }
        }
        Optional<String> limit = answer.header("RateLimit");
        Matcher matcher = RATE_LIMIT.matcher(limit.orElse(""));
        return matcher.find() ? Duration.ofSeconds(Long.parseLong(matcher.group(1)) + 1) : null;
    }

    private static String notFound(String code, Subject subject) {
        if (code.equals("RevisionNotFound")) {
            return "the repository has no branch, tag or commit '"
                    + subject.revision()
                    + "'; choose one of those listed at "
                    + subject.page()
                    + ".";
        }
        if (code.equals("EntryNotFound")) {
            return "the revision has no such file; see its files at " + subject.page() + ".";
        }
        if (code.equals("RepoNotFound")) {
            return "the repository does not exist or is private; check the name at "
                    + subject.page()
                    + ", and set HF_TOKEN to a token that may read it if it is private.";
        }
        return "no such repository, revision or file; check the names at "
                + subject.page()
                + ", and HF_ENDPOINT.";
    }

    private static String saying(HubHttp.Answer answer) {
        return answer.header("X-Error-Message")
                .map(message -> " (the server says: " + HubNames.printable(message) + ")")
                .orElse("");
    }

    private static String port(URI uri) {
        return uri.getPort() < 0 ? "" : ":" + uri.getPort();
    }
}
