/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A project in an empty folder, and a local repository of its own, which holds this build's modules
 * as {@code mvn install} would put them there, and for the rest links to the user's.
 */
final class FreshProject implements AutoCloseable {

    private static final String GROUP = "org/efficienttransformers";
    private static final List<String> MODULES =
            List.of(
                    "",
                    "blocks",
                    "translators",
                    "zoo",
                    "integrations/langchain4j",
                    "integrations/spring-ai",
                    "integrations/spark");

    private final Path folder;
    private final Path repository;
    private final String pom;

    FreshProject(Path parent) throws IOException {
        folder = Files.createDirectories(parent.resolve("project"));
        repository = Files.createDirectories(parent.resolve("repository"));
        pom = Files.readString(MarkdownPage.ROOT.resolve("pom.xml"));
        Path users = Path.of(System.getProperty("maven.repository"));
        Path own = repository.resolve(GROUP);
        linkChildren(users, repository, own.getParent());
        linkChildren(users.resolve("org"), own.getParent(), own);
        for (String module : MODULES) {
            install(MarkdownPage.ROOT.resolve(module), own);
        }
    }

    private static void linkChildren(Path from, Path to, Path except) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                Path link = to.resolve(child.getFileName());
                if (!link.equals(except)) {
                    Files.createSymbolicLink(link, child);
                }
            }
        }
    }

    private void install(Path module, Path group) throws IOException {
        Path file = module.resolve("pom.xml");
        Path classes = module.resolve("target/classes");
        String own = Files.readString(file).replaceFirst("(?s)<parent>.*</parent>", "");
        String artifact = between(own, "<artifactId>", "<");
        String version = between(pom, "-parent</artifactId>\n  <version>", "<");
        Path installed = Files.createDirectories(group.resolve(artifact).resolve(version));
        String name = artifact + "-" + version;
        Files.copy(file, installed.resolve(name + ".pom"));
        if (Files.isDirectory(classes)) {
            try (OutputStream out = Files.newOutputStream(installed.resolve(name + ".jar"));
                    JarOutputStream jar = new JarOutputStream(out);
                    Stream<Path> files = Files.walk(classes)) {
                jar.setLevel(1);
                for (Path entry : files.filter(Files::isRegularFile).toList()) {
                    jar.putNextEntry(new ZipEntry(classes.relativize(entry).toString()));
                    Files.copy(entry, jar);
                }
            }
        }
    }

    /** Whether all modules of this build that dependencies name have been compiled. */
    boolean has(String dependencies) {
        return dependencies
                .lines()
                .filter(line -> line.contains("<artifactId>efficient-transformers-"))
                .allMatch(line -> isInstalled(between(line, "<artifactId>", "<")));
    }

    private boolean isInstalled(String artifact) {
        try (Stream<Path> files = Files.walk(repository.resolve(GROUP).resolve(artifact))) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes a file below the project's folder. */
    void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    /** Writes a pom with these dependencies, and what Maven's command line would say here. */
    void writePom(String dependencies) throws IOException {
        StringBuilder plugins = new StringBuilder();
        // Those that this build has: their newest versions may not be at hand.
        for (String plugin :
                List.of("maven-resources-plugin", "maven-compiler-plugin", "exec-maven-plugin")) {
            String version = between(pom, "<artifactId>" + plugin + "</artifactId>", "</plugin>");
            plugins.append("<plugin>")
                    .append(plugin.startsWith("exec") ? "<groupId>org.codehaus.mojo</groupId>" : "")
                    .append("<artifactId>" + plugin + "</artifactId><version>")
                    .append(between(version, "<version>", "<"))
                    .append("</version></plugin>\n");
        }
        write(
                "pom.xml",
                String.format(
                        """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>demo</groupId>
              <artifactId>demo</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
            %s  </dependencies>
              <build>
                <plugins>
            %s    </plugins>
              </build>
            </project>
            """,
                        dependencies, plugins));
        String offline = System.getProperty("maven.mode", "").endsWith("true") ? "-o\n" : "";
        write(".mvn/maven.config", offline + "-Dmaven.repo.local=" + repository + "\n");
    }

    /** Where dependencies are sought. */
    Path repository() {
        return repository;
    }

    /** Runs a command of a shell and returns what it printed; what went wrong is in the message. */
    String run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-e", "-c", command);
        builder.directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path errors = folder.resolve("errors.txt");
        Process process = builder.redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output + Files.readString(errors)).isZero();
        // With which Debian's Maven ends, whether there are colours or not.
        return output.replace("\u001b[0m", "");
    }

    /** Removes the links, of which JUnit warns where it removes a folder. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> entries = Files.walk(repository)) {
            for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start) + start.length();
        assertThat(from).as(start).isGreaterThan(start.length());
        return text.substring(from, text.indexOf(end, from));
    }
}
