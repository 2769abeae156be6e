package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.dsrhub.request.Action;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.ObjectStore;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of the template {@code object-store}. */
class ObjectStoreTest {
    private final Exchanges exchanges = Exchanges.shared();
    private final ObjectStore store = exchanges.objects;

    @AfterEach
    void behave() {
        store.behave();
    }

    @Test
    void everyVersionIsDisclosedErasedAndProven() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 500);
        put(person, "letter ä+1.txt", "first");
        put(person, "letter ä+1.txt", "second");
        put(person, "photo.jpg", "pixels");
        put(person, "zip", "third object, second page");
        store.mark(key(person, "photo.jpg"));
        var asked = exchanges.ask("claim-documents", person);
        assertThat(asked.settled(Action.QUERY)).matches(task -> task.state() == TaskState.DONE && task.items() == 3);
        assertThat(asked.contents())
                .containsExactlyInAnyOrder(
                        "letter ä+1.txt=second",
                        "letter ä+1.older-1.txt=first",
                        "photo.jpg=pixels",
                        "zip=third object, second page");
        assertThat(asked.items())
                .anySatisfy(item -> assertThat(item.record())
                        .containsEntry("file", "photo.jpg")
                        .containsEntry("hidden", true)
                        .containsEntry("claim", "K-1"));
        assertThat(asked.erase().state()).isEqualTo(TaskState.DONE);
        assertThat(store.versions(key(person, "letter ä+1.txt"))).isZero();
        assertThat(store.versions(key(person, "photo.jpg"))).isZero();
        assertThat(asked.prove().reason()).isNull();
        assertThat(asked.executions()).containsOnly("PROVEN");
    }

    @Test
    void aMarkerAloneIsNoErasure() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 501);
        put(person, "a.txt", "still here");
        var asked = exchanges.ask("claim-documents", person);
        asked.settled(Action.QUERY);
        store.onlyMarks(true);
        assertThat(asked.erase().state()).isEqualTo(TaskState.DONE);
        assertThat(asked.prove().reason()).startsWith("still-there: 1");
        assertThat(asked.executions()).containsOnly("STILL_THERE");
    }

    @Test
    void whatTheStoreHoldsIsKeptAndTheReasonSaid() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 502);
        put(person, "free.txt", "a");
        put(person, "held.txt", "b");
        put(person, "retained.txt", "c");
        store.hold(key(person, "held.txt"), true);
        store.retain(key(person, "retained.txt"), Instant.parse("2101-01-01T00:00:00Z"));
        var asked = exchanges.ask("claim-documents", person);
        asked.settled(Action.QUERY);
        assertThat(asked.erase())
                .matches(task -> task.state() == TaskState.FAILED && task.items() == 1)
                .extracting(task -> task.reason())
                .asString()
                .startsWith("kept-by-store: 2 objects are still there, 1 under a legal hold")
                .contains("2101-01-01")
                .doesNotContain("held.txt");
        assertThat(asked.executions()).containsExactlyInAnyOrder("ERASED", "PENDING", "PENDING");
        assertThat(store.versions(key(person, "free.txt"))).isZero();
        assertThat(store.versions(key(person, "held.txt"))).isOne();
    }

    @Test
    void aContentThatEndsEarlyIsFetchedAgain() throws IOException {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 503);
        put(person, "long.txt", "0123456789");
        store.cut(true);
        var asked = exchanges.ask("claim-documents", person);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> asked.task(Action.QUERY).attempt() > 1);
        store.cut(false);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.DONE);
        assertThat(asked.contents()).containsExactly("long.txt=0123456789");
    }

    @Test
    void aPrefixOfSomebodyElseIsNotFound() {
        SyntheticPerson person = SyntheticPeople.customer("tryg", 504);
        var asked = exchanges.ask("claim-documents", person);
        assertThat(asked.settled(Action.QUERY).state()).isEqualTo(TaskState.NOTHING_HELD);
    }

    private void put(SyntheticPerson person, String file, String content) {
        store.put(key(person, file), content.getBytes(), Map.of("claim", "K-1"));
    }

    private static String key(SyntheticPerson person, String file) {
        return "claims/" + person.nationalId() + "/" + file;
    }
}
