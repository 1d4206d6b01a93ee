/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efficienttransformers.hub.cache.ContentCheck;
import org.efficienttransformers.hub.cache.HubCache;
import org.efficienttransformers.hub.cache.HubNames;
import org.efficienttransformers.hub.cache.PartialFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The download of one blob: continued where an earlier one ended, repeated when the connection is
 * lost, checked against its etag, and only then moved into place.
 */
final class FileDownload {

    private static final Logger logger = LoggerFactory.getLogger(FileDownload.class);

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final Pattern DISK_FULL =
            Pattern.compile("(?i)no space left|not enough space|quota exceeded");

    /**
     * A try that brought this much counts as progress and starts the count of failures again. Less
     * would let a server keep a client busy for ever with a byte at a time.
     */
    private static final long PROGRESS_BYTES = 1 << 20;

    private static final int PROGRESS_FRACTION = 100;

    private final HubHttp http;
    private final HubApi api;
    private final Retrier retrier;
    private final PartialFile.Opener opener;
    private final DownloadProgress progress;

    FileDownload(
            HubHttp http,
            HubApi api,
            Retrier retrier,
            PartialFile.Opener opener,
            DownloadProgress progress) {
        this.http = http;
        this.api = api;
        this.retrier = retrier;
        this.opener = opener;
        this.progress = progress;
    }

    /**
     * Brings a file of a commit into the cache, unless it is there.
     *
     * @return its path in the snapshot
     */
    Path fetch(HubCache cache, String repoId, String commit, String file) throws IOException {
        Path pointer = cache.pointer(commit, file);
        if (Files.exists(pointer)) {
            return pointer;
        }
        HubApi.Metadata metadata = retrier.call(() -> api.metadata(repoId, commit, file));
        Job job = new Job(cache, repoId, commit, file, metadata);
        try {
            cache.prepare(metadata.etag(), pointer);
            cache.locked(
                    metadata.etag(),
                    () -> {
                        if (!Files.exists(pointer)) {
                            boolean created = job.downloadIfAbsent();
                            cache.link(job.blob, pointer, created);
                        }
                    });
        } catch (HubException | InterruptedIOException e) {
            throw e;
        } catch (ClosedByInterruptException | InterruptedException e) {
            throw Retrier.interrupted(e);
        } catch (IOException e) {
            throw job.storage(e);
        }
        return pointer;
    }

    /** One file on its way. */
    private final class Job {

        private final Subject subject;
        private final URI uri;
        private final String etag;
        private final Path root;
        private final Path blob;
        private final Path partial;
        private long size;
        private long position;

        Job(HubCache cache, String repoId, String commit, String file, HubApi.Metadata metadata) {
            subject = api.subject(repoId, commit, file);
            uri = api.fileUri(repoId, commit, file);
            etag = metadata.etag();
            size = metadata.size();
            root = cache.root();
            blob = cache.blob(etag);
            partial = cache.partial(etag);
        }

        /**
         * Downloads the blob unless the cache has it.
         *
         * @return true if it was downloaded
         */
        boolean downloadIfAbsent() throws IOException {
            if (Files.exists(blob)) {
                if (size < 0 || Files.size(blob) == size) {
                    return false;
                }
                logger.warn("{} has the wrong size; downloading {} again.", blob, subject);
            }
            boolean resumed = Files.exists(partial);
            transferAll();
            Optional<String> failure = failsCheck();
            if (resumed && failure.isPresent()) {
                logger.warn("What was left of an earlier download of {} is of no use.", subject);
                Files.delete(partial);
                transferAll();
                failure = failsCheck();
            }
            if (failure.isPresent()) {
                Files.delete(partial);
                throw new HubException(
                        "The download of %s has %s where the hub announced %s%s; it was deleted,"
                                + " try again, and check HF_ENDPOINT and the proxy if it stays.",
                        subject, failure.get(), etag, size < 0 ? "" : " and " + size + " bytes");
            }
            HubCache.move(partial, blob);
            return true;
        }

        private Optional<String> failsCheck() throws IOException {
            long found = Files.size(partial);
            if (size >= 0 && found != size) {
                return Optional.of(found + " bytes");
            }
            if (!ContentCheck.isPossible(etag)) {
                logger.warn("The etag of {} is no digest; only its size was checked.", subject);
                return Optional.empty();
            }
            return ContentCheck.mismatch(partial, etag);
        }

