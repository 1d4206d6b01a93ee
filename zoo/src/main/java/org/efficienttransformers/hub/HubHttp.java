/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLHandshakeException;
import org.efficienttransformers.hub.cache.HubNames;

/**
 * One request to the hub. Redirects are followed here and not by {@link HttpClient}, which would
 * send the token along to whatever host a server names.
 */
final class HubHttp {

    private static final int MAX_REDIRECTS = 10;
    private static final String USER_AGENT =
            "djl-efficient-transformers; java/" + Runtime.version().feature();

    /**
     * One for all loads, by the time that a connection may take: each has threads of its own, and
     * Java 17 can't close them.
     */
    private static final Map<Duration, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private final HubConfig config;
    private final HttpClient client;

    HubHttp(HubConfig config) {
        this.config = config;
        client = CLIENTS.computeIfAbsent(config.connectTimeout(), HubHttp::newClient);
    }

    private static HttpClient newClient(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.getDefault())
                .connectTimeout(connectTimeout)
                .build();
    }

    /** An answer whose body is still to be read; closing it drops the body. */
    record Answer(HttpResponse<BodyReader> response) implements AutoCloseable {

        int status() {
            return response.statusCode();
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The address after all redirects. */
        URI uri() {
            return response.uri();
        }

        BodyReader body() {
            return response.body();
        }

        @Override
        public void close() {
            body().close();
        }
    }

    /** Gets a resource, through any redirects. */
    Answer get(URI uri, Map<String, String> headers, Subject subject) throws IOException {
        return follow("GET", uri, headers, subject);
    }

    /**
     * Asks for the headers of a resource. A redirect to a content network ends it when the hub's
     * own answer says which content that is.
     */
    Answer head(URI uri, Subject subject) throws IOException {
        return follow("HEAD", uri, Map.of(), subject);
    }

    private Answer follow(String method, URI start, Map<String, String> headers, Subject subject)
            throws IOException {
        URI uri = start;
        boolean trusted = true;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            // Once out of the hub's hands, the token is not sent again, even back to the hub.
            trusted = trusted && isEndpoint(uri);
            Answer answer = new Answer(send(request(method, uri, headers, trusted), subject));
            Optional<String> location = answer.header("Location");
            if (!isRedirect(answer.status()) || location.isEmpty()) {
                return answer;
            }
            URI target = target(uri, location.get(), subject);
            if (method.equals("HEAD")
                    && !isEndpoint(target)
                    && answer.header("X-Linked-Etag").isPresent()) {
                return answer;
            }
            answer.close();
            uri = target;
        }
        throw new HubException(
                "The hub redirected the request for %s more than %s times; check HF_ENDPOINT"
                        + " (%s).",
                subject, MAX_REDIRECTS, config.endpoint());
    }

    private HttpRequest request(
            String method, URI uri, Map<String, String> headers, boolean trusted) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .timeout(config.readTimeout())
                        .header("User-Agent", USER_AGENT)
                        // Sizes and ranges must be those of the file itself.
                        .header("Accept-Encoding", "identity");
        headers.forEach(builder::header);
        if (trusted && config.token() != null) {
            builder.header("Authorization", "Bearer " + config.token());
        }
        return builder.build();
    }

    private HttpResponse<BodyReader> send(HttpRequest request, Subject subject) throws IOException {
        try {
            return client.send(request, info -> new BodyReader(config.readTimeout()));
        } catch (SSLHandshakeException e) {
            throw new HubException(
                    e,
                    "No secure connection to %s for %s (%s); check the clock, the proxy, and"
                            + " that Java trusts the server's certificate"
                            + " (-Djavax.net.ssl.trustStore).",
                    request.uri().getHost(),
                    subject,
                    HubNames.printable(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw HubErrors.connection(subject, request.uri(), e);
        } catch (IllegalArgumentException e) {
            // So HttpClient answers to ports beyond 65535 and to lengths that are no numbers.
            throw new HubException(
                    e,
                    "Asked for %s, %s is no address of a server or gave an answer that is not"
                            + " HTTP (%s); check HF_ENDPOINT and the proxy.",
                    subject,
                    request.uri().getAuthority(),
                    HubNames.printable(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            throw Retrier.interrupted(e);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI target(URI from, String location, Subject subject) throws HubException {
        URI target;
        try {
            target = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw badTarget(subject, location, e);
        }
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        boolean downgrade = scheme.equals("http") && "https".equalsIgnoreCase(from.getScheme());
        boolean http = scheme.equals("http") || scheme.equals("https");
        if (!http || downgrade || target.getHost() == null) {
            throw badTarget(subject, location, null);
        }
        return target;
    }

    private static HubException badTarget(Subject subject, String location, Throwable cause) {
        // The query of a signed address is a secret for as long as it is valid.
        String shown = HubNames.printable(location.replaceAll("\\?.*", "?..."));
        return new HubException(
                cause,
                "The hub redirected the request for %s to '%s', which is no http or https"
                        + " address, or a step from https down to http; check HF_ENDPOINT and the"
                        + " proxy.",
                subject,
                shown);
    }

    /** Tells whether a URL has the endpoint's scheme, host and port. */
    private boolean isEndpoint(URI uri) {
        URI endpoint = config.endpoint();
        return endpoint.getScheme().equalsIgnoreCase(uri.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && port(endpoint) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
