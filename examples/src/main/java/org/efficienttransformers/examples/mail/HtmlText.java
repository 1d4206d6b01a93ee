/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * The text that a reader of an HTML page sees, with a line for each block, the descriptions of
 * pictures, and the hosts that links go to.
 */
final class HtmlText implements NodeVisitor {

    private static final Pattern HOST = Pattern.compile("(?i)^\\s*https?://([^/?#\\s]+)");

    private final StringBuilder text = new StringBuilder();

    private HtmlText() {}

    static String of(String html) {
        Document page = Jsoup.parse(html);
        page.select("script, style, head").remove();
        HtmlText visitor = new HtmlText();
        NodeTraversor.traverse(visitor, page);
        return visitor.text.toString();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            text.append(words.getWholeText().replaceAll("\\s+", " "));
        } else if (node instanceof Element element) {
            if (element.isBlock() || element.normalName().equals("br")) {
                text.append('\n');
            }
            if (element.normalName().equals("img")) {
                text.append(' ').append(element.attr("alt")).append(' ');
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element) {
            if (element.normalName().equals("td")) {
                text.append(' ');
            } else if (element.isBlock()) {
                text.append('\n');
            } else if (element.normalName().equals("a")) {
                Matcher host = HOST.matcher(element.attr("href"));
                if (host.find()) {
                    text.append(" <").append(host.group(1)).append("> ");
                }
            }
        }
    }
}
