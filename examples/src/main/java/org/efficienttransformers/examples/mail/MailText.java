/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/**
 * Subject and body of a mail as plain text: transfer encodings and character sets undone, HTML as
 * its reader sees it, attachments other than text and the footers of list servers left out.
 *
 * @param subject the subject, empty if there is none
 * @param body the body
 */
record MailText(String subject, String body) {

    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final Pattern HTML = Pattern.compile("(?is)^.{0,500}<(!doctype html|html|body)");
    private static final Pattern MBOX_LINE = Pattern.compile("^From [^\\n]*\\n");

    /**
     * Reads a mail.
     *
     * @param mail its bytes, as a file of the mbox kind or as it was sent
     * @throws IOException if it can't be read as a mail
     */
    static MailText read(byte[] mail) throws IOException {
        // Bytes one by one: the parts say themselves which characters they mean.
        String raw = new String(mail, StandardCharsets.ISO_8859_1);
        byte[] message =
                MBOX_LINE.matcher(raw).replaceFirst("").getBytes(StandardCharsets.ISO_8859_1);
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        Message parsed = builder.parseMessage(new ByteArrayInputStream(message));
        try {
            StringBuilder body = new StringBuilder();
            append(parsed, body);
            if (body.toString().isBlank()) {
                appendAsItIs(message, body);
            }
            return new MailText(subject(parsed), tidy(body.toString()));
        } finally {
            parsed.dispose();
        }
    }

    /** A mail whose parts don't begin as its header says is read as one text, as people did. */
    private static void appendAsItIs(byte[] message, StringBuilder text) {
        String all = decode(message, null);
        int end = all.indexOf("\n\n");
        text.append(plain(end < 0 ? "" : all.substring(end), null));
    }

    /** Decoded here, because a header should have ASCII characters only, and often has others. */
    private static String subject(Message message) {
        Field field = message.getHeader() == null ? null : message.getHeader().getField("Subject");
        if (field == null) {
            return "";
        }
        String raw = decode(field.getRaw().toByteArray(), null).replaceFirst("^[^:]*:", "");
        String unfolded = raw.replaceAll("\\r?\\n", "");
        return tidy(DecoderUtil.decodeEncodedWords(unfolded, DecodeMonitor.SILENT));
    }

    private static void append(Entity entity, StringBuilder text) throws IOException {
        Body body = entity.getBody();
        if (body instanceof Multipart parts) {
            if (parts.getSubType().equalsIgnoreCase("alternative")) {
                appendBest(parts.getBodyParts(), text);
            } else {
                for (Entity part : parts.getBodyParts()) {
                    append(part, text);
                }
            }
        } else if (body instanceof Message message) {
            text.append(subject(message)).append('\n');
            append(message, text);
        } else if (body instanceof SingleBody content
                && String.valueOf(entity.getMimeType()).startsWith("text/")) {
            text.append(text(content, entity)).append('\n');
        }
    }

    /** The first alternative that has any text: plain text comes before HTML. */
    private static void appendBest(List<Entity> alternatives, StringBuilder text)
            throws IOException {
        for (Entity alternative : alternatives) {
            StringBuilder candidate = new StringBuilder();
            append(alternative, candidate);
            if (!candidate.toString().isBlank()) {
                text.append(candidate);
                return;
            }
        }
    }

    private static String text(SingleBody content, Entity entity) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(bytes);
        return plain(decode(bytes.toByteArray(), entity.getCharset()), entity.getMimeType());
    }

    /** List servers put their footers after HTML as plain text, lines and all. */
    private static String plain(String text, String type) {
        String own = GiveAways.withoutFooter(text.replace("\r\n", "\n"));
        boolean html = "text/html".equals(type) || HTML.matcher(own).find();
        return html ? HtmlText.of(own) : own;
    }

    /** What a mail says of its characters is often wrong, or nothing. */
    private static String decode(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, charset(name));
        }
    }

    private static Charset charset(String name) {
        try {
            Charset charset = name == null ? WINDOWS : Charset.forName(name);
            boolean unlikely =
                    charset.equals(StandardCharsets.US_ASCII)
                            || charset.equals(StandardCharsets.UTF_8)
                            || charset.equals(StandardCharsets.ISO_8859_1);
            return unlikely ? WINDOWS : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return WINDOWS;
        }
    }

    /** Single spaces, at most one empty line, no control characters. */
    private static String tidy(String text) {
        return text.replaceAll("\\r\\n?", "\n")
                .replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n\\t]]", "")
                .replaceAll("[ \\t\\u00a0]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
    }
}
