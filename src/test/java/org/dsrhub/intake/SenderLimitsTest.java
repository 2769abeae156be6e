package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.dsrhub.vault.KeyedHash;
import org.junit.jupiter.api.Test;

/** What one sender sends beyond the limits is set aside; the same delivery fetched again is judged as it was. */
class SenderLimitsTest {
    private final IntakeDesk desk = new IntakeDesk();
    private final String address = IntakeDesk.address();

    private SenderLimits limits(int perHour, int perDay, int told, int callsPerHour, int callsPerDay) {
        return new SenderLimits(
                desk.jdbc,
                desk.get(KeyedHash.class),
                new SenderLimitsProperties(perHour, perDay, told, callsPerHour, callsPerDay));
    }

    private static byte[] mark(int number) {
        return ("mark " + number).getBytes(StandardCharsets.UTF_8);
    }

    /** As if all that has come so far had come earlier. */
    private void hoursPass(int hours) {
        desk.jdbc.update("update sender_arrival set at = at - ? * interval '1 hour'", hours);
    }

    private long kept() {
        return desk.jdbc.queryForObject("select count(*) from sender_arrival", Long.class);
    }

    @Test
    void an_hour_s_mails_are_counted_and_forgiven_after_the_hour() {
        SenderLimits limits = limits(2, 0, 0, 0, 0);

        assertThat(limits.mailExceeds("tryg", address, mark(1))).isFalse();
        assertThat(limits.mailExceeds("tryg", address.toUpperCase(), mark(2))).isFalse();
        assertThat(limits.mailExceeds("tryg", address, mark(3))).isTrue();
        assertThat(limits.mailExceeds("tryg", address, mark(2)))
                .as("fetched again")
                .isFalse();
        assertThat(limits.mailExceeds("kaleva", address, mark(3)))
                .as("another controller")
                .isFalse();
        hoursPass(1);
        assertThat(limits.mailExceeds("tryg", address, mark(4))).isFalse();
    }

    @Test
    void a_day_s_mails_are_counted_apart_from_an_hour_s() {
        SenderLimits limits = limits(0, 2, 0, 0, 0);

        limits.mailExceeds("tryg", address, mark(1));
        hoursPass(2);
        assertThat(limits.mailExceeds("tryg", address, mark(2))).isFalse();
        assertThat(limits.mailExceeds("tryg", address, mark(3))).isTrue();
        hoursPass(24);
        assertThat(limits.mailExceeds("tryg", address, mark(4))).isFalse();
    }

    @Test
    void without_a_limit_nothing_is_counted() {
        SenderLimits none = limits(0, 0, 0, 0, 0);
        long before = kept();

        for (int i = 0; i < 5; i++) {
            assertThat(none.mailExceeds("tryg", address, mark(i))).isFalse();
            assertThat(none.acknowledges("tryg", address, mark(i))).isTrue();
            assertThat(none.callExceeds(address, "call " + i)).isFalse();
        }
        assertThat(kept()).isEqualTo(before);
        assertThat(limits(1, 0, 0, 0, 0).mailExceeds("tryg", address, mark(9))).isFalse();
        assertThat(kept()).isEqualTo(before + 1);
    }

    @Test
    void an_address_is_told_so_often_a_day() {
        SenderLimits limits = limits(0, 0, 2, 0, 0);

        assertThat(limits.acknowledges("tryg", address, mark(1))).isTrue();
        hoursPass(20);
        assertThat(limits.acknowledges("tryg", address.toUpperCase(), mark(2))).isTrue();
        assertThat(limits.acknowledges("tryg", address, mark(3))).isFalse();
        assertThat(limits.acknowledges("tryg", address, mark(1))).isTrue();
        hoursPass(5);
        assertThat(limits.acknowledges("tryg", address, mark(4)))
                .as("the first is a day old")
                .isFalse();
        hoursPass(24);
        assertThat(limits.acknowledges("tryg", address, mark(5))).isTrue();
    }

    @Test
    void calls_of_an_account_have_limits_of_their_own() {
        SenderLimits limits = limits(1, 1, 1, 2, 3);
        String account = "portal-" + UUID.randomUUID();

        assertThat(limits.callExceeds(account, "a")).isFalse();
        assertThat(limits.callExceeds(account, "b")).isFalse();
        assertThat(limits.callExceeds(account, "c")).isTrue();
        assertThat(limits.callExceeds(account, "a")).isFalse();
        hoursPass(2);
        assertThat(limits.callExceeds(account, "d")).as("the fourth of the day").isTrue();
        assertThat(limits.callExceeds("portal-" + UUID.randomUUID(), "e")).isFalse();
    }

    @Test
    void what_is_two_days_old_counts_for_nothing_and_is_forgotten() {
        SenderLimits limits = limits(5, 5, 0, 0, 0);
        limits.mailExceeds("tryg", address, mark(1));
        long before = kept();

        limits.run(null, null);
        assertThat(kept()).isLessThanOrEqualTo(before).isPositive();
        hoursPass(49);
        limits.run(null, null);
        assertThat(kept()).isZero();
    }

    @Test
    void a_limit_is_none_or_more() {
        assertThat(new SenderLimitsProperties(0, 0, 0, 0, 0).mailsPerDay()).isZero();
        for (int i = 0; i < 5; i++) {
            int[] wrong = new int[5];
            wrong[i] = -1;
            assertThatThrownBy(() -> new SenderLimitsProperties(wrong[0], wrong[1], wrong[2], wrong[3], wrong[4]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
