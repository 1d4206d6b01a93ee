/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, read with a limit on silence, and on drips that only avoid silence. {@code
 * HttpRequest.timeout} ends with the headers, so that {@code BodyHandlers.ofInputStream} would wait
 * for ever on a stalled body.
 */
final class BodyReader implements HttpResponse.BodySubscriber<BodyReader>, AutoCloseable {

    private static final Object END = new Object();

    /** Bytes a second, over some silences' time: less than a modem's tenth. */
    private static final double LEAST_RATE = 500;

    private static final int SILENCES = 6;

    /**
     * Lists of buffers, an exception, or END; one list is requested at a time, so it stays short.
     */
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    private final Duration silence;
    private Flow.Subscription subscription;
    private boolean closed;
    private long windowStart = System.nanoTime();
    private long windowBytes;

    BodyReader(Duration silence) {
        this.silence = silence;
    }

    /**
     * Waits for the next bytes.
     *
     * @return the bytes, or null at the end of the body
     * @throws HttpTimeoutException after too long a silence
     * @throws IOException if the connection is lost
     */
    @SuppressWarnings("unchecked") // only onNext puts lists, and they hold buffers
    List<ByteBuffer> next() throws IOException {
        Object event;
        try {
            event = events.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw Retrier.interrupted(e);
        }
        if (event == null) {
            throw new HttpTimeoutException("no byte for " + silence.toSeconds() + " s");
        }
        if (event instanceof List) {
            request();
            List<ByteBuffer> buffers = (List<ByteBuffer>) event;
            refuseDrips(buffers);
            return buffers;
        }
        events.add(event); // the end stays the end
        if (event instanceof Throwable failure) {
            throw new IOException(failure.getMessage(), failure);
        }
        return null;
    }

    private void refuseDrips(List<ByteBuffer> buffers) throws HttpTimeoutException {
        windowBytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        double seconds = (System.nanoTime() - windowStart) / 1e9;
        if (seconds * 1e9 < silence.toNanos() * SILENCES) {
            return;
        }
        if (windowBytes < LEAST_RATE * seconds) {
            throw new HttpTimeoutException(
                    String.format(Locale.ROOT, "only %d bytes in %.0f s", windowBytes, seconds));
        }
        windowStart = System.nanoTime();
        windowBytes = 0;
    }

    /**
     * Reads what is left.
     *
     * @return the bytes, or null if there are more than the limit
     */
    byte[] readAll(int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (List<ByteBuffer> buffers = next(); buffers != null; buffers = next()) {
            for (ByteBuffer buffer : buffers) {
                if (buffer.remaining() > limit - bytes.size()) {
                    return null;
                }
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.write(chunk, 0, chunk.length);
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public CompletionStage<BodyReader> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        if (closed) {
            newSubscription.cancel();
        } else {
            newSubscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        events.add(item);
    }

    @Override
    public void onError(Throwable throwable) {
        events.add(throwable);
    }

    @Override
    public void onComplete() {
        events.add(END);
    }

    /** Drops the rest of the body, and with it the connection if there is a rest. */
    @Override
    public synchronized void close() {
        closed = true;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private synchronized void request() {
        if (!closed) {
            subscription.request(1);
        }
    }
}
