/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.faults;

import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes in a JVM of its own, which ends with {@link #NOTICED} at the first failure. */
final class FaultProbe {

    /** What it exits with when a test fails. */
    static final int NOTICED = 3;

    private FaultProbe() {}

    /** Takes the names of the classes. */
    public static void main(String[] args) {
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(args).map(DiscoverySelectors::selectClass).toList())
                        .build();
        LauncherFactory.create().execute(request, new FirstFailure());
    }

    private static final class FirstFailure implements TestExecutionListener {

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                System.out.println(FaultProbe.class.getSimpleName() + " " + name(test));
                System.out.flush();
                Runtime.getRuntime().halt(NOTICED);
            }
        }

        private static String name(TestIdentifier test) {
            return test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .map(
                            method ->
                                    method.getJavaClass().getSimpleName()
                                            + "."
                                            + method.getMethodName())
                    .orElse(test.getDisplayName());
        }
    }
}
