/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.efficienttransformers.attention.AttentionPattern;
import org.efficienttransformers.attention.AttentionPattern.Reason;
import org.efficienttransformers.attention.blocksparse.BigBirdKind;
import org.efficienttransformers.attention.full.FullKind;
import org.efficienttransformers.attention.lowrank.LinformerKind;
import org.efficienttransformers.attention.lsh.ReformerKind;
import org.efficienttransformers.attention.window.LongformerKind;
import org.efficienttransformers.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pictures show what they are given, legibly. */
class AttentionPlotTest {

    private static final int FRAME = 0x777777;
    private static final int WHITE = 0xffffff;
    private static final String[] TOKENS = {"<s>", "Paris", "\u2581is", "a", "&", "</s>"};

    static Stream<Picture> pictures() {
        Map<String, AttentionPattern> row = new LinkedHashMap<>();
        patterns().forEach(pattern -> row.put("Pattern " + row.size(), pattern));
        row.put("A title that is much wider than the pattern below it", pattern(3));
        float[][] weights = weights(TOKENS.length);
        return Stream.of(
                AttentionPlot.pattern("Sliding window", pattern(64)),
                AttentionPlot.pattern(
                        "One position", new FullKind().pattern(Settings.DEFAULT, 1, false)),
                AttentionPlot.pattern("Many positions", pattern(500)),
                AttentionPlot.pattern(
                        "A title that is much wider than the pattern ".repeat(3), pattern(64)),
                AttentionPlot.patterns(row),
                AttentionPlot.weights("One head", List.of(TOKENS), weights),
                AttentionPlot.weights(
                        List.of(TOKENS),
                        Map.of("Head 1 with a very long title", weights, "Head 2", weights)),
                AttentionPlot.weights(
                        "Many tokens", Collections.nCopies(100, "token"), weights(100)),
                AttentionPlot.buckets("Buckets", new int[] {5, 1, 3, 1, 0, 10, 5}, 3),
                AttentionPlot.buckets("Many positions", new int[300], 64),
                LinePlot.builder()
                        .setTitle("Loss")
                        .setX("step")
                        .setY("loss")
                        .addLine("training", new double[] {1, 2, 900}, new double[] {3, 2, 0.001})
                        .addLine("a long name of a line", new double[] {5}, new double[] {2})
                        .build());
    }

    private static Stream<AttentionPattern> patterns() {
        return Stream.of(
                new FullKind().pattern(Settings.DEFAULT, 64, false),
                pattern(64),
                LongformerKind.pattern(64, 8, 3, true, List.of()),
                BigBirdKind.pattern(
                        64, 8, new int[][] {{3, 4}, {5, 6}, {1, 6}, {1, 2}, {2, 3}, {1, 4}}),
                ReformerKind.hashed(new int[] {1, 0, 1, 2, 0, 2, 1, 0}, 2, 1, 0, true),
                new LinformerKind().pattern(Settings.DEFAULT, 64, true));
    }

    private static AttentionPattern pattern(int length) {
        return LongformerKind.pattern(length, 16, 1, false, List.of(0, 2));
    }

    private static float[][] weights(int length) {
        float[][] weights = new float[length][length];
        for (int query = 0; query < length; query++) {
            for (int key = 0; key < length; key++) {
                weights[query][key] = (float) (key + 1) / length / (query + 1);
            }
        }
        return weights;
    }

    /** The side of each cell is found from the frame alone. */
    @ParameterizedTest
    @MethodSource("patterns")
    void everyCellHasTheColourOfItsReason(AttentionPattern pattern) {
        int length = pattern.length();
        for (int scale : new int[] {1, 2}) {
            BufferedImage image = AttentionPlot.pattern("Title", pattern).image(scale);
            int[] corner = firstOf(image, FRAME);
            int left = corner[0] + scale;
            int top = corner[1] + scale;
            int side = (run(image, corner[0], corner[1]) - 2 * scale) / length;
            assertThat(side).isEqualTo(Math.max(1, 384 / length) * scale);
            Map<Reason, Integer> colors = new EnumMap<>(Reason.class);
            for (int query = 0; query < length; query++) {
                for (int key = 0; key < length; key++) {
                    Set<Integer> pixels = new HashSet<>();
                    for (int y = 0; y < side; y++) {
                        for (int x = 0; x < side; x++) {
                            pixels.add(rgb(image, left + key * side + x, top + query * side + y));
                        }
                    }
                    // The lines of the grid.
                    pixels.remove(WHITE);
                    assertThat(pixels).hasSize(1);
                    Reason reason = pattern.reason(query, key);
                    int color = pixels.iterator().next();
                    assertThat(colors.computeIfAbsent(reason, r -> color)).isEqualTo(color);
                }
            }
            assertThat(new HashSet<>(colors.values())).hasSameSizeAs(colors.keySet());
        }
    }

