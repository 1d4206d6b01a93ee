/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a mail what tells how it came into the corpus, and so its label, rather than what it
 * says:
 *
 * <ul>
 *   <li>the name of a mailing list at the beginning of the subject, such as {@code [ILUG]};
 *   <li>the footer of a mailing list server: nearly all legitimate mails came over lists;
 *   <li>the lines in which a gateway from news feeds to mail gives address and date;
 *   <li>the report of Spam Assassin itself, line by line after {@code SPAM:}, and the mark {@code
 *       DeathToSpam} of a reporter;
 *   <li>mail addresses, and the names {@code zzzz}, {@code yyyy} and {@code jm}, which replace the
 *       names of recipients, differently in each part of the corpus.
 * </ul>
 *
 * <p>Of the headers, only the subject comes this far.
 */
final class GiveAways {

    private static final int LONGEST_FOOTER = 1500;

    private static final Pattern LIST_NAME =
            Pattern.compile("(?i)^(?:(?:re|fwd?): *)*\\[[^\\]]{1,40}] *(?:(?:re|fwd?): *)*");
    private static final Pattern REPORT = Pattern.compile("(?m)^SPAM:.*\\n?|--(?:DeathToSpam)+--");
    private static final Pattern FEED_LINE =
            Pattern.compile("\\A(?:(?:URL|Date): [^\\n]*\\n+)+(?!\\S+: )");
    private static final Pattern SEPARATOR =
            Pattern.compile("(?m)^(?:-- ?|_{20,}|-{20,}[-~>]*|-{10,} Yahoo! Groups Sponsor.*)$");
    private static final Pattern LAST_LINE = Pattern.compile("\\S*/listinfo/\\S*\\s*\\z");
    private static final Pattern LIST_SERVER =
            Pattern.compile(
                    "(?i)mailing list|/listinfo/|listmaster@|email is sponsored by|"
                            + "Yahoo! Groups|@egroups\\.com|majordomo@|for (?:un)?subscription");
    private static final Pattern ADDRESS =
            Pattern.compile("(?i)\\b[\\w.+%=-]+@(?:[a-z0-9-]+\\.)*[a-z0-9-]+\\b");
    private static final Pattern RECIPIENT =
            Pattern.compile("(?i)\\b(?:\\w*(?:z{4}|y{4})\\w*|jm)\\b");

    private GiveAways() {}

    /** The text that models read of a mail: its subject, an empty line, its body. */
    static String clean(MailText mail) {
        return "Subject: " + subject(mail.subject()) + "\n\n" + body(mail.body());
    }

    static String subject(String subject) {
        Matcher list = LIST_NAME.matcher(subject);
        if (!list.find()) {
            return anonymous(subject);
        }
        boolean answer = list.group().toLowerCase(Locale.ROOT).contains("re:");
        return anonymous((answer ? "Re: " : "") + subject.substring(list.end()));
    }

    static String body(String body) {
        String text = REPORT.matcher(body).replaceAll("");
        text = FEED_LINE.matcher(text).replaceFirst("");
        return anonymous(text).strip();
    }

    private static String anonymous(String text) {
        String named = ADDRESS.matcher(text).replaceAll("user@host");
        return RECIPIENT.matcher(named).replaceAll("user");
    }

    /**
     * Cuts at the last separator with a list server's footer after it, as often as there is one.
     */
    static String withoutFooter(String text) {
        String rest = LAST_LINE.matcher(text).replaceFirst("");
        for (int cut = footer(rest); cut >= 0; cut = footer(rest)) {
            rest = rest.substring(0, cut);
        }
        return rest;
    }

    private static int footer(String text) {
        Matcher separator = SEPARATOR.matcher(text);
        int from = Math.max(0, text.length() - LONGEST_FOOTER);
        int last = -1;
        for (boolean found = separator.find(from); found; found = separator.find()) {
            last = separator.start();
        }
        return last >= 0 && LIST_SERVER.matcher(text.substring(last)).find() ? last : -1;
    }
}
