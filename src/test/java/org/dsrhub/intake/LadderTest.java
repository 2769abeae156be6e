package org.dsrhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.dsrhub.datacontroller.DataController.Identification;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.request.Channel;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Need;
import org.dsrhub.request.NewRequest;
import org.dsrhub.request.Representative;
import org.dsrhub.request.Representative.Capacity;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;

/** Nothing begins below the rung that a controller wants, whatever is claimed on whichever way. */
class LadderTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
    private static final LocalDate ADULT = LocalDate.of(1980, 1, 1);
    private static final List<String> METHODS =
            List.of("e-id", "two-facts", "reply-loop", "identity-document", "made-up");

    private final Ladder ladder = new Ladder(new NationalIds(true, java.time.InstantSource.system()));

    private static Identification controller(String required, Map<Right, String> byRight, int years) {
        return new Identification(
                required,
                byRight,
                List.of(
                        new Identification.Method(Channel.PORTAL, "e-id", "L3"),
                        new Identification.Method(Channel.OFFICE, "identity-document", "L3"),
                        new Identification.Method(Channel.PHONE, "two-facts", "L2"),
                        new Identification.Method(Channel.MAIL, "reply-loop", "L1")),
                "crm",
                Set.of(KeyKind.POLICY_NUMBER, KeyKind.CLAIM_NUMBER, KeyKind.BIRTH_DATE),
                new Identification.Ages(13, 18),
                new Identification.Deceased("estates", years),
                Set.of());
    }

    private static Subject born(LocalDate day) {
        return new Subject("Mari Maasikas", day, null, List.of(), "mari@mail.example");
    }

    private Set<Need> missing(
            Identification controller,
            Set<Right> rights,
            Channel channel,
            NewRequest.Evidence evidence,
            LocalDate born,
            Capacity capacity,
            Mandate mandate) {
        Representative representative = capacity == null ? null : new Representative(capacity, null, null);
        return ladder.missing(
                controller, new Ladder.Claim(rights, channel, evidence, born(born), representative, mandate), TODAY);
    }

    private static Mandate mandate(Capacity capacity, LocalDate until, boolean personalData, LocalDate diedOn) {
        return new Mandate(capacity, "doc-1", null, until, personalData, false, diedOn);
    }

    private static NewRequest.Evidence eId() {
        return new NewRequest.Evidence("L3", "e-id", "ref");
    }

    @Property(tries = 500)
    void nothing_begins_below_its_rung(
            @ForAll @IntRange(min = 1, max = 3) int required,
            @ForAll @IntRange(min = 0, max = 3) int claimed,
            @ForAll @IntRange(min = 1, max = 3) int ofAccess,
            @ForAll Channel channel,
            @ForAll @IntRange(max = 4) int method,
            @ForAll @Size(min = 1, max = 3) Set<Right> rights,
            @ForAll @Size(max = 3) Set<KeyKind> facts,
            @ForAll boolean represented) {
        Assume.that(!rights.stream().allMatch(Right::needsNoIdentification));
        Identification controller = controller("L" + required, Map.of(Right.ACCESS, "L" + ofAccess), 0);
        NewRequest.Evidence evidence = new NewRequest.Evidence("L" + claimed, METHODS.get(method), null, facts);
        Set<Need> missing =
                missing(controller, rights, channel, evidence, ADULT, represented ? Capacity.AUTHORISED : null, null);

        int offered = switch (channel + " " + METHODS.get(method)) {
            case "PORTAL e-id", "OFFICE identity-document" -> 3;
            case "PHONE two-facts" ->
                facts.stream()
                                        .filter(
                                                Set.of(KeyKind.POLICY_NUMBER, KeyKind.CLAIM_NUMBER, KeyKind.BIRTH_DATE)
                                                        ::contains)
                                        .count()
                                >= 2
                        ? 2
                        : 0;
            case "MAIL reply-loop" -> 1;
            default -> 0;
        };
        int needed = rights.stream()
                .filter(right -> !right.needsNoIdentification())
                .mapToInt(right -> right == Right.ACCESS ? ofAccess : required)
                .max()
                .orElseThrow();
        boolean enough = Math.min(offered, claimed) >= needed;
        assertThat(missing.contains(Need.IDENTITY)).isEqualTo(!enough);
        assertThat(missing.contains(Need.MANDATE)).isEqualTo(represented);
    }

    @Property(tries = 300)
    void nobody_begins_for_somebody_else_without_a_document_that_covers_it(
            @ForAll Capacity capacity,
            @ForAll Capacity confirmed,
            @ForAll boolean personalData,
            @ForAll @IntRange(min = -400, max = 400) int daysLeft,
            @ForAll @IntRange(max = 40) int age) {
        Set<Need> missing = missing(
                controller("L2", Map.of(), 0),
                Set.of(Right.ACCESS),
                Channel.PORTAL,
                eId(),
                TODAY.minusYears(age).minusDays(1),
                capacity,
                mandate(confirmed, TODAY.plusDays(daysLeft), personalData, TODAY.minusYears(1)));

        boolean covered = capacity == confirmed
                && personalData
                && daysLeft >= 0
                && capacity != Capacity.ESTATE
                && (capacity != Capacity.PARENT || age < 18);
        assertThat(missing.isEmpty()).isEqualTo(covered);
    }

    @Example
    void the_three_flags_need_nothing_and_every_other_consent_does() {
        Set<Right> free = Arrays.stream(Right.values())
                .filter(right -> missing(
                                controller("L1", Map.of(), 0), Set.of(right), Channel.MAIL, null, ADULT, null, null)
                        .isEmpty())
                .collect(Collectors.toSet());

        assertThat(free)
                .containsExactlyInAnyOrder(
                        Right.CONSENT_WITHDRAWAL, Right.MARKETING_OBJECTION, Right.REMINDER_OBJECTION);
    }

    @Example
    void a_letter_about_another_consent_does_not_go_the_way_of_marketing() {
        Lexicons lexicons = new Lexicons();
        for (String letter : List.of(
                "I withdraw my consent to the processing of my health data.",
                "I hereby revoke my consent to the recording of telephone calls.",
                "Jeg trækker mit samtykke til behandling af helbredsoplysninger tilbage.",
                "Võtan tagasi nõusoleku minu terviseandmete töötlemiseks.")) {
            assertThat(lexicons.read(letter).sure()).as(letter).doesNotContain(Right.CONSENT_WITHDRAWAL);
        }
        assertThat(lexicons.read("I withdraw my consent to direct marketing.").sure())
                .containsExactly(Right.CONSENT_WITHDRAWAL);
    }

    @Example
    void no_controller_can_write_another_right_to_the_ground() {
        assertThatThrownBy(() -> controller("L0", Map.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> controller("L3", Map.of(Right.OTHER_CONSENT_WITHDRAWAL, "L0"), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> controller("L3", Map.of(Right.CONSENT_WITHDRAWAL, "L3"), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void what_is_public_is_no_fact_and_one_fact_is_too_few() {
        assertThat(reached(Set.of(KeyKind.NAME, KeyKind.BIRTH_DATE))).isEqualTo("L0");
        assertThat(reached(Set.of(KeyKind.BIRTH_DATE))).isEqualTo("L0");
        assertThat(reached(Set.of(KeyKind.POLICY_NUMBER, KeyKind.EMAIL))).isEqualTo("L0");
        assertThat(reached(Set.of(KeyKind.POLICY_NUMBER, KeyKind.BIRTH_DATE))).isEqualTo("L2");
    }

    private static String reached(Set<KeyKind> facts) {
        return controller("L2", Map.of(), 0)
                .reached(Channel.PHONE, new NewRequest.Evidence("L3", "two-facts", null, facts));
    }

    @Example
    void a_child_asks_through_its_parents_until_it_is_old_enough() {
        assertThat(ofAge(12, null)).containsExactly(Need.CUSTODY);
        assertThat(ofAge(13, null)).isEmpty();
        assertThat(ofAge(12, Capacity.PARENT)).isEmpty();
        assertThat(ofAge(17, Capacity.PARENT)).isEmpty();
        assertThat(ofAge(18, Capacity.PARENT)).containsExactly(Need.CUSTODY);
        assertThat(ofAge(18, Capacity.GUARDIAN)).isEmpty();
        assertThat(missing(
                        controller("L2", Map.of(), 0),
                        Set.of(Right.ACCESS),
                        Channel.PORTAL,
                        eId(),
                        null,
                        Capacity.PARENT,
                        mandate(Capacity.PARENT, null, true, null)))
                .as("an age that nobody knows")
                .containsExactly(Need.CUSTODY);
    }

    /** On the birthday itself. */
    private Set<Need> ofAge(int years, Capacity capacity) {
        return missing(
                controller("L2", Map.of(), 0),
                Set.of(Right.ACCESS),
                Channel.PORTAL,
                eId(),
                TODAY.minusYears(years),
                capacity,
                capacity == null ? null : mandate(capacity, null, true, null));
    }

    @Example
    void an_estate_asks_only_where_and_while_the_law_holds_for_the_deceased() {
        assertThat(estate(0, TODAY.minusDays(1))).containsExactly(Need.ESTATE);
        assertThat(estate(10, TODAY.minusYears(10))).isEmpty();
        assertThat(estate(10, TODAY.minusYears(10).minusDays(1))).containsExactly(Need.ESTATE);
        assertThat(estate(10, TODAY.plusDays(1))).containsExactly(Need.ESTATE);
        assertThat(estate(10, null)).containsExactly(Need.ESTATE);
    }

    private Set<Need> estate(int years, LocalDate diedOn) {
        return missing(
                controller("L2", Map.of(), years),
                Set.of(Right.ACCESS),
                Channel.PORTAL,
                eId(),
                ADULT,
                Capacity.ESTATE,
                mandate(Capacity.ESTATE, null, true, diedOn));
    }
}
