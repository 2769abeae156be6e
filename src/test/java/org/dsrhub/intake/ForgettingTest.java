package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.vault.VaultException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class ForgettingTest extends MailboxHub {
    @Autowired
    MovableLegalClock clock;

    @Autowired
    IdempotencyKeys keys;

    @Autowired
    MailArchive archive;

    @Autowired
    Forgetting forgetting;

    @Autowired
    DataControllers controllers;

    @Autowired
    org.dsrhub.erasure.DeadlineSweep deadlines;

    private final Instant now = Instant.now();

    @AfterEach
    void today() {
        clock.moveTo(Instant.now());
    }

    private void sweepAfter(int days) {
        clock.moveTo(now.plus(Duration.ofDays(days)));
        assertThat(deadlines.sweep()).isTrue();
    }

    private Quarantine.Entry quarantined(String id) {
        intake.take(
                Bytes.of(
                        "From: Robot <r@mail.example>",
                        "Message-ID: <" + id + ">",
                        "Auto-Submitted: auto-replied",
                        "",
                        id),
                "tryg");
        return quarantine.open().get(quarantine.open().size() - 1);
    }

    @Test
    void a_mail_that_was_begun_and_left_is_put_before_a_person() throws Exception {
        RawMail mail = Bytes.of("From: Left <left@mail.example>", "", "Jeg vil gerne have indsigt i mine data");
        MailArchive.Kept kept = archive.begin(mail, CapturedMail.of(mail), "tryg");
        forgetting.run(controllers.get("tryg"), LocalDate.now());
        assertThat(quarantine.open()).noneMatch(entry -> kept.blob().equals(entry.blobId()));

        jdbc.update("update mail_begun set begun_at = begun_at - interval '25 hours' where keys = ?", kept.keys());
        forgetting.run(controllers.get("tryg"), LocalDate.now());

        assertThat(quarantine.open())
                .filteredOn(entry -> kept.blob().equals(entry.blobId()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).startsWith("mail-left-behind"));
        assertThat(vault.size(kept.blob())).isPositive();
    }

    @Test
    void a_key_of_the_portal_is_forgotten_after_thirty_days_and_a_mail_half_a_year_after_its_resolution() {
        Quarantine.Entry done = quarantined("forget-1@mail.example");
        Quarantine.Entry open = quarantined("forget-2@mail.example");
        quarantine.resolve(done.id(), "caseworker", null);
        assertThat(keys.claim("portal", "forget", "body")).isTrue();

        sweepAfter(29);
        assertThat(keys.claim("portal", "forget", "another")).isFalse();
        sweepAfter(32);
        assertThat(keys.claim("portal", "forget", "another")).isTrue();
        sweepAfter(179);
        assertThat(vault.size(done.blobId())).isPositive();
        sweepAfter(182);
        assertThatThrownBy(() -> vault.size(done.blobId())).isInstanceOf(VaultException.class);
        assertThat(jdbc.queryForObject(
                        "select resolved_by from quarantine where id = ? and blob_id is null", String.class, done.id()))
                .isEqualTo("caseworker");
        assertThat(vault.size(open.blobId())).as("nobody has dealt with it").isPositive();
    }
}
