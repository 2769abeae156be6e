package org.dsrhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dsrhub.ledger.TestHub.query;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.decision.Decision;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.decision.Outcome;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.support.TestPostgres;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ItemsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 5, 1);

    private final TestHub hub = new TestHub(TestPostgres.freshDatabase());

    @AfterEach
    void close() {
        hub.close();
    }

    private record Reply(Blob blob, List<Items.Row> rows) {}

    /** A reply with one line a reference; {@code !} before it is a record of somebody else. */
    private Reply reply(UUID request, String system, String... references) throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Map<UUID, String> ids = new LinkedHashMap<>();
        for (String reference : references) {
            Map<String, Object> record = new LinkedHashMap<>();
            record.put("text", "Ærø " + reference);
            record.put("none", null);
            ItemFacts facts = new ItemFacts(
                    system,
                    "E4",
                    "policy",
                    "EE-POL",
                    null,
                    ItemFacts.Status.OPEN,
                    Map.of("end", "2026-01-01"),
                    Set.of(ItemFacts.Flag.MINOR),
                    Map.of(),
                    null,
                    null,
                    Set.of());
            Item item = new Item(UUID.randomUUID(), system, "policy", reference, facts, record, List.of());
            lines.write(LedgerJson.MAPPER.writeValueAsBytes(item));
            lines.write('\n');
            ids.put(item.id(), reference);
        }
        Blob blob = hub.vault.seal(request, Vault.Key.PAYLOAD, "application/x-ndjson", lines.toByteArray());
        List<Items.Row> rows = new ArrayList<>();
        ids.forEach((id, reference) -> rows.add(new Items.Row(
                id,
                system,
                "policy",
                reference.startsWith("!") ? "QUARANTINED" : "MATCHED",
                reference.getBytes(StandardCharsets.UTF_8),
                blob.id())));
        return new Reply(blob, rows);
    }

    private List<String> read(UUID request) {
        List<String> found = new ArrayList<>();
        hub.items.read(request, item -> found.add(item.system() + ":" + item.reference()));
        return found;
    }

    private void answer(UUID request, String system, String... references) throws Exception {
        Lease lease = hub.takeOne("tryg." + system);
        Reply reply = reply(request, system, references);
        hub.items.append(lease, reply.rows);
        hub.complete(lease, Completion.done().withBlobs(List.of(reply.blob)).withItems(reply.rows.size()));
    }

    @Test
    void matchedItemsComeInOrderOnceAndWholeAndOthersNot() throws Exception {
        UUID request = hub.collecting("k", query("policies"), query("claims"));
        answer(request, "policies", "P1", "!P2", "P3", "P1");
        answer(request, "claims", "C1", "P1");
        assertThat(read(request)).containsExactly("claims:C1", "claims:P1", "policies:P1", "policies:P3");
        hub.items.read(request, item -> {
            assertThat(item.record()).containsEntry("text", "Ærø " + item.reference());
            assertThat(item.facts().dates()).containsEntry("end", "2026-01-01");
            assertThat(item.facts().flags()).contains(ItemFacts.Flag.MINOR);
        });
        assertThat(hub.items.counts(request))
                .containsExactly(
                        new Items.Count("claims", "policy", "MATCHED", 2),
                        new Items.Count("policies", "policy", "MATCHED", 2),
                        new Items.Count("policies", "policy", "QUARANTINED", 1));
    }

    @Test
    void aReplyThatIsStillBeingReadIsNotSeen() throws Exception {
        UUID request = hub.collecting("k", query("policies"));
        Lease lease = hub.takeOne("tryg.policies");
        Reply reply = reply(request, "policies", "P1");
        hub.items.append(lease, reply.rows);
        assertThat(read(request)).isEmpty();
        assertThat(hub.items.counts(request)).isEmpty();
        hub.complete(lease, Completion.retry("broken: half of it", null));
        assertThat(hub.count("select count(*) from item")).isZero();
    }

    @Test
    void decisionsOfPersonsStayWhenTheRulesDecideAgain() throws Exception {
        UUID request = hub.collecting("k", query("policies"));
        answer(request, "policies", "P1", "P2");
        List<UUID> ids = new ArrayList<>();
        hub.items.read(request, item -> ids.add(item.id()));
        hub.items.decide(request, Right.ERASURE, TODAY, "rules", all(ids, Outcome.REVIEW));
        hub.items.decide(request, Right.ERASURE, TODAY, "anna", all(ids.subList(0, 1), Outcome.REFUSE));
        hub.items.decide(request, Right.ERASURE, TODAY, "rules", all(ids, Outcome.ERASE));
        List<String> decided = new ArrayList<>();
        hub.items.decisions(request, one -> decided.add(one.decision().outcome() + " by " + one.decidedBy()));
        assertThat(decided).containsExactly("REFUSE by anna", "ERASE by rules");
    }

    @Test
    void aTaskAnsweredAgainAfterItsItemsWereDecidedOnCanBeCompleted() throws Exception {
        UUID request = hub.collecting("k", query("policies"));
        Lease lease = hub.takeOne("tryg.policies");
        Reply reply = reply(request, "policies", "P1", "!P2");
        hub.items.append(lease, reply.rows);
        hub.complete(
                lease, Completion.as(TaskState.UNATTRIBUTABLE, "few-keys: look").withBlobs(List.of(reply.blob)));
        hub.items.decide(
                request,
                Right.ERASURE,
                TODAY,
                "rules",
                all(List.of(reply.rows.get(0).id()), Outcome.REFUSE));
        WaitingTasks.Claim claim = hub.waiting.claim(lease.taskId());
        assertThat(hub.waiting.complete(((WaitingTasks.Claim.Claimed) claim).lease(), Completion.done()))
                .isTrue();
        assertThat(read(request)).containsExactly("policies:P1");
        hub.assertOpenTasksCountedRight();
    }

    private static List<Items.Decided> all(List<UUID> ids, Outcome outcome) {
        LocalDate until = outcome == Outcome.RETAIN_UNTIL ? TODAY.minusDays(1) : null;
        return ids.stream()
                .map(id -> new Items.Decided(
                        id, new Decision(outcome, "R", 1, until, "GDPR-17-3-b", null, "key", true, false)))
                .toList();
    }

    @Test
    void retainedItemsWhoseDayIsOverAreFoundUntilTheyAreErased() throws Exception {
        UUID request = hub.collecting("k", query("policies"));
        answer(request, "policies", "P1", "P2");
        List<UUID> ids = new ArrayList<>();
        hub.items.read(request, item -> ids.add(item.id()));
        hub.items.decide(request, Right.ERASURE, TODAY, "rules", all(ids, Outcome.RETAIN_UNTIL));
        assertThat(hub.items.requestsWithDeferredBefore(TODAY.minusDays(1), 10)).isEmpty();
        assertThat(hub.items.requestsWithDeferredBefore(TODAY, 10)).containsExactly(request);
        hub.items.executed(request, ids.subList(0, 1), "ERASED");
        assertThat(hub.items.requestsWithDeferredBefore(TODAY, 10)).containsExactly(request);
        hub.items.executed(request, ids, "ERASED");
        assertThat(hub.items.requestsWithDeferredBefore(TODAY, 10)).isEmpty();
        assertThat(hub.count("select count(*) from erasure_log")).isEqualTo(2);
    }

    @Test
    void theSameThingIsQuarantinedOnceAndSwitchesKeepTheirLastValue() {
        UUID first = hub.quarantine.add("mailbox", "too-large", "ask the sender", null, null, "f1");
        assertThat(hub.quarantine.add("mailbox", "too-large", "ask the sender", null, null, "f1"))
                .isEqualTo(first);
        assertThat(hub.quarantine.open()).extracting(Quarantine.Entry::id).containsExactly(first);
        assertThat(hub.settings.get("erasure.stopped")).isEmpty();
        hub.settings.set("erasure.stopped", "true", "anna");
        hub.settings.set("erasure.stopped", "false", "bo");
        assertThat(hub.settings.get("erasure.stopped")).contains("false");
    }

    @Test
    void noticesOfAFulfilledRequestStillGoOut() {
        NewTask notice =
                new NewTask("tryg.feed", "feed", null, org.dsrhub.request.Action.NOTIFY, 0, 1, false, null, null);
        UUID request = hub.accept("k", Next.tasks(RequestState.EXECUTING, List.of(notice), "answer"));
        hub.complete(hub.takeOne("answer"), Completion.then(Next.closed(RequestOutcome.FULFILLED)));
        hub.complete(hub.takeOne("tryg.feed"), Completion.done());
        assertThat(hub.take("supplement", 1)).isEmpty();
        assertThat(hub.requests.find(request).orElseThrow().state()).isEqualTo(RequestState.CLOSED);
    }
}
