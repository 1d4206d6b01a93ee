/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import ai.djl.util.Progress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.efficienttransformers.hub.cache.HubCache;
import org.efficienttransformers.hub.cache.HubNames;
import org.efficienttransformers.hub.cache.PartialFile;
import org.efficienttransformers.sentence.SentenceFolder;
import org.efficienttransformers.sentence.SentenceModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings models of the Hugging Face hub into the local cache. The cache is shared with Python's
 * huggingface_hub: what either of them downloaded, the other one finds.
 *
 * <p>An instance may be used by many threads at once.
 *
 * <pre>{@code
 * HubClient hub = new HubClient(HubConfig.fromEnvironment());
 * Path folder = hub.download("allenai/longformer-base-4096", null, null);
 * }</pre>
 */
public final class HubClient {

    private static final Logger logger = LoggerFactory.getLogger(HubClient.class);

    private static final String MAIN = "main";

    private final HubConfig config;
    private final Retrier.Sleeper sleeper;
    private final PartialFile.Opener opener;
    private final HubHttp http;
    private final HubApi api;

    /**
     * Creates a client.
     *
     * @param config where the hub and the cache are, such as {@link HubConfig#fromEnvironment}
     */
    public HubClient(HubConfig config) {
        this(config, duration -> Thread.sleep(duration.toMillis()), PartialFile::new);
    }

    /** Creates a client whose waits and disk are the test's. */
    HubClient(HubConfig config, Retrier.Sleeper sleeper, PartialFile.Opener opener) {
        this.config = config;
        this.sleeper = sleeper;
        this.opener = opener;
        http = new HubHttp(config);
        api = new HubApi(config, http);
    }

    /**
     * Downloads what a model needs of one commit: configuration, tokenizer and weights. Files that
     * the cache has are not asked for again. When the hub can't be reached or the cache can't be
     * written, a complete copy in the cache stands in, with a warning in the log; offline, only the
     * cache is used.
     *
     * @param repoId {@code organisation/name}, or {@code name} for the oldest models
     * @param revision a branch, tag or commit; null for {@code main}
     * @param progress told of each file's progress; may be null
     * @return the folder {@code snapshots/<commit>} of the cache
     * @throws HubException if the model can't be had; one sentence that says what to do
     * @throws InterruptedIOException if the thread is interrupted
     * @throws IOException in no other case
     * @throws IllegalArgumentException if repository id or revision are not what the hub allows
     */
    public Path download(String repoId, String revision, Progress progress) throws IOException {
        HubNames.requireRepoId(repoId);
        String asked = HubNames.requireRevision(revision == null ? MAIN : revision);
        HubCache cache = new HubCache(config.cacheDir(), config.symlinks(), repoId);
        String where = "repository " + repoId + " (revision " + asked + ")";
        try {
            return config.offline()
                    ? offline(cache, where, asked)
                    : online(cache, repoId, where, asked, progress);
        } catch (HubException | InterruptedIOException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw Retrier.interrupted(e);
        } catch (IOException e) {
            throw new HubException(
                    e,
                    "The cache in %s can't be read for %s (%s); make it readable, or set"
                            + " HF_HUB_CACHE to another folder.",
                    cache.root(),
                    where,
                    HubNames.printable(e.toString()));
        }
    }

    private Path online(
            HubCache cache, String repoId, String where, String asked, Progress progress)
            throws IOException {
        HubApi.Listing listing;
        Optional<Path> cached = cached(cache, where, asked);
        RetryPolicy policy = config.retryPolicy();
        // With a copy at hand, waiting for a hub that is down would only cost time.
        Retrier first = new Retrier(cached.isPresent() ? policy.withoutRetries() : policy, sleeper);
        try {
            listing = first.call(() -> api.list(repoId, asked));
        } catch (HubException e) {
            return standIn(cached, e);
        }
        try {
            fetchAll(cache, repoId, where, listing, progress);
        } catch (HubException e) {
            Optional<Path> same = cached(cache, where, listing.commit());
            return standIn(same.isPresent() ? same : cached, e);
        }
        remember(cache, asked, listing.commit());
        return cache.snapshot(listing.commit());
    }

    private static Path standIn(Optional<Path> copy, HubException e) throws HubException {
        if (copy.isEmpty() || !e.isCopyEnough()) {
            throw e;
        }
        logger.warn("{} The copy in {} is used.", e.getMessage(), copy.get());
        return copy.get();
    }

