/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.translator;

import static org.efficienttransformers.settings.Require.requireState;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the native memory of a model until the predictions that use it have ended.
 *
 * <p>{@code Model.close} and {@code Predictor.close} free, in no particular order and from whatever
 * thread, all that belongs to their managers; native code that is working with it then crashes the
 * JVM. So what a prediction uses belongs to the manager of this guard, of which the model's manager
 * knows nothing: it holds the guard alone. Closing it refuses predictions from then on, and waits
 * for those in flight. A prediction that closes its own model doesn't wait for itself: the memory
 * is freed as it ends.
 */
public final class PredictionGuard implements AutoCloseable {

    /** By the manager of their model; entries leave with it. */
    private static final Map<NDManager, PredictionGuard> GUARDS = new ConcurrentHashMap<>();

    /** Predictions read, closing writes. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private final String model;
    private final NDManager owner;
    private final NDManager manager;
    private volatile boolean closed;

    private PredictionGuard(String model, NDManager owner) {
        this.model = model;
        this.owner = owner;
        manager = NDManager.newBaseManager(owner.getDevice(), owner.getEngine().getEngineName());
        manager.setName("guarded");
        owner.attachInternal("guard", this);
    }

    /**
     * Returns the guard of a model, the same one each time.
     *
     * @param model the model, which is open
     * @return its guard, which is closed with the model
     */
    public static PredictionGuard of(Model model) {
        return GUARDS.computeIfAbsent(
                model.getNDManager(), owner -> new PredictionGuard(model.getName(), owner));
    }

    /** {@return the manager of the prediction's arrays, closed with the prediction} */
    public NDManager manager() {
        return manager;
    }

    /**
     * Begins a prediction. The thread that began it ends it.
     *
     * @param device where its arrays are to be
     * @return the prediction, to be closed
     * @throws IllegalStateException if the model is closed
     */
    public Prediction begin(Device device) {
        refuseIfClosed();
        lock.readLock().lock();
        try {
            refuseIfClosed();
            return new Prediction(manager.newSubManager(device));
        } catch (RuntimeException e) {
            end();
            throw e;
        }
    }

    private void refuseIfClosed() {
        requireState(
                !closed,
                "The model %s is closed and can't predict any more; load it again, or close it"
                        + " after the last prediction.",
                model);
    }

    private void end() {
        lock.readLock().unlock();
        if (closed && lock.writeLock().tryLock()) {
            free();
        }
    }

    /** Waits for the predictions in flight and frees what they use; a second time does nothing. */
    @Override
    public void close() {
        closed = true;
        if (lock.getReadHoldCount() == 0) {
            lock.writeLock().lock();
            free();
        }
    }

    private void free() {
        try {
            GUARDS.remove(owner, this);
            manager.close();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** A prediction in flight, and the arrays that it makes. */
    public final class Prediction implements AutoCloseable {

        private final NDManager scope;

        private Prediction(NDManager scope) {
            this.scope = scope;
        }

        /** The manager of its arrays, which are closed with it. */
        public NDManager manager() {
            return scope;
        }

        @Override
        public void close() {
            scope.close();
            end();
        }
    }
}
