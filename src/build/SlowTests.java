/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints which test classes and which tests took longest, from the reports of Surefire: {@code java
 * src/build/SlowTests.java}. {@code mvn verify} does so at its end.
 */
final class SlowTests {

    private static final int SHOWN = 15;

    private record Time(double seconds, int tests, String name) {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args.length == 0 ? "." : args[0]);
        List<Time> classes = new ArrayList<>();
        List<Time> tests = new ArrayList<>();
        PathMatcher reports =
                FileSystems.getDefault().getPathMatcher("glob:**/target/surefire-reports/TEST-*.xml");
        try (Stream<Path> files = Files.walk(root, 4)) {
            for (Path file : files.filter(reports::matches).toList()) {
                read(file, classes, tests);
            }
        }
        double all = classes.stream().mapToDouble(Time::seconds).sum();
        int count = classes.stream().mapToInt(Time::tests).sum();
        System.out.printf("%d tests in %d classes took %.0f s; the slowest:%n", count, classes.size(), all);
        print(classes);
        print(tests);
    }

    private static void read(Path file, List<Time> classes, List<Time> tests) throws Exception {
        Document report =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        Element suite = report.getDocumentElement();
        String name = suite.getAttribute("name").replaceFirst(".*\\.", "");
        NodeList cases = suite.getElementsByTagName("testcase");
        classes.add(new Time(seconds(suite), cases.getLength(), name));
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            tests.add(new Time(seconds(test), 1, name + "." + test.getAttribute("name")));
        }
    }

    private static double seconds(Element element) {
        return Double.parseDouble(element.getAttribute("time").replace(",", ""));
    }

    private static void print(List<Time> times) {
        times.sort(Comparator.comparingDouble(Time::seconds).reversed());
        for (Time time : times.subList(0, Math.min(SHOWN, times.size()))) {
            System.out.printf("%7.1f s  %4d  %s%n", time.seconds, time.tests, time.name);
        }
        System.out.println();
    }
}
