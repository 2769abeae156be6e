package org.dsrhub.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.decision.Facts.hold;
import static org.dsrhub.decision.Facts.under;
import static org.dsrhub.decision.Rules.TEN_YEARS;
import static org.dsrhub.decision.Rules.rule;

import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Hold.Kind;
import org.dsrhub.request.Right;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a hold makes of a decision. */
class HoldDecisionTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    private final Decider decider = Decider.standard();

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "H_AML", mode = EnumSource.Mode.EXCLUDE)
    void aHoldRefusesErasureUnderItsName(Kind kind) {
        Decision decision = decider.decide(
                under("R").on("ended", "2001-01-01").build(),
                Right.ERASURE,
                List.of(TEN_YEARS),
                List.of(hold(kind)),
                TODAY);

        assertThat(decision.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(decision.rule()).isEqualTo(kind.label());
        assertThat(MessageKeys.ALL).contains(decision.messageKey());
    }

    @Test
    void theReportShowsNowhereInAnErasure() {
        RetentionRule aml = rule(
                "DK-AML",
                1,
                List.of("ended"),
                false,
                Map.of("*", Period.ofYears(5)),
                false,
                null,
                Outcome.REFUSE,
                null,
                List.of(),
                null,
                null);
        ItemFacts kept = under("DK-AML").on("ended", "2025-01-01").build();
        ItemFacts past = under("R").on("ended", "2001-01-01").build();
        List<Hold> report = List.of(hold(Kind.H_AML));

        assertThat(decider.decide(kept, Right.ERASURE, List.of(aml), report, TODAY))
                .isEqualTo(decider.decide(kept, Right.ERASURE, List.of(aml), List.of(), TODAY));
        Decision neutral = decider.decide(past, Right.ERASURE, List.of(TEN_YEARS), report, TODAY);
        assertThat(neutral.outcome()).isEqualTo(Outcome.REFUSE);
        assertThat(neutral.messageKey()).isEqualTo("retained.law");
        assertThat(neutral.toString()).doesNotContain("AML");
    }

    @Test
    void theReportIsOmittedFromAnAccessWithoutATrace() {
        Decision decision = decider.decide(
                under("R").build(),
                Right.ACCESS,
                List.of(TEN_YEARS),
                List.of(hold(Kind.H_SUP), hold(Kind.H_AML)),
                TODAY);

        assertThat(decision.silent()).isTrue();
        assertThat(decision.toString()).doesNotContain("AML");
    }

    @ParameterizedTest
    @CsvSource({
        "H_LIT,DISCLOSE",
        "H_CMP,DISCLOSE",
        "H_FRD,REVIEW",
        "H_SUP,REVIEW",
        "H_OPN,DISCLOSE",
        "H_DBT,DISCLOSE",
        "H_RST,DISCLOSE",
        "H_DSR,DISCLOSE",
        "H_RGT,REDACT",
        "H_MIN,REVIEW",
        "H_EST,REVIEW",
        "H_AML,WITHHOLD"
    })
    void aHoldChangesAnAccessAsTheTableSays(Kind kind, Outcome outcome) {
        assertThat(decider.decide(under("R").build(), Right.ACCESS, List.of(TEN_YEARS), List.of(hold(kind)), TODAY)
                        .outcome())
                .isEqualTo(outcome);
    }

    @Test
    void aHoldCoversByReferenceAndSystem() {
        ItemFacts item =
                under("R").on("ended", "2001-01-01").reference("claim", "cd02").build();

        assertThat(erasureUnder(item, Set.of("cd02", "ff"), Set.of())).isEqualTo(Outcome.REFUSE);
        assertThat(erasureUnder(item, Set.of("ab01"), Set.of("claims"))).isEqualTo(Outcome.REFUSE);
        assertThat(erasureUnder(item, Set.of("ff"), Set.of())).isEqualTo(Outcome.ERASE);
        assertThat(erasureUnder(item, Set.of("cd02"), Set.of("crm"))).isEqualTo(Outcome.ERASE);
    }

    private Outcome erasureUnder(ItemFacts item, Set<String> references, Set<String> systems) {
        Hold hold = new Hold(UUID.randomUUID(), Kind.H_LIT, Set.of(), references, systems, TODAY);
        return decider.decide(item, Right.ERASURE, List.of(TEN_YEARS), List.of(hold), TODAY)
                .outcome();
    }
}