    private static int[] firstOf(BufferedImage image, int color) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                // A letter's smooth edge may have that colour by chance, but not in a row.
                if (rgb(image, x, y) == color && run(image, x, y) > 5) {
                    return new int[] {x, y};
                }
            }
        }
        throw new AssertionError("There is no frame.");
    }

    private static int run(BufferedImage image, int x, int y) {
        int end = x;
        while (end < image.getWidth() && rgb(image, end, y) == rgb(image, x, y)) {
            end++;
        }
        return end - x;
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & WHITE;
    }

    @Test
    void pixelsAndSvgShowTheSame() {
        Picture picture = AttentionPlot.pattern("BigBird", patterns().toList().get(3));
        BufferedImage image = picture.image(1);
        Drawn drawn = new Drawn(picture);
        Map<Integer, Integer> counts = new HashMap<>();
        for (String color : new String[] {"#0072b2", "#e69f00", "#009e73"}) {
            List<Rectangle2D> rectangles = drawn.rectangles(color);
            assertThat(rectangles).isNotEmpty();
            for (Rectangle2D r : rectangles) {
                assertThat(rgb(image, (int) r.getMaxX() - 1, (int) r.getMaxY() - 1))
                        .isEqualTo(Integer.decode(color));
            }
            counts.put(
                    Integer.decode(color),
                    (int) rectangles.stream().mapToDouble(r -> r.getWidth() * r.getHeight()).sum());
        }
        // Blocks of 8: three in each of six rows but the ends, less those that are global.
        assertThat(counts.get(0x0072b2) - 14 * 14).isEqualTo((6 * 3 - 2) * 48 * 48);
        assertThat(counts.get(0xe69f00) - 14 * 14).isEqualTo((64 - 36) * 48 * 48);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void nothingIsCutAndNoTextLiesOnAnother(Picture picture) {
        Drawn drawn = new Drawn(picture);
        Rectangle2D canvas = drawn.canvas();
        assertThat(canvas.getWidth()).isEqualTo(picture.width());
        assertThat(canvas.getHeight()).isEqualTo(picture.height());
        List<Rectangle2D> boxes = drawn.textBoxes();
        assertThat(boxes).isNotEmpty();
        for (int i = 0; i < boxes.size(); i++) {
            assertThat(canvas.contains(boxes.get(i)))
                    .as("%s in %s", drawn.texts().get(i), canvas)
                    .isTrue();
            for (int j = 0; j < i; j++) {
                assertThat(boxes.get(i).intersects(boxes.get(j)))
                        .as("%s on %s", drawn.texts().get(i), drawn.texts().get(j))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void theSamePictureTwiceIsTheSameText(Picture picture) {
        List<Picture> again = pictures().toList();
        assertThat(again).anyMatch(other -> other.svg().equals(picture.svg()));
    }

    @Test
    void legendNamesTheReasonsThatOccurAndStandsOutside() {
        Picture picture = AttentionPlot.pattern("Sliding window", pattern(64));
        Drawn drawn = new Drawn(picture);
        // Counted by hand: 64 * 17 - 8 * 9 pairs are within the window, 36 of them of positions 0
        // and
        // 2; those see and are seen by all: 4 * 64 - 4 pairs.
        assertThat(drawn.texts())
                .contains("global, 6.2 %", "not seen, 69.9 %", "local, 23.9 %")
                .noneMatch(text -> text.startsWith("random"));
        double right =
                drawn.rectangles("#e69f00").stream()
                        .filter(r -> r.getWidth() > 100)
                        .mapToDouble(Rectangle2D::getMaxX)
                        .max()
                        .orElseThrow();
        for (int i = 0; i < drawn.texts().size(); i++) {
            if (drawn.texts().get(i).contains("%")) {
                assertThat(drawn.textBoxes().get(i).getX()).isGreaterThan(right);
            }
        }
    }

    @Test
    void weightsGetDarkerAsTheyGrowAndTokensKeepTheirSigns() {
        String[] tokens = {"<mask>", "\"&\"", "\u0000\u4e2d", "end"};
        float[][] weights = new float[4][4];
        for (int key = 0; key < 4; key++) {
            weights[0][key] = key / 4f;
        }
        Picture picture = AttentionPlot.weights("Head", List.of(tokens), weights);
        assertThat(new Drawn(picture).texts())
                .contains("<mask>", "\"&\"", "\ufffd\u4e2d", "0.8", "0.4", "0");
        BufferedImage image = picture.image(1);
        int[] corner = firstOf(image, FRAME);
        int side = (run(image, corner[0], corner[1]) - 2) / 4;
        int[] lightness = new int[4];
        for (int key = 0; key < 4; key++) {
            int rgb = rgb(image, corner[0] + 1 + key * side, corner[1] + 1);
            lightness[key] = (rgb >> 16) + (rgb >> 8 & 0xff) + (rgb & 0xff);
        }
        assertThat(lightness[0]).isGreaterThan(700);
        assertThat(lightness[3]).isLessThan(200);
        assertThat(Arrays.stream(lightness).boxed().toList())
                .isSortedAccordingTo(Collections.reverseOrder())
                .doesNotHaveDuplicates();
    }

    @Test
    void bucketsAreSortedAndThoseOfOneStayInOrder() {
        Picture picture = AttentionPlot.buckets("Buckets", new int[] {2, 0, 1, 0, 2, 1}, 2);
        List<String> numbers = new ArrayList<>();
        Drawn drawn = new Drawn(picture);
        List<Rectangle2D> boxes = drawn.textBoxes();
        double lowest =
                boxes.stream().mapToDouble(Rectangle2D::getY).filter(y -> y < 215).max().orElse(0);
        for (int i = 0; i < boxes.size(); i++) {
            if (boxes.get(i).getY() == lowest && boxes.get(i).getHeight() < 8) {
                numbers.add(drawn.texts().get(i));
            }
        }
        assertThat(numbers).containsExactly("0", "0", "1", "1", "2", "2");
        // Lines from a position to its place don't cross within a bucket.
        List<List<double[]>> lines = drawn.lines();
        assertThat(lines).hasSize(6);
        for (int i = 0; i < 6; i += 2) {
            assertThat(lines.get(i).get(0)[0]).isLessThan(lines.get(i + 1).get(0)[0]);
            assertThat(lines.get(i).get(1)[0]).isLessThan(lines.get(i + 1).get(1)[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {-0.1f, Float.NaN, Float.POSITIVE_INFINITY})
    void refusesWhatIsNoWeight(float weight) {
        float[][] weights = {{0.5f, weight}, {0, 0}};
        assertThatThrownBy(() -> AttentionPlot.weights("Head", List.of("a", "b"), weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("query 0 and key 1")
                .hasMessageContaining("Plot probabilities, not scores");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> AttentionPlot.weights("Head", List.of("a"), new float[2][2]))
                .hasMessageContaining("2 rows for 1 tokens");
        assertThatThrownBy(() -> AttentionPlot.weights("Head", List.of("a"), new float[1][2]))
                .hasMessageContaining("2 columns for 1 tokens");
        assertThatThrownBy(() -> AttentionPlot.weights(List.of(), Map.of()))
                .hasMessageContaining("0 tokens and 0 heads");
        assertThatThrownBy(() -> AttentionPlot.patterns(Map.of()))
                .hasMessageContaining("no pattern");
        assertThatThrownBy(() -> AttentionPlot.buckets("Buckets", new int[] {0, -1}, 2))
                .hasMessageContaining("bucket of position 1 is -1");
        assertThatThrownBy(() -> AttentionPlot.buckets("Buckets", new int[0], 2))
                .hasMessageContaining("0 positions in chunks of 2");
        Picture picture =
                AttentionPlot.pattern(
                        "One position", new FullKind().pattern(Settings.DEFAULT, 1, false));
        assertThatThrownBy(() -> picture.image(0))
                .hasMessageContaining("scale is 0; allowed: from 1");
    }
}
