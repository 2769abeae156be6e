package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.Problem;
import org.dsrhub.vault.Vault;
import org.dsrhub.vault.VaultException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionTemplate;

/** A mail lies in the vault before anybody reads it, and whatever then breaks, it is not lost and not read for ever. */
class MailArchiveTest {
    private static final String ACCESS = "Jeg vil gerne have indsigt i de oplysninger, I har om mig.";

    private final IntakeDesk desk = new IntakeDesk();
    private final MailArchive archive = desk.get(MailArchive.class);
    private final String sender = IntakeDesk.address();

    private RawMail letter(String... body) {
        return IntakeDesk.letter(sender, "Indsigt", List.of("Message-ID: <l" + sender + ">"), body);
    }

    private RawMail large() {
        byte[] letter = new byte[3 * 1024 * 1024];
        Arrays.fill(letter, (byte) ' ');
        byte[] head = ((IntakeDesk.Raw) letter(ACCESS)).bytes();
        System.arraycopy(head, 0, letter, 0, head.length);
        return new IntakeDesk.Raw(letter, null);
    }

    private MailArchive.Kept begin(RawMail mail) {
        try {
            return archive.begin(mail, CapturedMail.of(mail), "tryg");
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void inTransaction(Runnable work) {
        desk.get(TransactionTemplate.class).executeWithoutResult(status -> work.run());
    }

    @Test
    void what_was_begun_and_not_ended_is_found_where_it_lies_and_counted() {
        MailArchive.Kept first = begin(letter(ACCESS));
        MailArchive.Kept again = begin(letter(ACCESS));

        assertThat(first.times()).isEqualTo(1);
        assertThat(again.times()).isEqualTo(2);
        assertThat(again.blob()).isEqualTo(first.blob());
        assertThat(again.keys()).isEqualTo(first.keys());
        assertThat(desk.blob(first.blob())).isEqualTo(((IntakeDesk.Raw) letter(ACCESS)).bytes());
        archive.notItsFault(again);
        assertThat(begin(letter(ACCESS)).times())
                .as("a database that was away is not its fault")
                .isEqualTo(2);

        inTransaction(() -> archive.forget(first));
        assertThatThrownBy(() -> desk.vault.size(first.blob())).isInstanceOf(VaultException.class);
        MailArchive.Kept anew = begin(letter(ACCESS));
        assertThat(anew.times()).isEqualTo(1);
        assertThat(anew.keys()).isNotEqualTo(first.keys());
        inTransaction(() -> archive.forget(first));
        assertThat(desk.vault.size(anew.blob())).as("another's is not shredded").isPositive();
        inTransaction(() -> {
            assertThat(archive.keepAlone(anew)).isTrue();
            assertThat(archive.keepAlone(anew)).isFalse();
        });
        assertThat(desk.vault.size(anew.blob())).isPositive();
    }

    @Test
    void two_that_begin_one_mail_at_once_have_one_copy_between_them() {
        for (RawMail mail : new RawMail[] {letter(ACCESS, "at once"), large()}) {
            List<UUID> blobs = IntStream.range(0, 4)
                    .mapToObj(any ->
                            CompletableFuture.supplyAsync(() -> begin(mail).blob()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .distinct()
                    .toList();

            assertThat(blobs).hasSize(1);
            assertThat(desk.vault.size(blobs.get(0))).isPositive();
        }
    }

    @Test
    void a_mail_that_is_too_large_to_hold_is_streamed_and_kept_whole() throws Exception {
        byte[] whole = ((IntakeDesk.Raw) large()).bytes();
        MailArchive.Kept kept = begin(large());

        assertThat(kept.mail().whole()).isFalse();
        assertThat(desk.blob(kept.blob())).isEqualTo(whole);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        archive.stored(kept, IntakeDesk.TODAY).writeTo(read);
        assertThat(read.toByteArray()).as("its server is not asked again").isEqualTo(whole);
        assertThat(archive.stored(kept, IntakeDesk.TODAY).arrivedAt()).isEqualTo(IntakeDesk.TODAY);
        inTransaction(() -> archive.forget(kept));

        assertThat(desk.intake.take(large(), "tryg")).isEqualTo(MailIntake.Folder.DONE);
        UUID id = desk.cases("tryg", sender).get(0).id();
        assertThat(desk.blob(desk.events(id, "mail-taken").get(0).details().get("blob")))
                .isEqualTo(whole);
    }

    @Test
    void a_small_mail_is_read_back_from_what_is_held_of_it() throws Exception {
        MailArchive.Kept kept = begin(letter(ACCESS));
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        archive.stored(kept, null).writeTo(read);

        assertThat(read.toByteArray()).isEqualTo(((IntakeDesk.Raw) letter(ACCESS)).bytes());
        assertThat(archive.stored(kept, null).arrivedAt()).isNull();
    }

    @Test
    void a_server_that_breaks_off_is_asked_again_and_nothing_is_begun() {
        RawMail broken = new RawMail() {
            @Override
            public void writeTo(OutputStream to) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public Instant arrivedAt() {
                return null;
            }
        };
        long before = begun();

        assertThatThrownBy(() -> desk.intake.take(broken, "tryg"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("mail-server"));
        assertThat(begun()).isEqualTo(before);
    }

    private long begun() {
        return desk.jdbc.queryForObject("select count(*) from mail_begun", Long.class);
    }

    private MailIntake intakeOf(MailDesk brokenDesk) {
        return new MailIntake(
                brokenDesk,
                archive,
                desk.get(Mailboxes.class),
                desk.get(MailboxWatch.class),
                desk.get(UnfetchedMails.class));
    }

    /** A desk whose reader throws. */
    private MailDesk throwing(RuntimeException failure) {
        return new MailDesk(
                new MailReader() {
                    @Override
                    ReadMail read(byte[] bytes, String fallbackCharset) {
                        throw failure;
                    }
                },
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                desk.get(MailReferrals.class),
                archive,
                desk.get(SeenMails.class),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                desk.get(org.dsrhub.vault.KeyedHash.class),
                desk.get(TransactionTemplate.class));
    }

    private List<Quarantine.Entry> entries(String reason) {
        return desk.entries(entry -> entry.reason().startsWith(reason)
                && entry.blobId() != null
                && new String(desk.blob(entry.blobId()), StandardCharsets.UTF_8).contains(sender));
    }

    @Test
    void a_mail_that_the_hub_stumbles_over_waits_for_a_person() {
        assertThat(intakeOf(throwing(new IllegalStateException("bug"))).take(letter(ACCESS), "tryg"))
                .isEqualTo(MailIntake.Folder.QUARANTINE);

        assertThat(entries("mail-not-understood"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.remedy()).contains("report the error of the log"));
    }

    @Test
    void a_database_that_is_away_keeps_the_mail_in_its_mailbox_for_the_next_poll() {
        MailIntake intake = intakeOf(throwing(new DataAccessResourceFailureException("away")));
        for (int i = 0; i < 7; i++) {
            assertThatThrownBy(() -> intake.take(letter(ACCESS), "tryg"))
                    .isInstanceOf(DataAccessResourceFailureException.class);
        }

        assertThat(entries("mail-not-understood")).isEmpty();
        assertThat(desk.intake.take(letter(ACCESS), "tryg")).isEqualTo(MailIntake.Folder.DONE);
    }

    @Test
    void a_mail_that_ends_the_process_each_time_is_read_five_times_and_then_by_a_person() {
        for (int i = 0; i < 4; i++) {
            begin(letter(ACCESS));
        }
        assertThat(desk.intake.take(letter(ACCESS), "tryg"))
                .as("the fifth time")
                .isEqualTo(MailIntake.Folder.DONE);
        for (int i = 0; i < 5; i++) {
            begin(letter(ACCESS, "more"));
        }
        assertThat(desk.intake.take(letter(ACCESS, "more"), "tryg")).isEqualTo(MailIntake.Folder.QUARANTINE);
        assertThat(entries("mail-not-understood")).hasSize(1);
    }

    private static MimeMessage message(RawMail mail, Date received) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()), new ByteArrayInputStream(((IntakeDesk.Raw) mail).bytes())) {
                @Override
                public Date getReceivedDate() throws MessagingException {
                    if (received != null && received.getTime() == 0) {
                        throw new MessagingException("the server does not say");
                    }
                    return received;
                }
            };
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_message_of_a_server_is_taken_and_told_where_it_goes() throws Exception {
        Date received = Date.from(Instant.now().minus(Duration.ofHours(1)));

        assertThat(desk.intake.take(message(letter(ACCESS), received), "tryg")).isEqualTo("DONE");
        assertThat(desk.cases("tryg", sender).get(0).receivedAt()).isBefore(IntakeDesk.TODAY);
        assertThat(new ServerMail(message(letter(ACCESS), received)).arrivedAt())
                .isEqualTo(received.toInstant());
        assertThat(new ServerMail(message(letter(ACCESS), null)).arrivedAt()).isNull();
        assertThat(desk.intake.take(message(letter(ACCESS, "silent"), new Date(0)), "tryg"))
                .as("a server that does not say when it came")
                .isEqualTo("DONE");
    }

    @Test
    void what_a_mailbox_lost_in_mid_work_is_put_before_a_person_after_a_day() {
        MailArchive.Kept kept = begin(letter(ACCESS, "left"));
        Forgetting forgetting = desk.get(Forgetting.class);
        var tryg = desk.get(DataControllers.class).get("tryg");
        forgetting.run(tryg, LocalDate.of(2026, 12, 1));
        assertThat(entries("mail-left-behind")).isEmpty();
        desk.jdbc.update("update mail_begun set begun_at = begun_at - interval '25 hours' where keys = ?", kept.keys());

        forgetting.run(desk.get(DataControllers.class).get("gjensidige-ee"), LocalDate.of(2026, 12, 1));
        assertThat(entries("mail-left-behind")).as("another controller's day").isEmpty();
        forgetting.run(tryg, LocalDate.of(2026, 12, 1));

        assertThat(entries("mail-left-behind")).singleElement().satisfies(entry -> {
            assertThat(entry.blobId()).isEqualTo(kept.blob());
            assertThat(entry.source()).isEqualTo("mail/tryg");
        });
        assertThat(desk.vault.size(kept.blob())).isPositive();
    }

    @Test
    void a_mail_that_a_person_dealt_with_is_forgotten_when_its_time_is_over() {
        MailIntake.Folder folder = desk.intake.take(
                IntakeDesk.letter(sender, "Re", List.of("Auto-Submitted: auto-replied"), sender), "tryg");
        assertThat(folder).isEqualTo(MailIntake.Folder.QUARANTINE);
        Quarantine.Entry entry = entries("automatic-mail").get(0);
        var tryg = desk.get(DataControllers.class).get("tryg");
        LocalDate resolved = LocalDate.now(tryg.zone());
        desk.quarantine.resolve(entry.id(), "caseworker", null);
        Forgetting forgetting = desk.get(Forgetting.class);

        forgetting.run(tryg, resolved.plus(tryg.quarantinePeriod()));
        assertThat(desk.vault.size(entry.blobId())).isPositive();
        forgetting.run(tryg, resolved.plus(tryg.quarantinePeriod()).plusDays(1));

        assertThatThrownBy(() -> desk.vault.size(entry.blobId())).isInstanceOf(VaultException.class);
        assertThat(desk.quarantine.spent("mail/tryg", Instant.now().plus(Duration.ofDays(900)), 5))
                .noneMatch(spent -> spent.id().equals(entry.id()));
    }

    @Test
    void a_key_of_the_portal_is_forgotten_after_its_month() {
        IdempotencyKeys keys = desk.get(IdempotencyKeys.class);
        assertThat(keys.claim("portal", sender, "body")).isTrue();
        assertThat(keys.claim("portal", sender, "another")).isFalse();
        assertThat(keys.claim("portal", sender, "body")).isTrue();
        Forgetting forgetting = desk.get(Forgetting.class);
        var tryg = desk.get(DataControllers.class).get("tryg");

        forgetting.run(tryg, LocalDate.now(tryg.zone()).plusDays(29));
        assertThat(keys.claim("portal", sender, "another")).isFalse();
        forgetting.run(tryg, LocalDate.now(tryg.zone()).plusDays(32));
        assertThat(keys.claim("portal", sender, "another")).isTrue();
    }

    @Test
    void a_vault_that_fails_is_no_case_that_is_shredded() {
        UUID unknown = UUID.randomUUID();
        assertThatThrownBy(() -> archive.takesMore(unknown)).isInstanceOf(VaultException.class);
        inTransaction(() -> desk.vault.createKeys(unknown));
        assertThat(archive.takesMore(unknown)).isTrue();
        assertThat(archive.knowsSubject(unknown)).isTrue();
        inTransaction(() -> desk.vault.shred(unknown, Vault.Key.PAYLOAD));
        assertThat(archive.knowsSubject(unknown)).isFalse();
        assertThat(archive.takesMore(unknown)).isTrue();
    }
}
