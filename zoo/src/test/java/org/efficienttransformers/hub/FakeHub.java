/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the Hugging Face hub on the loopback interface, with the headers that huggingface.co sends:
 * large files are redirected to a second server with another port, the content network.
 */
final class FakeHub implements AutoCloseable {

    static final String REPO = "org/name";
    static final String COMMIT = "a".repeat(40);

    private final HttpServer hub;
    private final HttpServer contentNetwork;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, byte[]>> commits = new TreeMap<>();
    private final Map<String, String> revisions = new TreeMap<>();
    private final Map<String, String> extraSiblings = new TreeMap<>();

    /** All requests so far, in order. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Answers instead of the hub when it wants to; see {@link Fault}. */
    volatile Fault fault = (exchange, request) -> false;

    /** How many bytes of a body to send before the connection is cut; negative for all. */
    volatile Cut cut = (request, position, length) -> -1;

    FakeHub() throws IOException {
        hub = server();
        contentNetwork = server();
        publish("main", COMMIT, Map.of());
    }

    /** A request as it came in. */
    record Request(String method, String host, String path, String range, String authorization) {

        boolean isFor(String file) {
            return path.endsWith("/" + file);
        }
    }

    /** A test's own answer. */
    @FunctionalInterface
    interface Fault {
        /** Answers and returns true, or leaves it to the hub. */
        boolean answer(HttpExchange exchange, Request request) throws IOException;
    }

    /** Says where a connection breaks. */
    @FunctionalInterface
    interface Cut {
        int bytes(Request request, int position, int length);
    }

    /** Sets what a branch is. */
    void publish(String revision, String commit, Map<String, byte[]> files) {
        commits.put(commit, new TreeMap<>(files));
        revisions.put(revision, commit);
    }

    /** Adds a file to the commit that main is at the start. */
    void add(String file, byte[] content) {
        commits.get(COMMIT).put(file, content);
    }

    void add(String file, String content) {
        add(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a name to the list of files, without a file of that name. */
    void list(String file) {
        extraSiblings.put(file, file);
    }

    URI endpoint() {
        return uri(hub);
    }

    URI contentNetwork() {
        return uri(contentNetwork);
    }

    List<Request> requestsFor(String method, String file) {
        return requests.stream().filter(r -> r.method().equals(method) && r.isFor(file)).toList();
    }

    @Override
    public void close() {
        hub.stop(0);
        contentNetwork.stop(0);
        threads.shutdownNow();
    }

    static void answer(HttpExchange exchange, int status, String... headers) throws IOException {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    static String gitSha1(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[header.length + content.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return digest("SHA-1", all);
    }

    static boolean isLarge(String file) {
        return file.endsWith(".safetensors") || file.endsWith(".bin");
    }

    static String etag(String file, byte[] content) {
        return isLarge(file) ? sha256(content) : gitSha1(content);
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private HttpServer server() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        return server;
    }

    private static URI uri(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request =
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestHeaders().getFirst("Host"),
                        exchange.getRequestURI().getRawPath(),
                        exchange.getRequestHeaders().getFirst("Range"),
                        exchange.getRequestHeaders().getFirst("Authorization"));
        requests.add(request);
        if (fault.answer(exchange, request)) {
            exchange.close();
            return;
        }
        String[] path = request.path().substring(1).split("/", -1);
        if (path[0].equals("api")) {
            list(exchange, path[path.length - 1].replace("%2F", "/"));
        } else if (path[0].equals("blobs")) {
            send(exchange, request, content(path[1], rest(path, 2)));
        } else {
            resolve(exchange, request, path[3], rest(path, 4));
        }
        exchange.close();
    }

    /** The name of a file, which may be in a folder. */
    private static String rest(String[] path, int from) {
        return String.join("/", List.of(path).subList(from, path.length));
    }

    private byte[] content(String commit, String file) {
        return commits.get(commit).get(file);
    }

    private void list(HttpExchange exchange, String revision) throws IOException {
        String commit = revisions.getOrDefault(revision, revision);
        if (!commits.containsKey(commit)) {
            answer(exchange, 404, "X-Error-Code", "RevisionNotFound");
            return;
        }
        JsonArray siblings = new JsonArray();
        TreeMap<String, byte[]> files = new TreeMap<>(commits.get(commit));
        extraSiblings.keySet().forEach(name -> files.put(name, new byte[0]));
        for (String file : files.keySet()) {
            JsonObject sibling = new JsonObject();
            sibling.addProperty("rfilename", file);
            siblings.add(sibling);
        }
        JsonObject answer = new JsonObject();
        answer.addProperty("id", REPO);
        answer.addProperty("sha", commit);
        answer.add("siblings", siblings);
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private void resolve(HttpExchange exchange, Request request, String commit, String file)
            throws IOException {
        byte[] content = content(commit, file);
        if (content == null) {
            answer(exchange, 404, "X-Error-Code", "EntryNotFound", "X-Repo-Commit", commit);
            return;
        }
        exchange.getResponseHeaders().add("X-Repo-Commit", commit);
        if (isLarge(file)) {
            answer(
                    exchange,
                    302,
                    "X-Linked-Size",
                    String.valueOf(content.length),
                    "X-Linked-Etag",
                    '"' + sha256(content) + '"',
                    "ETag",
                    "\"of-the-redirect\"",
                    "Location",
                    contentNetwork() + "/blobs/" + commit + "/" + file);
            return;
        }
        exchange.getResponseHeaders().add("ETag", '"' + gitSha1(content) + '"');
        send(exchange, request, content);
    }

    private void send(HttpExchange exchange, Request request, byte[] content) throws IOException {
        if (request.method().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        int from = 0;
        if (request.range() != null) {
            from = Integer.parseInt(request.range().replaceAll("bytes=(\\d+)-", "$1"));
            if (from >= content.length) {
                answer(exchange, 416, "Content-Range", "bytes */" + content.length);
                return;
            }
            String range = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
            exchange.getResponseHeaders().add("Content-Range", range);
        }
        int length = content.length - from;
        exchange.sendResponseHeaders(request.range() == null ? 200 : 206, length);
        int cutAt = cut.bytes(request, from, length);
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, cutAt < 0 ? length : cutAt);
        out.flush();
    }
}
