package org.dsrhub.datacontroller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.dsrhub.decision.Decider;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.ItemFacts.Flag;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules tables and the personas against the controllers as shipped. */
class ShippedRulesTest {
    private static final LocalDate RECEIVED = LocalDate.of(2026, 12, 1);

    private final DataControllers controllers = new FolderDataControllers(new HubHome(Path.of(".")));

    @Test
    void a_last_day_that_comes_near_is_told_to_somebody_else_as_well() {
        assertThat(controllers.all()).hasSize(7).allSatisfy(controller -> {
            DataController.Deadline deadline = controller.deadline();
            assertThat(deadline.escalatedTo()).isNotEqualTo(deadline.warned());
            List<String> polled = controller.mailboxes().stream()
                    .map(DataController.Mailbox::address)
                    .toList();
            assertThat(List.of(deadline.warned(), deadline.escalatedTo()))
                    .extracting(role -> controller.contacts().get(role).mail())
                    .doesNotContainNull()
                    .doesNotContainAnyElementsOf(polled);
        });
    }

    @Test
    void somebody_is_named_for_what_colleagues_ask() {
        assertThat(controllers.all())
                .allSatisfy(controller ->
                        assertThat(controller.identification().employees()).isNotEmpty());
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} {4} → {5} {6} {7}")
    @CsvSource({
        // persona 10
        "EE-POL, motor, OPEN, , , REFUSE, , refused.contract, false",
        "EE-CLM, motor, OPEN, , , REFUSE, , refused.open-claim, false",
        "EE-CLM, travel, CLOSED, closed=2014-04-30, , ERASE, , erased, true",
        "EE-CALL, , NONE, recorded=2015-06-01, , ERASE, , erased, true",
        "EE-CALL, , NONE, recorded=2026-09-20, , RETAIN_UNTIL, 2036-09-20, retained.call, false",
        "EE-QUOTE, , NONE, offered=2024-05-10, , ERASE, , erased, true",
        "EE-MKT, , NONE, consented=2025-01-15, , ERASE, , erased, false",
        "EE-CART, , NONE, consented=2026-11-29, , ERASE, , erased, false",
        // persona 3
        "DK-POL, property, CLOSED, ended=2020-01-01, , RETAIN_UNTIL, 2030-01-01, retained.claims, false",
        "DK-CALL-D, , NONE, recorded=2026-03-01, , RETAIN_UNTIL, 2027-03-01, retained.call, false",
        "DK-CHAT, , NONE, chatted=2026-05-01, , ERASE, , erased, false",
        "DK-QUO-P, , NONE, offered=2026-01-10, , ERASE, , erased, true",
        "DK-MKT, , NONE, , , ERASE, , erased, false",
        // the rest of the tables
        "EE-QUOTE, , NONE, offered=2026-11-30, , RETAIN_UNTIL, 2028-11-30, retained.quote, false",
        "EE-QUOTE, property, NONE, offered=2024-05-10 ended=2025-01-01, ACCEPTED, RETAIN_UNTIL, 2035-01-01, retained.claims, false",
        "EE-QUOTE, property, NONE, offered=2024-05-10, ACCEPTED, REVIEW, , review, false",
        "EE-CLM, bodily-injury, CLOSED, closed=2014-04-30, , RETAIN_UNTIL, 2044-04-30, retained.claims, false",
        "EE-CLM, pets, CLOSED, closed=2001-04-30, , REVIEW, , review, false",
        "EE-DEBT, , OPEN, , , REFUSE, , refused.debt, false",
        "EE-DEBT, , CLOSED, fulfilled=2015-01-01 proceedings-ended=2017-03-01, , RETAIN_UNTIL, 2027-03-01, retained.debt, false",
        "EE-SANC, , OPEN, , , REFUSE, , retained.law, false",
        "EE-SANC, , CLOSED, , , ERASE, , erased, false",
        "EE-SANC, , UNKNOWN, , , REVIEW, , review, false",
        "EE-ENQ, , NONE, , , ERASE, , erased, false",
        "EE-ENQ, property, NONE, , LINKED, REVIEW, , review, false",
        "EE-SRV, , NONE, scored=2026-11-30, , ERASE, , erased, false",
        "DK-QUO-S, , NONE, offered=2026-01-10, , RETAIN_UNTIL, 2027-01-10, retained.quote, false",
        "DK-POL, motor, OPEN, , , REFUSE, , refused.contract, false",
        "DK-POL, property, CLOSED, ended=2015-01-01, LINKED, REVIEW, , review, false",
        "DK-CLM, property, CLOSED, notified=2017-06-30, , RETAIN_UNTIL, 2027-06-30, retained.claims, false",
        "DK-CALL-Q, , NONE, recorded=2026-09-01, , ERASE, , erased, false",
        "DK-CALL-D, , NONE, recorded=2026-03-01 case-closed=2026-08-01, LINKED, REVIEW, , review, false",
        "DK-CALL-X, , OPEN, , , REFUSE, , retained.case, false",
        "DK-TRS, , NONE, transcribed=2025-01-01, , ERASE, , erased, false",
        "DK-AI, , NONE, transcribed=2026-11-20, , REVIEW, , review, false",
        "DK-AML, , CLOSED, relation-ended=2025-01-01 transaction=2023-02-01, , REFUSE, 2028-02-01, retained.law, false",
        "DK-AML, , CLOSED, relation-ended=2020-01-01, , ERASE, , erased, true",
        "DK-AML, , OPEN, , , REFUSE, , retained.law, false",
        "DK-PUB, , NONE, , , ERASE, , erased, false",
        "DK-OPT, , NONE, , , REFUSE, , suppression, false",
        "DK-FRD, , NONE, assessed=2001-01-01, , REVIEW, , review, false",
        "DK-EVID, , CLOSED, case-closed=2024-01-01, , REFUSE, 2029-01-01, retained.evidence, false",
    })
    void anErasureRequestEndsAsTheTableSays(
            String rule,
            String product,
            Status status,
            String dates,
            Flag flag,
            Outcome outcome,
            LocalDate until,
            String messageKey,
            boolean overrun) {
        Decision decision = decide(rule, product, status, dates, flag, Right.ERASURE);

        assertThat(decision.outcome()).isEqualTo(outcome);
        assertThat(decision.until()).isEqualTo(until);
        assertThat(decision.messageKey()).isEqualTo(messageKey);
        assertThat(decision.overrun()).isEqualTo(overrun);
        assertThat(decision.suppression()).isEqualTo(Set.of("EE-MKT", "DK-MKT").contains(rule));
    }

