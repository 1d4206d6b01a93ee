/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.tokenizer.format;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What puts special tokens around texts in a tokenizer.json. */
final class PostProcessors {

    private static final List<String> TYPES =
            List.of(
                    "BertProcessing",
                    "ByteLevel",
                    "RobertaProcessing",
                    "Sequence",
                    "TemplateProcessing");

    private static final int MOST_PARTS = 32;
    private static final int LONGEST_TOKEN = 4096;

    private PostProcessors() {}

    /** Checks a post_processor. */
    static void check(Node node) throws IOException {
        switch (Components.type(node, TYPES)) {
            case "BertProcessing" -> tokens(node);
            case "RobertaProcessing" -> {
                tokens(node);
                node.get("trim_offsets").bool();
                node.get("add_prefix_space").bool();
            }
            case "ByteLevel" -> byteLevel(node);
            case "TemplateProcessing" -> template(node);
            default -> sequence(node);
        }
    }

    /** After one that adds tokens the library has no two texts left, which another would need. */
    private static void sequence(Node node) throws IOException {
        Node list = node.get("processors");
        boolean added = false;
        for (Node part : list.elements()) {
            String type = Components.type(part, TYPES);
            if (type.equals("Sequence") || (added && !type.equals("ByteLevel"))) {
                throw part.get("type").refused("one that adds tokens in all, and ByteLevel");
            }
            added |= !type.equals("ByteLevel");
            check(part);
        }
        if (list.elements().size() > MOST_PARTS) {
            throw list.refused("at most " + MOST_PARTS + " parts");
        }
    }

    private static void byteLevel(Node node) throws IOException {
        node.get("add_prefix_space").bool();
        node.get("trim_offsets").bool();
        node.optionalBool("use_regex");
    }

    private static void tokens(Node node) throws IOException {
        for (String key : List.of("sep", "cls")) {
            List<Node> token = node.get(key).elements();
            if (token.size() != 2) {
                throw node.get(key).refused("a list of a token and its id");
            }
            token.get(0).text(LONGEST_TOKEN);
            token.get(1).integer(0, Integer.MAX_VALUE);
        }
    }

    private static void template(Node node) throws IOException {
        Node tokens = node.get("special_tokens");
        for (String key : tokens.members().keySet()) {
            Node token = tokens.get(key);
            token.get("id").text(LONGEST_TOKEN);
            int ids = 0;
            for (Node id : token.get("ids").elements()) {
                id.integer(0, Integer.MAX_VALUE);
                ids++;
            }
            List<Node> names = token.get("tokens").elements();
            if (ids != names.size() || ids > MOST_PARTS) {
                throw token.refused("as many ids as tokens, at most " + MOST_PARTS);
            }
            for (Node name : names) {
                name.text(LONGEST_TOKEN);
            }
        }
        pieces(node.get("single"), tokens, "A");
        pieces(node.get("pair"), tokens, "AB");
    }

    /** Checks that the texts stand in a template once each, in their order. */
    private static void pieces(Node list, Node tokens, String texts) throws IOException {
        List<Node> pieces = list.elements();
        StringBuilder found = new StringBuilder();
        for (Node piece : pieces) {
            Map<String, ?> kinds = piece.members();
            if (kinds.size() != 1) {
                throw piece.refused("an object with either Sequence or SpecialToken");
            }
            Node text = piece.find("Sequence");
            Node content = text == null ? piece.get("SpecialToken") : text;
            content.get("type_id").integer(0, Integer.MAX_VALUE);
            if (text != null) {
                found.append(text.get("id").word(List.of("A", "B")));
            } else if (!tokens.members().containsKey(content.get("id").text(LONGEST_TOKEN))) {
                throw content.get("id").refused("a key of special_tokens");
            }
        }
        if (!texts.contentEquals(found) || pieces.size() > MOST_PARTS) {
            throw list.refused(
                    "the sequences "
                            + String.join(", ", texts.split(""))
                            + " once and in this order, and special tokens, at most "
                            + MOST_PARTS);
        }
    }
}
