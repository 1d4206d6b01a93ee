/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.faults;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in a JVM of its own, which ends with {@link #NOTICED} at the first failure. */
final class FaultProbe {

    /** What it exits with when a test fails. */
    static final int NOTICED = 3;

    private static final String EVERY = "*";

    private FaultProbe() {}

    /** Takes the names of the classes, each with a word in brackets where some cases are meant. */
    public static void main(String[] args) {
        Map<String, String> classes = new TreeMap<>();
        for (String arg : args) {
            String[] parts = arg.split("[\\[\\]]");
            // One that is meant whole is run whole.
            String words = parts.length > 1 ? parts[1] : EVERY;
            classes.merge(parts[0], words, (some, more) -> some + " " + more);
        }
        LauncherDiscoveryRequestBuilder request =
                LauncherDiscoveryRequestBuilder.request()
                        .configurationParameter(
                                "junit.jupiter.extensions.autodetection.enabled", "true");
        classes.forEach(
                (name, words) -> {
                    request.selectors(DiscoverySelectors.selectClass(name));
                    if (!words.contains(EVERY)) {
                        request.configurationParameter(NamedCases.PARAMETER + name, words);
                    }
                });
        FirstFailure listener = new FirstFailure();
        LauncherFactory.create().execute(request.build(), listener);
        if (!listener.succeeded.containsAll(classes.keySet())) {
            classes.keySet().removeAll(listener.succeeded);
            System.out.println(FaultProbe.class.getSimpleName() + " no case of " + classes);
            System.exit(1);
        }
    }

    private static final class FirstFailure implements TestExecutionListener {

        private final Set<String> succeeded = new HashSet<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                System.out.println(FaultProbe.class.getSimpleName() + " " + name(test));
                System.out.flush();
                Runtime.getRuntime().halt(NOTICED);
            }
            if (test.isTest()) {
                method(test).map(MethodSource::getClassName).ifPresent(succeeded::add);
            }
        }

        private static Optional<MethodSource> method(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast);
        }

        private static String name(TestIdentifier test) {
            return method(test)
                    .map(
                            method ->
                                    method.getJavaClass().getSimpleName()
                                            + "."
                                            + method.getMethodName())
                    .orElse(test.getDisplayName());
        }
    }
}
