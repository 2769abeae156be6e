package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Several mailboxes of one controller, how each is opened, and a flood. */
class NamedMailboxesTest extends MailboxHub {
    private static final String ACCESS = "Jeg vil gerne have indsigt i de oplysninger, I har om mig.";
    /** Mails of the flood: {@code -Dhub.test.mails=10000} for the whole. */
    private static final int FLOOD = Integer.getInteger("hub.test.mails", 60);

    private static final int WORTH_MEASURING = 1000;
    private static final long MEGABYTE = 1024 * 1024;

    @Autowired
    MeterRegistry meters;

    @Autowired
    MailboxWatch watch;

    @Test
    void a_mailbox_of_a_brand_opens_cases_of_the_brand_and_sorts_into_its_own_folders() {
        ALKA.deliver(message("From: a@mail.example", "Message-ID: <alka-1@mail.example>", "", ACCESS));
        ALKA.deliver(
                message("From: b@mail.example", "Message-ID: <alka-2@mail.example>", "", "Jeg vil klage formelt."));
        ALKA.deliver(message("From: c@mail.example", "Auto-Submitted: auto-replied", "", ACCESS));

        assertThat(await("tryg", Right.ACCESS, "a@mail.example").brand()).isEqualTo("alka");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> List.of(
                                count("alka-box", "Handled"),
                                count("alka-box", "People"),
                                count("alka-box", "Machines"),
                                count("alka-box", "INBOX"))
                        .equals(List.of(1, 1, 1, 0)));
    }

    @Test
    void a_mailbox_in_the_cloud_opens_to_a_token_that_is_renewed_when_it_is_refused() {
        CLOUD.deliver(message("From: token@mail.example", "Message-ID: <token-1@mail.example>", "", ACCESS));
        await("tryg", Right.ACCESS, "token@mail.example");
        assertThat(CLOUD_LOGIN.tokensIssued()).as("one token for all polls").isEqualTo(1);

        CLOUD_LOGIN.forgetTokens();
        CLOUD_GATE.down(true);
        CLOUD_GATE.down(false);
        CLOUD.deliver(message("From: token2@mail.example", "Message-ID: <token-2@mail.example>", "", ACCESS));
        await("tryg", Right.ACCESS, "token2@mail.example");

        assertThat(CLOUD_LOGIN.tokensIssued()).isEqualTo(2);
        assertThat(refusals("tryg.cloud")).as("a token that ended is no alarm").isZero();
    }

    @Test
    void a_mailbox_by_tls_opens_where_its_certificate_is_trusted_and_its_own() {
        SEALED.deliver(message("From: sealed@mail.example", "Message-ID: <sealed-1@mail.example>", "", ACCESS));

        await("tryg", Right.ACCESS, "sealed@mail.example");

        assertThat(alarms("mailbox-certificate: tryg.sealed")).isEmpty();
    }

    @Test
    void another_host_s_certificate_and_one_that_nobody_trusts_are_refused_and_the_mails_wait() throws Exception {
        BARRED.deliver(message("From: barred@mail.example", "Message-ID: <barred-1@mail.example>", "", ACCESS));

        for (String mailbox : List.of("tryg.elsewhere", "tryg.stranger")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> failures(mailbox, "server") >= 2);
            assertThat(watch.health().getDetails().get(mailbox).toString())
                    .startsWith("not reached since")
                    .endsWith("last poll failed: certificate refused");
            assertThat(alarms("mailbox-certificate: " + mailbox))
                    .singleElement()
                    .satisfies(entry ->
                            assertThat(entry.remedy()).contains("officer for last days", "tryg.mail.", ".tls-bundle"));
        }
        try (Store store = Session.getInstance(new Properties()).getStore("imap")) {
            store.connect("127.0.0.1", imapPort(), "barred-box", "secret");
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                assertThat(inbox.getMessageCount()).isEqualTo(1);
                assertThat(inbox.getUnreadMessageCount()).isEqualTo(1);
            }
        }
        assertThat(jdbc.queryForObject("select count(*) from mailbox_alarm where kind = 'CERTIFICATE'", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void a_refused_login_raises_an_alarm_does_not_hammer_and_heals_with_the_file() throws Exception {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> refusals("tryg.locked") >= 1);
        assertThat(refused("tryg.locked")).isEqualTo(1);
        assertThat(watch.health().getStatus().getCode()).isEqualTo("DEGRADED");
        assertThat(watch.health().getDetails().get("tryg.locked").toString()).contains("login refused");
        assertThat(alarms("mailbox-login: tryg.locked"))
                .as("in the worklist, once, and naming the role")
                .singleElement()
                .satisfies(entry -> assertThat(entry.remedy()).contains("officer for last days", "tryg.mail.locked."));
        double before = refusals("tryg.locked");
        Awaitility.await()
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> refusals("tryg.locked") <= before + 1);
        double refusals = refusals("tryg.locked");

        LOCKED.deliver(message("From: locked@mail.example", "Message-ID: <locked-1@mail.example>", "", ACCESS));
        Files.writeString(LOCKED_PASSWORD.resolveSibling("next"), "another\n");
        Files.move(LOCKED_PASSWORD.resolveSibling("next"), LOCKED_PASSWORD, StandardCopyOption.ATOMIC_MOVE);

        await("tryg", Right.ACCESS, "locked@mail.example");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> refused("tryg.locked") == 0);
        assertThat(refusals("tryg.locked")).isLessThanOrEqualTo(refusals + 1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> alarms("mailbox-login: tryg.locked").isEmpty());
    }

    @Test
    void a_mailbox_that_falls_silent_is_told_once_an_outage() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> alarms("mailbox-silent: tryg.quiet").size() == 1);
        Quarantine.Entry first = alarms("mailbox-silent: tryg.quiet").get(0);
        QUIET.deliver(message("From: quiet@mail.example", "Message-ID: <quiet-1@mail.example>", "", ACCESS));
        await("tryg", Right.ACCESS, "quiet@mail.example");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> alarms("mailbox-silent: tryg.quiet").stream()
                        .anyMatch(entry -> !entry.id().equals(first.id())));

        assertThat(alarms("mailbox-silent: tryg.quiet")).hasSize(1).doesNotContain(first);
        assertThat(jdbc.queryForObject("select resolved_by from quarantine where id = ?", String.class, first.id()))
                .isEqualTo("hub");
    }

    @Test
    void a_mail_that_the_server_does_not_hand_over_is_moved_aside_after_some_tries() throws Exception {
        Properties imap = new Properties();
        try (Store one = Session.getInstance(imap).getStore("imap");
                Store other = Session.getInstance(imap).getStore("imap")) {
            Folder folder = opened(one);
            UNPOLLED.deliver(message("From: gone@mail.example", "Message-ID: <gone@mail.example>", "", ACCESS));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> folder.getMessageCount() == 1);
            Message mail = folder.getMessage(1);
            assertThat(((UIDFolder) folder).getUID(mail)).isPositive();
            try (Folder elsewhere = opened(other)) {
                elsewhere.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            }

            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> intake.take(mail, "tryg.alka")).hasMessageContaining("could not be fetched");
            }
            assertThat(alarms("mail-unfetched")).isEmpty();
            assertThat(intake.take(mail, "tryg.alka")).isEqualTo("QUARANTINE");
            assertThat(intake.take(mail, "tryg.alka")).isEqualTo("QUARANTINE");
            assertThat(alarms("mail-unfetched: the server of tryg.alka"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.remedy()).contains("quarantine folder"));

            folder.close(false);
            assertThatThrownBy(() -> intake.take(mail, "tryg.alka"))
                    .as("without a connection it is not the mail's fault")
                    .hasMessageContaining("could not be fetched");
        }
    }

    private static Folder opened(Store store) throws MessagingException {
        store.connect("127.0.0.1", imapPort(), "unpolled-box", "secret");
        Folder folder = store.getFolder("INBOX");
        folder.open(Folder.READ_WRITE);
        return folder;
    }

    private List<Quarantine.Entry> alarms(String reason) {
        return quarantine.open().stream()
                .filter(entry -> entry.reason().startsWith(reason))
                .toList();
    }

    @Test
    void a_flood_in_one_folder_that_two_poll_is_taken_mail_by_mail_each_once() {
        Timestamp began = jdbc.queryForObject("select clock_timestamp()", Timestamp.class);
        Set<String> senders = new HashSet<>();
        IntStream.range(0, FLOOD).forEach(i -> {
            senders.add("flood" + i + "@mail.example");
            SHARED.deliver(message(flood(i)));
        });
        long start = System.nanoTime();
        long most = 0;
        long first = 0;
        int left = FLOOD;
        while (left > 0) {
            int goal = Math.max(0, left - Math.max(FLOOD / 10, 20));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(30))
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> countShared("INBOX") <= goal);
            // One of the two dies with mails that it has taken and not moved, and comes back.
            SHARED_GATE.down(true);
            SHARED_GATE.down(false);
            left = countShared("INBOX");
            long used = FLOOD < WORTH_MEASURING ? 0 : used();
            first = first == 0 ? used : first;
            most = Math.max(most, used);
        }

        assertThat(jdbc.queryForList("select mailbox from mailbox_arrival where last_at > ?", String.class, began))
                .as("both had a share")
                .contains("tryg.first", "tryg.second");
        assertThat(countShared("Done")).as("none was lost on the way").isGreaterThanOrEqualTo(FLOOD);
        List<String> taken =
                jdbc.queryForList("select id from request where controller = 'tryg' order by id", UUID.class).stream()
                        .map(id -> requests.subject(id).replyTo())
                        .filter(address -> address.startsWith("flood") && senders.contains(address))
                        .toList();
        assertThat(taken).doesNotHaveDuplicates().hasSize(FLOOD);
        assertThat(Set.copyOf(taken)).isEqualTo(senders);
        if (FLOOD >= WORTH_MEASURING) {
            System.out.printf(
                    "%d mails in %d s: %d MB in use after the first tenth, at most %d MB later%n",
                    FLOOD, (System.nanoTime() - start) / 1_000_000_000, first / MEGABYTE, most / MEGABYTE);
            assertThat(most - first)
                    .as("bytes more in use than after the first tenth")
                    .isLessThan(64 * MEGABYTE);
        }
    }

    private static String[] flood(int i) {
        return new String[] {
            "From: flood" + i + "@mail.example", "Message-ID: <flood" + i + "@mail.example>", "", ACCESS
        };
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private double refusals(String mailbox) {
        return failures(mailbox, "login");
    }

    private double failures(String mailbox, String kind) {
        return meters.find("hub.mailbox.failures").tags("mailbox", mailbox, "kind", kind).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double refused(String mailbox) {
        return meters.get("hub.mailbox.login.refused")
                .tag("mailbox", mailbox)
                .gauge()
                .value();
    }
}
