package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Normaliser;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.NationalId;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.junit.jupiter.api.Test;

class SubjectHashesTest {
    private final SubjectHashes hashes = new SubjectHashes(
            (domain, value) -> (domain + "|" + value).getBytes(StandardCharsets.UTF_8),
            new Normaliser(new NationalIds(true, InstantSource.system())));

    private static Subject subject(NationalId id, SubjectKey... keys) {
        return new Subject("Lars Nørgaard", null, id, List.of(keys), null);
    }

    @Test
    void spellingsOfOneKeyHaveOneHash() {
        assertThat(hashes.of(subject(
                        new NationalId("DK", "721283-1403"),
                        SubjectKey.given(KeyKind.EMAIL, "Lars@Mail.example"),
                        SubjectKey.given(KeyKind.PHONE, "+45 20 00 03 01"))))
                .isEqualTo(hashes.of(subject(
                        new NationalId("DK", "7212831403"),
                        SubjectKey.given(KeyKind.EMAIL, "lars@mail.example"),
                        SubjectKey.given(KeyKind.PHONE, "+4520000301"))));
    }

    @Test
    void aNumberOfAnotherCountryIsAnotherPerson() {
        assertThat(hashes.of(new NationalId("EE", "69702140012")))
                .isNotEqualTo(hashes.of(new NationalId("LT", "69702140012")));
    }

    @Test
    void aNameIsNoAlias() {
        assertThat(hashes.of(subject(null))).isEmpty();
    }
}