    private void fetchAll(
            HubCache cache, String repoId, String where, HubApi.Listing listing, Progress progress)
            throws IOException {
        DownloadProgress reports = new DownloadProgress(progress, System::nanoTime);
        Retrier retrier = new Retrier(config.retryPolicy(), sleeper);
        FileDownload download = new FileDownload(http, api, retrier, opener, reports);
        String commit = listing.commit();
        if (listing.files().contains(SentenceFolder.MODULES)) {
            download.fetch(cache, repoId, commit, SentenceFolder.MODULES);
        }
        SentenceFolder sentence = ModelFiles.modules(cache.snapshot(commit), where);
        String place = ModelFiles.place(sentence);
        Set<String> files = within(place, listing.files());
        String weights = requireModel(files, where);
        List<String> wanted = new ArrayList<>(List.of(place + ModelFiles.CONFIG));
        ModelFiles.OPTIONAL.forEach(file -> wanted.add(place + file));
        if (sentence.exists()) {
            wanted.add(SentenceFolder.MODEL_SETTINGS);
        }
        for (SentenceModule module : ModelFiles.ownModules(sentence)) {
            String folder = module.path() + "/";
            wanted.add(folder + ModelFiles.CONFIG);
            ModelFiles.weights(within(folder, listing.files()))
                    .ifPresent(file -> wanted.add(folder + file));
        }
        for (String file : wanted) {
            if (listing.files().contains(file)) {
                download.fetch(cache, repoId, commit, file);
            }
        }
        Path path = download.fetch(cache, repoId, commit, place + weights);
        if (ModelFiles.isIndex(weights)) {
            for (String shard : ModelFiles.shards(path, where)) {
                requireListed(files, shard, weights, where);
                download.fetch(cache, repoId, commit, place + shard);
            }
        }
    }

    /** The names of the files below a folder. */
    private static Set<String> within(String folder, Set<String> files) {
        return files.stream()
                .filter(file -> file.startsWith(folder))
                .map(file -> file.substring(folder.length()))
                .collect(Collectors.toSet());
    }

    /** Python writes the reference first; last, it never leads offline use to half a model. */
    private static void remember(HubCache cache, String revision, String commit) {
        try {
            cache.writeRef(revision, commit);
        } catch (IOException e) {
            logger.warn(
                    "The cache in {} is not writable ({}); offline, the revision {} is not found.",
                    cache.root(),
                    e.getMessage(),
                    revision);
        }
    }

    private static Optional<Path> cached(HubCache cache, String where, String revision)
            throws IOException {
        Optional<Path> snapshot = cache.commit(revision).map(cache::snapshot);
        boolean complete =
                snapshot.isPresent() && ModelFiles.missing(snapshot.get(), where).isEmpty();
        return snapshot.filter(folder -> complete);
    }

    private static Path offline(HubCache cache, String where, String revision) throws IOException {
        Optional<String> commit = cache.commit(revision);
        String advice =
                "; download it once with the network on (HF_HUB_OFFLINE and DJL_OFFLINE unset), or"
                        + " set HF_HUB_CACHE to the cache that has it.";
        if (commit.isEmpty()) {
            throw new HubException(
                    "Offline, and the cache in " + cache.root() + " lacks " + where + advice);
        }
        Path snapshot = cache.snapshot(commit.get());
        Optional<String> missing = ModelFiles.missing(snapshot, where);
        if (missing.isPresent()) {
            throw new HubException(
                    "Offline, and the cache in %s lacks file %s of %s%s",
                    cache.root(), missing.get(), where, advice);
        }
        return snapshot;
    }

    private static String requireModel(Set<String> files, String where) throws HubException {
        if (files.contains(ModelFiles.ADAPTER_CONFIG) && !files.contains(ModelFiles.CONFIG)) {
            throw new HubException(
                    "There is an adapter, such as LoRA's, in "
                            + where
                            + " ("
                            + ModelFiles.ADAPTER_CONFIG
                            + ") and no model; load the base model that is named there, with the"
                            + " argument adapter=<a local folder of the adapter>.");
        }
        if (!files.contains(ModelFiles.CONFIG)) {
            throw new HubException(
                    "There is no file "
                            + ModelFiles.CONFIG
                            + " in "
                            + where
                            + ", so it is no transformers model; choose another repository.");
        }
        return ModelFiles.weights(files)
                .orElseThrow(
                        () ->
                                new HubException(
                                        "There is no file of weights in "
                                                + where
                                                + ": one of "
                                                + ModelFiles.allowedWeights()
                                                + " is needed; choose a repository or revision that"
                                                + " has PyTorch weights."));
    }

    private static void requireListed(Set<String> files, String shard, String weights, String where)
            throws HubException {
        if (!files.contains(shard)) {
            throw new HubException(
                    "File %s of %s names %s, which the repository lacks; its owner has to upload"
                            + " it.",
                    weights, where, HubNames.printable(shard));
        }
    }
}
