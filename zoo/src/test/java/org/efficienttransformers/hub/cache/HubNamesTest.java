/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "allenai/longformer-base-4096", "Foo-BAR_foo.bar123", "_a/b_"})
    void idOfTheHubIsAllowed(String id) {
        assertThat(HubNames.requireRepoId(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "a/b/c",
                "..",
                "../a",
                "a/..",
                "a..b",
                "a--b",
                ".a",
                "a.",
                "-a",
                "a.git",
                "a b",
                "a\\b",
                "a%2Fb",
                "a?b",
                "caf\u00e9",
                "a\nb"
            })
    void idThatTheHubDoesNotAllowIsRefused(String id) {
        assertThatThrownBy(() -> HubNames.requireRepoId(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed is name or organisation/name");
    }

    @Test
    void longIdIsRefused() {
        assertThat(HubNames.requireRepoId("a".repeat(96))).hasSize(96);
        assertThatThrownBy(() -> HubNames.requireRepoId("a".repeat(97)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What is as long as is allowed, and what is longer by one. */
    @Test
    void lengthsEndWhereTheyAreSaidTo() {
        assertThat(HubNames.requireRevision("a".repeat(255))).hasSize(255);
        assertThatThrownBy(() -> HubNames.requireRevision("a".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(HubNames.isInside("a".repeat(1024))).isTrue();
        assertThat(HubNames.isInside("a".repeat(1025))).isFalse();
        assertThat(HubNames.isInside("")).isFalse();
        assertThat(HubNames.printable("a".repeat(200))).isEqualTo("a".repeat(200));
        assertThat(HubNames.printable("a".repeat(201))).isEqualTo("a".repeat(200) + "...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "v1.0", "refs/pr/1", "feature/x", "a1b2c3d", "\u5206\u652f"})
    void revisionOfGitIsAllowed(String revision) {
        assertThat(HubNames.requireRevision(revision)).isEqualTo(revision);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "a/../b",
                "/a",
                "a/",
                "a//b",
                ".a",
                "a/.b",
                "a.",
                "-a",
                "a b",
                "a:b",
                "a\\b",
                "a?b",
                "a*",
                "a[b",
                "a~1",
                "a^",
                "a@{1}",
                "a.lock",
                "a.lock/b",
                "a\u0000"
            })
    void revisionThatGitDoesNotAllowIsRefused(String revision) {
        assertThatThrownBy(() -> HubNames.requireRevision(revision))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("branch or tag");
    }

    @Test
    void pathsAreEncodedForUrls() {
        assertThat(HubNames.encode("refs/pr/1")).isEqualTo("refs%2Fpr%2F1");
        assertThat(HubNames.encodePath("a b/c+d?e")).isEqualTo("a%20b/c%2Bd%3Fe");
    }
}
