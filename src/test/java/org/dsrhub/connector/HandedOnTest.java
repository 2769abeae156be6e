package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Quarantine;
import org.junit.jupiter.api.Test;

/** What is another desk's matter is told to that desk, by its entry alone. */
class HandedOnTest {
    private final HubUnderTest hub = HubUnderTest.shared();
    private final String who = "writer-" + UUID.randomUUID();

    @Test
    void each_desk_is_told_of_its_letters_once_and_of_nothing_else() {
        String complaint = entry("klage@tryg.example", who + "@mail.example", "Jeg vil gerne klage formelt.");
        String authority = entry("dpo@tryg.example", who + "@datatilsynet.dk", "Vi beder om en redegørelse.");
        String estate = entry(
                "doedsbo@tryg.example",
                who + "@mail.example",
                "Min far døde den 3. marts, og jeg skriver for dødsboet.");

        assertThat(told("klage@tryg.example", complaint))
                .singleElement()
                .satisfies(text -> assertThat(text).contains("en klage").doesNotContain(who));
        assertThat(told("dpo@tryg.example", authority))
                .singleElement()
                .satisfies(text -> assertThat(text).contains("tilsynsmyndighed"));
        assertThat(told("doedsbo@tryg.example", estate)).hasSize(1);
        assertThat(told("klage@tryg.example", estate)).isEmpty();
    }

    /** @return the entry that the desk was told of */
    private String entry(String desk, String from, String words) {
        hub.around.mail().mailbox(desk);
        List<UUID> before = hub.bean(Quarantine.class).open().stream()
                .map(Quarantine.Entry::id)
                .toList();
        hub.around.mail().send(from, hub.around.tryg().mailbox(), "Brev", words);
        String entry = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> hub.bean(Quarantine.class).open().stream()
                                .filter(one -> one.source().equals("mail/tryg") && !before.contains(one.id()))
                                .map(one -> one.id().toString())
                                .findFirst()
                                .orElse(null),
                        id -> id != null);
        await().atMost(Duration.ofSeconds(40)).until(() -> !told(desk, entry).isEmpty());
        return entry;
    }

    private List<String> told(String desk, String entry) {
        return hub.around.mail().inbox(desk).stream()
                .map(HandedOnTest::text)
                .filter(text -> text.contains(entry))
                .toList();
    }

    private static String text(MimeMessage mail) {
        try {
            return mail.getContent().toString();
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
