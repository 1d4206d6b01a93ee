/*
 * Copyright 2026 the DJL Efficient Transformers authors.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package org.efficienttransformers.examples.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tells how a mail came into the corpus is gone, and the rest as it was. */
class GiveAwaysTest {

    @ParameterizedTest
    @CsvSource({
        "[ILUG] Kernel, Kernel",
        "Re: [ILUG] Kernel, Re: Kernel",
        "[ILUG] Re: Kernel, Re: Kernel",
        "Win [now] a car, Win [now] a car",
        "gbvzzzz for jm@spam.org, user for user@host"
    })
    void cleansSubjects(String subject, String expected) {
        assertThat(GiveAways.subject(subject)).isEqualTo(expected);
    }

    @Test
    void cutsFootersOfListServers() {
        String footers =
                """


                -------------------------------------------------------
                This sf.net email is sponsored by:ThinkGeek
                Welcome to geek heaven.
                _______________________________________________
                Razor-users mailing list
                https://lists.sourceforge.net/lists/listinfo/razor-users
                """;
        assertThat(GiveAways.body(GiveAways.withoutFooter("It works.\n--\nKate" + footers)))
                .isEqualTo("It works.\n--\nKate");
        assertThat(GiveAways.withoutFooter("Yes.\n\nhttp://xent.com/mailman/listinfo/fork"))
                .isEqualTo("Yes.\n\n");
    }

    @Test
    void leavesSeparatorsOfOtherTexts() {
        String text = "Cheap!\n--------------------------\nTo be removed from our list click here";
        assertThat(GiveAways.body(GiveAways.withoutFooter(text))).isEqualTo(text);
    }

    @Test
    void takesOutReportsFeedsAndNames() {
        assertThat(GiveAways.body("SPAM: Content analysis: 12 hits\nBuy!\n")).isEqualTo("Buy!");
        assertThat(GiveAways.body("URL: http://a.example/1\nDate: Not supplied\n\nNews."))
                .isEqualTo("News.");
        assertThat(GiveAways.body("Dear zzzz, write to yyyy@netnoteinc.com"))
                .isEqualTo("Dear user, write to user@host");
        assertThat(GiveAways.body("Bye --DeathToSpamDeathToSpamDeathToSpam--")).isEqualTo("Bye");
    }
}
