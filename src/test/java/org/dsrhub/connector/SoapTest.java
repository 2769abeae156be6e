package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.PolicyHost;
import org.dsrhub.simulation.PolicyHost.Misbehaviour;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of the template {@code soap}. */
class SoapTest {
    private static final String LONG_DOCUMENT = "%PDF-1.4 a document\r\n--uuid: that looks like MIME\r\n";

    private final Exchanges exchanges = Exchanges.shared();
    private final PolicyHost host = exchanges.policies;

    @AfterEach
    void behave() {
        host.behave();
        host.policies().clear();
    }

    @Test
    void pagesAndAttachmentsAreDisclosedErasedAndProven() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 600);
        SyntheticPerson other = SyntheticPeople.customer("tryg", 601);
        for (int i = 1; i <= 3; i++) {
            host.put("P<" + i + "&\"", person.nationalId(), "Åse & Sons", "first line");
        }
        host.put("P-other", other.nationalId(), "somebody", "else");
        host.document("P<1&\"", LONG_DOCUMENT.getBytes());
        host.document("P<3&\"", "short".getBytes());
        var asked = exchanges.ask("host-policies", person);
        assertThat(asked.settled(Action.QUERY)).matches(task -> task.state() == TaskState.DONE && task.items() == 3);
        assertThat(asked.task(Action.QUERY).attempt())
                .as("an MTOM reply is read at once")
                .isEqualTo(1);
        assertThat(asked.contents()).containsExactlyInAnyOrder("document.pdf=" + LONG_DOCUMENT, "document.pdf=short");
        assertThat(asked.items())
                .anySatisfy(item -> assertThat(item.record())
                        .containsEntry("policyNumber", "P<2&\"")
                        .containsEntry("holder.name", "Åse & Sons")
                        .containsEntry("document", null));
        assertThat(host.actions()).last().isEqualTo("\"urn:example:policy-host/FindPolicies\"");
        host.policies().remove("P<2&\"");
        assertThat(asked.erase()).matches(task -> task.state() == TaskState.DONE && task.items() == 3);
        assertThat(host.policies()).containsOnlyKeys("P-other");
        assertThat(asked.prove().reason()).isNull();
        assertThat(asked.executions()).containsOnly("PROVEN");
    }

    @Test
    void callsAreSignedAndFieldsAnonymisedInSoapTwelve() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 602);
        host.put("S-1", person.nationalId(), "holder", "notes");
        var asked = exchanges.ask("signed-policies", person);
        assertThat(asked.settled(Action.QUERY).reason()).isNull();
        assertThat(host.actions()).last().asString().contains("action=\"urn:example:policy-host\"");
        asked.command(Action.ANONYMISE, Outcome.ANONYMISE);
        assertThat(asked.settled(Action.ANONYMISE).state()).isEqualTo(TaskState.DONE);
        assertThat(host.policies().get("S-1"))
                .containsEntry("nationalId", "<gone/>")
                .containsEntry("notes", "");
    }

    @Test
    void aDeletionThatWasOnlySaidIsFoundOut() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 603);
        host.put("P-1", person.nationalId(), "holder", "");
        var asked = exchanges.ask("host-policies", person);
        asked.settled(Action.QUERY);
        host.misbehave(person.nationalId(), Misbehaviour.ONLY_SAYS_DELETED);
        assertThat(asked.erase().state()).isEqualTo(TaskState.DONE);
        assertThat(asked.prove().reason()).startsWith("still-there: 1");
    }

    @Test
    void somebodyElsesPolicyGoesToQuarantineWithoutItsFile() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 604);
        host.put("P-1", SyntheticPeople.customer("tryg", 605).nationalId(), "holder", "");
        host.document("P-1", LONG_DOCUMENT.getBytes());
        host.misbehave(person.nationalId(), Misbehaviour.WRONG_PERSON);
        var asked = exchanges.ask("host-policies", person);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.QUARANTINED);
        assertThat(asked.contents()).isEmpty();
        exchanges.hub.bean(Backends.class).resume("host-policies", "test");
    }

    @Test
    void aThrottledAndAFailingHostAreAskedAgain() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 606);
        host.put("P-1", person.nationalId(), "holder", "");
        host.throttle(1);
        host.fail(2);
        var asked = exchanges.ask("host-policies", person);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
        assertThat(asked.task(Action.QUERY).attempt()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aCutReplyIsAskedForAgainAndThenWhole() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 607);
        host.put("P-1", person.nationalId(), "holder", "");
        host.document("P-1", LONG_DOCUMENT.getBytes());
        host.misbehave(person.nationalId(), Misbehaviour.CUT);
        var asked = exchanges.ask("host-policies", person);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> asked.task(Action.QUERY).attempt() > 1);
        host.behave();
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
        assertThat(asked.contents()).containsExactly("document.pdf=" + LONG_DOCUMENT);
    }

    /** All at once: each bad reply is tried four times, with back-off. */
    @Test
    void misbehaviourEndsTheTaskWithARemedyAndWithoutPersonalData() {
        Map<Ending, Asking> tasks = new LinkedHashMap<>();
        for (Ending ending : ENDINGS) {
            SyntheticPerson person = SyntheticPeople.customer("tryg", 610 + tasks.size());
            String number = "P-" + tasks.size();
            host.put(number, person.nationalId(), "Åse", "");
            if (ending.withFile) {
                host.document(number, LONG_DOCUMENT.getBytes());
            }
            host.misbehave(person.nationalId(), ending.how);
            tasks.put(ending, exchanges.ask("host-policies", person));
        }
        tasks.forEach((ending, asked) -> {
            asked.is(Action.QUERY, ending.state);
            assertThat(asked.task(Action.QUERY).reason())
                    .as(ending.toString())
                    .startsWith(ending.code + ":")
                    .contains(ending.words)
                    .doesNotContain("070761");
            assertThat(asked.task(Action.QUERY).attempt()).isLessThanOrEqualTo(4);
        });
    }

    private record Ending(Misbehaviour how, boolean withFile, TaskState state, String code, String words) {}

    private static final List<Ending> ENDINGS = List.of(
            new Ending(Misbehaviour.CUT, true, TaskState.FAILED, "reply-unreadable", "cut off"),
            new Ending(Misbehaviour.CUT, false, TaskState.FAILED, "reply-unreadable", "cut off"),
            new Ending(Misbehaviour.LOSES_FILE, true, TaskState.FAILED, "reply-unreadable", "did not come with it"),
            new Ending(Misbehaviour.WRONG_CHARSET, false, TaskState.FAILED, "reply-unreadable", "no XML"),
            new Ending(Misbehaviour.HTML, false, TaskState.FAILED, "reply-unreadable", "no SOAP"),
            new Ending(
                    Misbehaviour.RENAMED,
                    false,
                    TaskState.FAILED,
                    "reply-unreadable",
                    "'/FindPoliciesResponse/policies'"),
            new Ending(Misbehaviour.WRONG_TOTAL, false, TaskState.FAILED, "reply-unreadable", "counts 2 records"),
            new Ending(Misbehaviour.ENTITY, false, TaskState.FAILED, "reply-forbidden", "document type"),
            new Ending(Misbehaviour.BOMB, true, TaskState.FAILED, "reply-forbidden", "document type"),
            new Ending(Misbehaviour.NEW_ELEMENT, true, TaskState.MANUAL, "schema-drift", "policy.colour is new"),
            new Ending(Misbehaviour.REFUSES, false, TaskState.FAILED, "soap-fault", "Client"),
            new Ending(Misbehaviour.OWN_FAULT, false, TaskState.FAILED, "soap-fault", "'absent'"),
            new Ending(Misbehaviour.LATE, false, TaskState.FAILED, "soap-security", "MessageExpired"));

    @Test
    void aRefusedPasswordNamesItsPropertyAndNotItself() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 640);
        host.changePassword("renewed-meanwhile");
        TaskView task = exchanges.ask("host-policies", person).settled(Action.QUERY);
        assertThat(task.state()).isEqualTo(TaskState.FAILED);
        assertThat(task.reason())
                .startsWith("soap-security:")
                .contains("FailedAuthentication", "ws-password")
                .doesNotContain("policy-host-secret", "renewed-meanwhile");
    }

    @Test
    void aReplyWithoutEndIsRefused() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 641);
        host.put("P-1", person.nationalId(), "holder", "x".repeat(2 << 20));
        TaskView task = exchanges.ask("host-policies", person).settled(Action.QUERY);
        assertThat(task.reason()).startsWith("reply-too-large:");
    }
}
