/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.plot;

import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A picture's SVG, read by Java's own XML parser, as a viewer would see it. */
final class Drawn {

    private static final Pattern RECTANGLE = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v(\\d+)h-\\d+z");

    private final Document document;

    Drawn(Picture picture) {
        try {
            byte[] bytes = picture.svg().getBytes(StandardCharsets.UTF_8);
            document =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(bytes));
        } catch (Exception e) {
            throw new AssertionError("The SVG is not XML: " + picture.svg(), e);
        }
    }

    /** The width and height of the canvas. */
    Rectangle2D canvas() {
        Element root = document.getDocumentElement();
        return new Rectangle2D.Double(0, 0, number(root, "width"), number(root, "height"));
    }

    /** The contents of all texts. */
    List<String> texts() {
        return elements("text").stream().map(Element::getTextContent).toList();
    }

    /** The boxes of all texts, from the base line up to the height of a capital. */
    List<Rectangle2D> textBoxes() {
        List<Rectangle2D> boxes = new ArrayList<>();
        for (Element text : elements("text")) {
            double x = number(text, "x");
            double y = number(text, "y");
            double size = number(text, "font-size");
            double width =
                    text.hasAttribute("textLength")
                            ? number(text, "textLength")
                            : size * text.getTextContent().length();
            double height = 0.73 * size;
            boxes.add(
                    text.hasAttribute("transform")
                            ? new Rectangle2D.Double(x - height, y - width, height, width)
                            : new Rectangle2D.Double(x, y - height, width, height));
        }
        return boxes;
    }

    /** The rectangles of one colour. */
    List<Rectangle2D> rectangles(String color) {
        List<Rectangle2D> all = new ArrayList<>();
        for (Element path : elements("path")) {
            if (path.getAttribute("fill").equals(color)) {
                for (MatchResult m : RECTANGLE.matcher(path.getAttribute("d")).results().toList()) {
                    all.add(
                            new Rectangle2D.Double(
                                    Integer.parseInt(m.group(1)),
                                    Integer.parseInt(m.group(2)),
                                    Integer.parseInt(m.group(3)),
                                    Integer.parseInt(m.group(4))));
                }
            }
        }
        return all;
    }

    /** The points of each line. */
    List<List<double[]>> lines() {
        List<List<double[]>> lines = new ArrayList<>();
        for (Element line : elements("polyline")) {
            List<double[]> points = new ArrayList<>();
            for (String point : line.getAttribute("points").split(" ")) {
                String[] xy = point.split(",");
                points.add(new double[] {Double.parseDouble(xy[0]), Double.parseDouble(xy[1])});
            }
            lines.add(points);
        }
        return lines;
    }

    private List<Element> elements(String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
