package org.dsrhub.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.Mode;
import org.dsrhub.connector.Connector.Service;
import org.dsrhub.decision.Hold;
import org.dsrhub.decision.ItemFacts.Status;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.ErasurePreviews;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Requests.StateConflict;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.support.TestHome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the controller wants it nothing is erased that a second person has not seen in a preview; from two items on. */
class ErasureApprovalTest {
    private static Bench bench;

    @BeforeAll
    static void open() throws IOException {
        Path home = TestHome.withRoutes();
        Files.writeString(
                home.resolve("connectors/gjensidige-ee/controller.yaml"),
                "\nerasure: {approval: 2}\n",
                StandardOpenOption.APPEND);
        bench = new Bench("hub.home=" + home);
        bench.systems.with("quotes", Mode.LIVE, Service.DELETE).with("recordings", Mode.LIVE, Service.DELETE);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private final ErasureApproval approval = bench.bean(ErasureApproval.class);
    private static int number;
    private final String q1 = "Q1-" + ++number;
    private final String q2 = "Q2-" + number;
    private final String call = "call-" + number;
    private Lease slow;
    private String seen;

    @BeforeEach
    void ofSomebodyElse() {
        bench.subject = new Subject(
                "Mari Maasikas",
                null,
                null,
                List.of(SubjectKey.given(KeyKind.EMAIL, "mari" + number + "@mail.example")),
                null);
    }

    private UUID waiting() {
        UUID id = bench.accept(
                Set.of(Right.ERASURE),
                bench.oldQuote("quotes", q1),
                bench.oldQuote("quotes", q2),
                bench.item("recordings", "call", call, "EE-CALL", null, Status.NONE, Map.of("recorded", "2026-09-20")));
        bench.run();
        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.events(id)).contains("erasure-approval").doesNotContain("erasure-planned");
        return id;
    }

    private void approve(UUID id) {
        approval.approve(id, approval.preview(id).digest(), "second");
    }

