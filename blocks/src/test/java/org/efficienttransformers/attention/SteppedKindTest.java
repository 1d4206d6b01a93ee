/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mechanism of an application is found by one line in a file of its own. */
class SteppedKindTest {

    @Test
    void isFoundAmongTheOthers(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(AttentionKind.class.getName()), SteppedKind.class.getName());
        int library = AttentionKinds.all().size();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader application =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(application);
            AttentionKind kind = AttentionKinds.of("stepped");
            assertThat(AttentionKinds.all()).hasSize(library + 1).last().hasSameClassAs(kind);
            AttentionSizes sizes = AttentionSizes.of(12, 3, 24, 2).withCausal(true);
            assertThat(kind.build(sizes, Settings.DEFAULT, 0, List.of()))
                    .isInstanceOf(SteppedAttention.class)
                    .matches(SelfAttention::isCausal);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(AttentionKinds.all()).hasSize(library);
    }
}
