/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Mails of all kinds become what their readers see. */
@SuppressWarnings("StringConcatToTextBlock") // Mails are written line by line here.
class MailTextTest {

    private static MailText read(String mail) throws IOException {
        return MailText.read(mail.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsPlainTextBehindTheLineOfAnMbox() throws IOException {
        MailText mail =
                read("From a@b Thu Aug 22 14:44:07 2002\nSubject: Hello\n\nOne.\n\n\n\nTwo.\n");
        assertThat(mail).isEqualTo(new MailText("Hello", "One.\n\nTwo."));
    }

    @Test
    void decodesSubjectsAndTransferEncodings() throws IOException {
        MailText quoted =
                read(
                        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\nContent-Type: text/plain;"
                                + " charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
                                + "Z=FCrich, a long =\nline\n");
        assertThat(quoted).isEqualTo(new MailText("Gr\u00fc\u00dfe", "Z\u00fcrich, a long line"));
        MailText base64 =
                read(
                        "Subject: x\nContent-Type: text/plain; charset=utf-8\n"
                                + "Content-Transfer-Encoding: base64\n\nSGVsbG8gd29ybGQ=\n");
        assertThat(base64.body()).isEqualTo("Hello world");
    }

    @Test
    void takesBytesOfAWrongCharacterSetAsWindowsDid() throws IOException {
        byte[] mail =
                "Subject: \u20ac5\nContent-Type: text/plain; charset=us-ascii\n\ncaf\u00e9 \u201c\n"
                        .getBytes(Charset.forName("windows-1252"));
        assertThat(MailText.read(mail)).isEqualTo(new MailText("\u20ac5", "caf\u00e9 \u201c"));
    }

    @Test
    void showsHtmlAsItsReaderSeesIt() throws IOException {
        MailText mail =
                read(
                        "Subject: x\nContent-Type: text/html\n\n<html><head><title>no</title>"
                                + "<style>p{}</style></head><body><p>Big &amp; cheap</p><script>no"
                                + "</script><a href=\"http://shop.example/buy?x=1\">Buy</a>"
                                + "<img alt=\"pills\"></body></html>");
        assertThat(mail.body()).isEqualTo("Big & cheap\nBuy <shop.example> pills");
    }

    @Test
    void takesThePlainAlternativeAndLeavesAttachmentsOut() throws IOException {
        MailText mail =
                read(
                        "Subject: x\nContent-Type: multipart/mixed; boundary=A\n\n--A\n"
                                + "Content-Type: multipart/alternative; boundary=B\n\n--B\n"
                                + "Content-Type: text/plain\n\nplain\n--B\nContent-Type: text/html\n\n"
                                + "<p>html</p>\n--B--\n--A\nContent-Type: image/png\n\nnoise\n--A--\n");
        assertThat(mail.body()).isEqualTo("plain");
    }

    @Test
    void readsAMailWhoseBoundaryIsWrongAsOneText() throws IOException {
        MailText mail =
                read(
                        "Subject: x\nContent-Type: multipart/alternative; boundary=\"=A 1\"\n\n"
                                + "--= A 1\n<html><body>Ink for $1</body></html>\n");
        assertThat(mail.body()).contains("Ink for $1");
    }
}