    @Test
    void nothingGoesBeforeASecondPersonHasApprovedThePreview() {
        UUID id = waiting();

        ErasureApproval.Preview preview = approval.preview(id);

        assertThat(preview.waits()).isTrue();
        assertThat(preview.approval()).isTrue();
        assertThat(List.of(preview.goes(), preview.stays(), preview.review())).containsExactly(2, 1, 0);
        assertThat(preview.lines())
                .extracting(
                        ErasurePreviews.Line::system,
                        ErasurePreviews.Line::outcome,
                        ErasurePreviews.Line::items,
                        ErasurePreviews.Line::messageKey)
                .containsExactly(
                        tuple("quotes", Outcome.ERASE, 2, "erased"),
                        tuple("recordings", Outcome.RETAIN_UNTIL, 1, "retained.call"));
        assertThat(bench.systems.has("quotes", q1)).isTrue();

        assertThatThrownBy(() -> approval.approve(id, null, "second"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("preview-missing");
        assertThatThrownBy(() -> approval.approve(id, "0".repeat(64), "second"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("preview-outdated");
        approve(id);
        bench.run();

        assertThat(bench.execution(id, q1)).isEqualTo("PROVEN");
        assertThat(bench.execution(id, q2)).isEqualTo("PROVEN");
        assertThat(bench.view(id).state()).isEqualTo(RequestState.ANSWERING);
        assertThat(bench.events(id)).contains("erasure-approved").doesNotContain("erasure-drift");
    }

    @Test
    void whoeverDecidedAnItemDoesNotApproveTheErasure() {
        Item odd = bench.item("quotes", "quote", q1, null, null, Status.NONE, Map.of());
        UUID id = bench.accept(Set.of(Right.ERASURE), odd, bench.oldQuote("quotes", q2));
        bench.run();
        bench.review.decide(id, odd.id(), Right.ERASURE, Outcome.ERASE, null, "nothing obliges to keep it", "first");

        assertThatThrownBy(() -> approval.approve(id, approval.preview(id).digest(), "first"))
                .isInstanceOf(StateConflict.class)
                .hasMessageStartingWith("second-person");
        approve(id);
        bench.run();

        assertThat(bench.execution(id, q1)).isEqualTo("PROVEN");
    }

    @Test
    void aControllerMayWantASecondPersonAlways() throws Exception {
        Path home = TestHome.withRoutes();
        Files.writeString(
                home.resolve("connectors/gjensidige-ee/controller.yaml"),
                "\nerasure: {approval: always}\n",
                StandardOpenOption.APPEND);
        try (Bench always = new Bench("hub.home=" + home)) {
            always.systems.with("quotes", Mode.LIVE, Service.DELETE);
            UUID id = always.accept(Set.of(Right.ERASURE), always.oldQuote("quotes", q1));
            always.run();
            assertThat(always.view(id).state()).isEqualTo(RequestState.REVIEW);
            assertThat(always.systems.has("quotes", q1)).isTrue();

            ErasureApproval asked = always.bean(ErasureApproval.class);
            asked.approve(id, asked.preview(id).digest(), "second");
            always.run();
            assertThat(always.execution(id, q1)).isEqualTo("PROVEN");
        }
    }

    @Test
    void belowTheControllersNumberTheRulesSuffice() {
        UUID id = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("quotes", q1));

        bench.run();

        assertThat(bench.execution(id, q1)).isEqualTo("PROVEN");
        assertThat(approval.preview(id).approval()).isFalse();
    }

    @Test
    void aLateItemBetweenPreviewAndExecutionStopsIt() {
        Item late = bench.oldQuote("recordings", call);
        UUID id = approvedWithout(late);
        bench.steps.complete(slow, bench.work(slow));

        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.events(id)).contains("erasure-drift");
        assertThat(bench.systems.has("quotes", q1))
                .as("nothing of it was erased")
                .isTrue();
        assertThat(bench.systems.has("recordings", late.reference())).isTrue();
        assertThat(approval.preview(id).digest()).isNotEqualTo(seen);
        assertThatThrownBy(() -> approval.approve(id, seen, "second")).isInstanceOf(StateConflict.class);

        approve(id);
        bench.run();
        assertThat(bench.systems.has("quotes", q1)).isFalse();
        assertThat(bench.systems.has("recordings", late.reference())).isFalse();
    }

    /** A system that has not answered yet when the preview is approved. */
    private UUID approvedWithout(Item late) {
        UUID id = bench.accept(Set.of(Right.ERASURE), bench.oldQuote("quotes", q1), bench.oldQuote("quotes", q2), late);
        slow = bench.steps.take(Systems.CONTROLLER + ".recordings").orElseThrow();
        bench.steps.noLongerAwaited(slow);
        bench.run();
        seen = approval.preview(id).digest();
        approve(id);
        return id;
    }

    @Test
    void whatAHoldKeepsMeanwhileStaysAndTheRestGoesAsApproved() {
        Item first = bench.oldQuote("quotes", q1);
        UUID id = bench.accept(Set.of(Right.ERASURE), first, bench.oldQuote("quotes", q2));
        bench.run();
        approve(id);
        bench.hold(Hold.Kind.H_LIT, bench.subject, Set.of(first), Set.of());

        bench.run();

        assertThat(bench.systems.has("quotes", q1)).isTrue();
        assertThat(bench.erasure(id, q1).rule()).isEqualTo("H-LIT");
        assertThat(bench.execution(id, q2)).isEqualTo("PROVEN");
    }

    @Test
    void whatAHoldNoLongerKeepsWasNotApprovedAndStopsIt() {
        Item first = bench.oldQuote("quotes", q1);
        UUID hold = bench.hold(Hold.Kind.H_LIT, bench.subject, Set.of(first), Set.of());
        UUID id = bench.accept(
                Set.of(Right.ERASURE), first, bench.oldQuote("quotes", q2), bench.oldQuote("recordings", call));
        bench.run();
        assertThat(approval.preview(id).goes()).isEqualTo(2);
        approve(id);
        bench.release(hold);

        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.events(id)).contains("erasure-drift").doesNotContain("erasure-planned");
        assertThat(bench.systems.has("quotes", q2)).isTrue();
        assertThat(approval.preview(id).goes())
                .as("the preview shows what would go now")
                .isEqualTo(3);
        approve(id);
        bench.run();
        assertThat(bench.systems.has("quotes", q1)).isFalse();
    }

    @Test
    void theNodeThatFindsTheDriftDiesAndNothingGoesEither() {
        UUID id = approvedWithout(bench.oldQuote("recordings", call));
        bench.steps.complete(slow, bench.work(slow));
        bench.step("supplement", bench.decision::supplement, new java.util.ArrayList<>());
        Lease lease = bench.steps.take("erasure").orElseThrow();
        bench.erasure.advance(lease); // and dies before the request is in review
        bench.steps.crash(lease);

        bench.run();

        assertThat(bench.view(id).state()).isEqualTo(RequestState.REVIEW);
        assertThat(bench.systems.has("quotes", q1)).isTrue();
    }
}
