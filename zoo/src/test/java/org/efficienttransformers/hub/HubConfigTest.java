/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables mean what they mean to Python's huggingface_hub. */
class HubConfigTest {

    @TempDir Path home;

    @Test
    void nothingSetIsThePublicHubAndTheCacheBelowHome() throws IOException {
        HubConfig config = config();

        assertThat(config.endpoint()).hasToString("https://huggingface.co");
        assertThat(config.token()).isNull();
        assertThat(config.cacheDir()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(config.offline()).isFalse();
        assertThat(config.symlinks()).isTrue();
        assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({
        "HF_HUB_CACHE,          /a,                     '', '',  /a",
        "HUGGINGFACE_HUB_CACHE, /b,                     '', '',  /b",
        "HF_HOME,               /c,                     '', '',  /c/hub",
        "XDG_CACHE_HOME,        /d,                     '', '',  /d/huggingface/hub",
        "HF_HUB_CACHE,          /a,  HUGGINGFACE_HUB_CACHE, /b,  /a",
        "HUGGINGFACE_HUB_CACHE, /b,                HF_HOME, /c,  /b",
        "HF_HOME,               /c,         XDG_CACHE_HOME, /d,  /c/hub",
        "HF_HOME,               $BASE/x,           BASE, /base,  /base/x/hub",
        "HF_HOME,               ${BASE}/x,         BASE, /base,  /base/x/hub",
        "HF_HUB_CACHE,          '',             HF_HOME, /c,  /c/hub",
    })
    void cacheIsWherePythonHasIt(
            String name, String value, String second, String secondValue, String expected)
            throws IOException {
        assertThat(config(name, value, second, secondValue).cacheDir()).hasToString(expected);
    }

    @Test
    void tildeIsHome() throws IOException {
        assertThat(config("HF_HUB_CACHE", "~/models").cacheDir()).isEqualTo(home.resolve("models"));
    }

    @Test
    void tokenIsReadInPythonsOrder() throws IOException {
        Path hfHome = Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(hfHome.resolve("token"), "fromHome\n");
        Path other = Files.writeString(home.resolve("other"), " fromPath ");

        assertThat(config().token()).isEqualTo("fromHome");
        assertThat(config("HF_TOKEN_PATH", other.toString()).token()).isEqualTo("fromPath");
        assertThat(config("HUGGING_FACE_HUB_TOKEN", "legacy").token()).isEqualTo("legacy");
        assertThat(config("HF_TOKEN", "first", "HUGGING_FACE_HUB_TOKEN", "legacy").token())
                .isEqualTo("first");
        assertThat(config("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1").token()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "HF_HUB_OFFLINE,       1,     true",
        "HF_HUB_OFFLINE,       yes,   true",
        "HF_HUB_OFFLINE,       0,     false",
        "TRANSFORMERS_OFFLINE, true,  true",
        "DJL_OFFLINE,          true,  true",
        "DJL_OFFLINE,          false, false",
        "ai.djl.offline,       true,  true",
        "offline,              true,  true",
    })
    void offlineSwitchesArePythonsAndDjls(String name, String value, boolean offline)
            throws IOException {
        assertThat(config(name, value).offline()).isEqualTo(offline);
    }

    @Test
    void endpointLosesItsLastSlash() throws IOException {
        assertThat(config("HF_ENDPOINT", "https://mirror.example/hub/").endpoint())
                .hasToString("https://mirror.example/hub");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mirror.example",
                "ftp://mirror.example",
                "file:///tmp",
                "https://",
                "https://a b",
                "https://mirror.example/?a=b",
                "https://user:pass@mirror.example"
            })
    void endpointMustBeAnHttpAddress(String endpoint) {
        assertThatThrownBy(() -> config("HF_ENDPOINT", endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HF_ENDPOINT")
                .hasMessageNotContaining("user:pass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "1.5"})
    void timeoutMustBeSeconds(String value) {
        assertThatThrownBy(() -> config("HF_HUB_DOWNLOAD_TIMEOUT", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + value + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, connectTimeout",
        "-1, 1, connectTimeout",
        "1, 0, readTimeout",
        "1, -1, readTimeout"
    })
    void timeoutsMustBePositive(long connect, long read, String name) {
        assertThatThrownBy(
                        () ->
                                new HubConfig(
                                        URI.create("https://example.org"),
                                        null,
                                        Path.of("cache"),
                                        false,
                                        true,
                                        Duration.ofSeconds(connect),
                                        Duration.ofSeconds(read),
                                        RetryPolicy.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name + " is ")
                .hasMessageEndingWith("must be positive.");
    }

    @Test
    void timeoutIsTaken() throws IOException {
        assertThat(config("HF_HUB_DOWNLOAD_TIMEOUT", "30").readTimeout())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void tokenIsShownNowhere() throws IOException {
        assertThat(config("HF_TOKEN", "hf_private")).asString().doesNotContain("hf_private");
        assertThatThrownBy(() -> config("HF_TOKEN", "hf_private\nX: y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("hf_private");
    }

    @Test
    void defaultsNeedOnlyEndpointAndCache() {
        HubConfig config = HubConfig.of(URI.create("http://127.0.0.1:1"), home);

        assertThat(config.retryPolicy()).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(config.token()).isNull();
    }

    private HubConfig config(String... pairs) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        variables.put("HOME", home.toString());
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return HubConfig.from(variables);
    }

    @Test
    void descriptionHidesTheToken() throws IOException {
        assertThat(config())
                .asString()
                .contains("endpoint=https://huggingface.co", "token=none", "huggingface/hub");
        assertThat(config("HF_TOKEN", "secret"))
                .asString()
                .contains("token=hidden")
                .doesNotContain("secret");
    }
}