    @Test
    void everyReasonMapsToATermOfTheVocabulary() throws IOException {
        Path corpora = Path.of(Optional.ofNullable(System.getProperty("hub.corpora"))
                .or(() -> Optional.ofNullable(System.getenv("HUB_CORPORA")))
                .orElse("../shared/corpora"));
        Path file = corpora.resolve("dpv/justifications.csv");
        assumeTrue(Files.isRegularFile(file), "no corpora here: set hub.corpora or HUB_CORPORA");
        Set<String> terms = Files.readAllLines(file).stream()
                .map(line -> line.split("\"", 3))
                .filter(parts -> parts.length > 1)
                .map(parts -> parts[1])
                .collect(Collectors.toSet());

        SoftAssertions softly = new SoftAssertions();
        controllers.all().stream()
                .flatMap(controller -> controller.retention().stream())
                .forEach(rule -> softly.assertThat(terms)
                        .as(rule.id())
                        .contains(rule.dpv(), rule.openGround().dpv()));
        softly.assertAll();
    }

    private Decision decide(String rule, String product, Status status, String dates, Flag flag, Right right) {
        Map<String, String> events = dates == null
                ? new HashMap<>()
                : Arrays.stream(dates.split(" "))
                        .map(date -> date.split("="))
                        .collect(Collectors.toMap(date -> date[0], date -> date[1]));
        ItemFacts item = new ItemFacts(
                "s",
                "E",
                "t",
                rule,
                product,
                status,
                events,
                flag == null ? Set.of() : Set.of(flag),
                Map.of(),
                null,
                null,
                Set.of());
        DataController controller = controllers.get(rule.startsWith("EE") ? "gjensidige-ee" : "tryg");
        return Decider.standard().decide(item, right, controller.retention(), List.of(), RECEIVED);
    }
}