        private void transferAll() throws IOException {
            try (PartialFile out = opener.open(partial)) {
                position = out.size();
                if (size >= 0 && position > size) {
                    position = 0;
                }
                warnIfDiskIsSmall();
                progress.start(subject.file(), size, position);
                int failures = 0;
                long furthest = position;
                while (size < 0 || position < size) {
                    try {
                        transfer(out);
                        break;
                    } catch (TransientException e) {
                        // A server without ranges may send the same beginning again and again.
                        boolean further = position - furthest >= enough();
                        failures = further ? 1 : failures + 1;
                        furthest = further ? position : furthest;
                        retrier.pauseOrGiveUp(e, failures);
                    }
                }
                out.finish(position);
                progress.end(position);
            }
        }

        /** The bytes that count as progress; see {@link #PROGRESS_BYTES}. */
        private long enough() {
            return size < 0
                    ? PROGRESS_BYTES
                    : Math.max(1, Math.min(PROGRESS_BYTES, size / PROGRESS_FRACTION));
        }

        /** One request, from the current position on. */
        private void transfer(PartialFile out) throws IOException {
            Map<String, String> range =
                    position == 0 ? Map.of() : Map.of("Range", "bytes=" + position + "-");
            try (HubHttp.Answer answer = http.get(uri, range, here())) {
                begin(answer);
                for (List<ByteBuffer> next = next(answer); next != null; next = next(answer)) {
                    for (ByteBuffer buffer : next) {
                        write(out, buffer);
                    }
                    progress.advance(position);
                }
                if (size >= 0 && position < size) {
                    IOException e = new IOException("the answer ended early");
                    throw HubErrors.connection(here(), answer.uri(), e);
                }
            }
        }

        private Subject here() {
            return subject.from(position, size);
        }

        /** Sets position and size to what the answer's body will be. */
        private void begin(HubHttp.Answer answer) throws IOException {
            switch (answer.status()) {
                case 200 -> {
                    position = 0; // also when a range was asked for: the server knows none
                    setSize(answer.header("Content-Length").orElse(""));
                }
                case 206 -> {
                    String range = answer.header("Content-Range").orElse("");
                    Matcher matcher = CONTENT_RANGE.matcher(range);
                    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != position) {
                        throw restart("answered with range '" + HubNames.printable(range) + "'");
                    }
                    setSize(matcher.group(2));
                }
                case 416 -> throw restart("refused the range (HTTP 416)");
                default -> throw HubErrors.status(answer, here());
            }
        }

        private void setSize(String announced) {
            // A compressing or chunking server may announce nothing; the hub's word stands then.
            if (size < 0 && LENGTH.matcher(announced).matches()) {
                size = Long.parseLong(announced);
            }
        }

        private List<ByteBuffer> next(HubHttp.Answer answer) throws IOException {
            try {
                return answer.body().next();
            } catch (IOException e) {
                throw HubErrors.connection(here(), answer.uri(), e);
            }
        }

        private void write(PartialFile out, ByteBuffer buffer) throws IOException {
            if (size >= 0 && buffer.remaining() > size - position) {
                Files.deleteIfExists(partial);
                throw new HubException(
                        "For "
                                + subject
                                + " the server sent more than the "
                                + size
                                + " bytes that the hub announced; the download was deleted, try"
                                + " again, and check HF_ENDPOINT and the proxy if it stays.");
            }
            int length = buffer.remaining();
            out.write(buffer, position);
            position += length;
        }

        private TransientException restart(String what) {
            String asked = "Asked for " + here() + ", the server " + what;
            position = 0;
            return new TransientException(
                    asked,
                    "try again later, and check HF_ENDPOINT and the proxy if it stays",
                    null,
                    null);
        }

        private void warnIfDiskIsSmall() {
            // Not Files.getFileStore, which fails in some containers; 0 is "unknown" here.
            long free = partial.toFile().getUsableSpace();
            if (free > 0 && free < size - position) {
                logger.warn(
                        "{} needs {} MB, and the disk of {} has {} MB left.",
                        subject,
                        (size - position) / 1_000_000,
                        root,
                        free / 1_000_000);
            }
        }

        /** Explains why the cache could not be written. */
        HubException storage(IOException e) {
            boolean full = DISK_FULL.matcher(String.valueOf(e.getMessage())).find();
            if (full) {
                try {
                    Files.deleteIfExists(partial); // others need the disk too
                } catch (IOException second) {
                    e.addSuppressed(second);
                }
            }
            String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return new HubException(
                    "The download of "
                            + subject
                            + " could not be kept in "
                            + root
                            + " ("
                            + (full ? "the disk is full" : e.getClass().getSimpleName())
                            + ": "
                            + HubNames.printable(detail)
                            + "); "
                            + (full
                                    ? "free " + needed() + "there, or set"
                                    : "make that folder writable, or set")
                            + " HF_HUB_CACHE to a folder on another disk.",
                    e,
                    true);
        }

        private String needed() {
            return size < 0 ? "space " : (size / 1_000_000 + 1) + " MB ";
        }
    }
}
