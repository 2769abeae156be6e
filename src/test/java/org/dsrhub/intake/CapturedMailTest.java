package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dsrhub.request.Right;

/** What is held of a mail while it is looked at, and what is made of what it was understood to say. */
class CapturedMailTest {
    private static CapturedMail captured(RawMail mail) {
        try {
            return CapturedMail.of(mail);
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CapturedMail captured(String mail) {
        return captured(new IntakeDesk.Raw(mail.getBytes(StandardCharsets.ISO_8859_1), null));
    }

    private static byte[] digest(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Property(tries = 100)
    void headers_make_no_other_content_and_pieces_no_other_mail(
            @ForAll @Size(max = 40) byte[] body, @ForAll @IntRange(min = 1, max = 9) int piece) throws Exception {
        byte[] first = joined("A: b\r\n\r\n", body);
        byte[] other = joined("Received: x\nA: c\n\n", body);
        RawMail inPieces = new RawMail() {
            @Override
            public void writeTo(java.io.OutputStream to) throws IOException {
                for (int i = 0; i < first.length; i += piece) {
                    to.write(joined("??", first), i + 2, Math.min(piece, first.length - i));
                }
            }

            @Override
            public Instant arrivedAt() {
                return null;
            }
        };

        CapturedMail one = captured(new IntakeDesk.Raw(first, null));
        assertThat(one.content()).isEqualTo(digest(body));
        assertThat(captured(new IntakeDesk.Raw(other, null)).content()).isEqualTo(one.content());
        assertThat(one.all()).isEqualTo(digest(first));
        assertThat(captured(inPieces)).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(captured(inPieces).content()).isEqualTo(one.content());
        assertThat(captured(inPieces).head()).isEqualTo(first);
        assertThat(one.size()).isEqualTo(first.length);
    }

    private static byte[] joined(String head, byte[] body) {
        byte[] begin = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(begin, begin.length + body.length);
        System.arraycopy(body, 0, all, begin.length, body.length);
        return all;
    }

    @Example
    void single_bytes_are_a_mail_too() throws Exception {
        byte[] mail = "A: b\n\nhello".getBytes(StandardCharsets.ISO_8859_1);
        RawMail bytewise = new RawMail() {
            @Override
            public void writeTo(java.io.OutputStream to) throws IOException {
                for (byte b : mail) {
                    to.write(b);
                }
            }

            @Override
            public Instant arrivedAt() {
                return null;
            }
        };

        assertThat(captured(bytewise)).isEqualTo(captured("A: b\n\nhello"));
        assertThat(captured(bytewise).content()).isEqualTo(digest("hello".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Example
    void the_beginning_is_held_and_no_more() {
        CapturedMail small = captured("x".repeat(CapturedMail.HEAD));
        CapturedMail large = captured("x".repeat(CapturedMail.HEAD + 1));

        assertThat(small.whole()).isTrue();
        assertThat(large.whole()).isFalse();
        assertThat(large.head()).hasSize(CapturedMail.HEAD);
        assertThat(large.size()).isEqualTo(CapturedMail.HEAD + 1L);
        assertThat(small).isNotEqualTo(large).isNotEqualTo("mail").hasToString("CapturedMail[2097152 bytes]");
    }

    private static Reading reading(Reading.Kind kind, String language, double confidence, Right... rights) {
        return new Reading(
                language,
                kind,
                Set.of(rights),
                Set.of(rights),
                confidence,
                List.of("own"),
                rights.length == 0 ? "?" : null);
    }

    @Example
    void what_stands_in_an_attachment_only_is_never_sure() {
        Reading empty = reading(Reading.Kind.REQUEST, null, 0.3);
        Reading enclosed = reading(Reading.Kind.REQUEST, "da", 0.96, Right.ERASURE);

        Reading both = empty.besides(enclosed);
        assertThat(both.language()).isEqualTo("da");
        assertThat(both.kind()).isEqualTo(Reading.Kind.REQUEST);
        assertThat(both.rights()).containsExactly(Right.ERASURE);
        assertThat(both.sure()).isEmpty();
        assertThat(both.confidence()).isEqualTo(0.48);
        assertThat(both.unclear()).isEqualTo("what it asks for stands in an attachment only");
        assertThat(reading(Reading.Kind.OTHER, "et", 0.3).besides(enclosed).language())
                .as("the letter's own")
                .isEqualTo("et");
    }

    @Example
    void a_complaint_stays_one_whatever_is_attached_and_nothing_attached_changes_nothing() {
        Reading enclosed = reading(Reading.Kind.REQUEST, "da", 0.96, Right.ERASURE);
        for (Reading.Kind kind : List.of(Reading.Kind.COMPLAINT, Reading.Kind.AUTHORITY, Reading.Kind.ESTATE)) {
            Reading letter = reading(kind, "da", 0.96);
            assertThat(letter.besides(enclosed)).isSameAs(letter);
        }
        Reading other = reading(Reading.Kind.OTHER, "da", 0.96);
        assertThat(other.besides(reading(Reading.Kind.REQUEST, "da", 0.3))).isSameAs(other);
    }

    @Example
    void an_authority_has_no_rights_of_its_own() {
        Reading authority =
                reading(Reading.Kind.REQUEST, "da", 0.96, Right.ACCESS).ofAuthority();

        assertThat(authority.kind()).isEqualTo(Reading.Kind.AUTHORITY);
        assertThat(authority.rights()).isEmpty();
        assertThat(authority.sure()).isEmpty();
        assertThat(authority.language()).isEqualTo("da");
        assertThat(authority.unclear()).contains("supervisory authority's");
    }

    @Example
    void what_is_more_than_a_guess_goes_to_another_desk_and_a_guess_is_read() {
        Instant received = Instant.parse("2026-12-01T09:00:00Z");
        Enclosed nothing = new Enclosed("", List.of());

        assertThat(Referral.of(reading(Reading.Kind.OTHER, "da", 0.96), nothing, received)
                        .reason())
                .isEqualTo("mail-other: ?");
        assertThat(Referral.of(reading(Reading.Kind.OTHER, "da", 0.5), nothing, received)
                        .reason())
                .isEqualTo("mail-unclear: ?");
        assertThat(Referral.of(reading(Reading.Kind.REQUEST, "da", 0.96), nothing, received)
                        .remedy())
                .contains("by hand, with channel MAIL and receivedAt 2026-12-01T09:00:00Z");
    }
}
