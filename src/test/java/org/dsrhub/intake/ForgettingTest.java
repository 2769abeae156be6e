package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
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
