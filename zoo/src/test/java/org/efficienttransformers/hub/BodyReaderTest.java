/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A body that is handed over by hand, so that what comes when is known. */
class BodyReaderTest {

    private static final class Counting implements Flow.Subscription {

        private int requested;
        private int cancelled;

        @Override
        public void request(long count) {
            requested += Math.toIntExact(count);
        }

        @Override
        public void cancel() {
            cancelled++;
        }
    }

    private final Counting subscription = new Counting();

    private BodyReader reader(Duration silence, int... sizes) {
        BodyReader reader = new BodyReader(silence);
        reader.onSubscribe(subscription);
        for (int size : sizes) {
            reader.onNext(List.of(ByteBuffer.allocate(size)));
        }
        return reader;
    }

    @Test
    void readsUpToALimit() throws IOException {
        for (int limit : new int[] {6, 7}) {
            BodyReader reader = reader(Duration.ofMinutes(1), 4, 3);
            reader.onComplete();
            byte[] all = reader.readAll(limit);
            assertThat(all == null ? -1 : all.length).isEqualTo(limit < 7 ? -1 : 7);
        }
    }

    /** One is asked for when the body begins, and one more for each that was taken. */
    @Test
    void asksForWhatItTakes() throws IOException {
        BodyReader reader = reader(Duration.ofMinutes(1), 4);
        assertThat(subscription.requested).isEqualTo(1);
        reader.next();
        assertThat(subscription.requested).isEqualTo(2);
    }

    @Test
    void whatIsClosedIsCancelled() {
        BodyReader reader = reader(Duration.ofMinutes(1));
        reader.close();
        assertThat(subscription.cancelled).isEqualTo(1);
        reader.onSubscribe(subscription);
        assertThat(subscription.cancelled).isEqualTo(2);
        assertThat(subscription.requested).isEqualTo(1);
    }

    /** 500 bytes a second are enough; less is refused, but not before six silences have passed. */
    @Test
    void dripsAreRefusedAfterAWhile() throws Exception {
        BodyReader early = reader(Duration.ofMinutes(1), 1);
        BodyReader drips = reader(Duration.ofMillis(1), 1);
        BodyReader flows = reader(Duration.ofMillis(1), 5_000);
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(early.next()).hasSize(1);
        assertThat(flows.next()).hasSize(1);
        assertThatThrownBy(drips::next)
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining("only 1 bytes");
    }

    /** A tenth of what six silences are, and more than one sixth of one. */
    @Test
    void dripsAreTakenForAWhile() throws Exception {
        BodyReader drips = reader(Duration.ofSeconds(1), 1);
        TimeUnit.MILLISECONDS.sleep(400);
        assertThat(drips.next()).hasSize(1);
    }
}
