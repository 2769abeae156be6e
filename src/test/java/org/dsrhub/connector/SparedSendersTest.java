package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.TaskView;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.RequestView;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.junit.jupiter.api.Test;

/** How many mails an address gets that somebody names as their sender, and what becomes of the others. */
class SparedSendersTest {
    private static final int A_DAY = 10;
    private static final List<String> NAMES = List.of(
            "Anna", "Bo", "Carl", "Dorte", "Emil", "Freja", "Gert", "Hanne", "Ib", "Jonas", "Lone", "Mads", "Nina");

    private final HubUnderTest hub = HubUnderTest.shared();
    private final Requests requests = hub.bean(Requests.class);
    private final String victim = "victim-" + UUID.randomUUID() + "@mail.example";

    @Test
    void beyond_the_cap_nothing_goes_to_the_sender_until_a_person_says_so() {
        hub.around.mail().mailbox(victim);
        for (String first : NAMES) {
            String name = first + " Holm";
            hub.around
                    .mail()
                    .send(
                            name + " <" + victim + ">",
                            hub.around.tryg().mailbox(),
                            "Indsigt",
                            "Jeg vil gerne have indsigt i de oplysninger, som I har om mig. Venlig hilsen " + name);
        }

        List<TaskView> waiting = await().atMost(Duration.ofSeconds(60))
                .until(() -> postponed(), tasks -> tasks.size() == 3 && cases().size() == NAMES.size());
        await().atMost(Duration.ofSeconds(20)).until(() -> mails() == A_DAY);
        assertThat(cases()).extracting(RequestView::state).containsOnly(RequestState.IDENTIFICATION);
        assertThat(waiting)
                .allMatch(task -> task.reason().startsWith("sender-mail-cap: ")
                        && task.queue().equals("notice"));

        TaskView first = waiting.get(0);
        hub.portal()
                .post(
                        "caseworker",
                        "/api/v1/requests/" + first.requestId() + "/tasks/" + first.id() + "/retry",
                        JsonNodeFactory.instance.objectNode());

        await().atMost(Duration.ofSeconds(20)).until(() -> mails() == A_DAY + 1);
        assertThat(postponed()).hasSize(2).doesNotContain(first);
    }

    private int mails() {
        return hub.around.mail().inbox(victim).size();
    }

    private List<TaskView> postponed() {
        return cases().stream()
                .flatMap(request -> requests.tasks(request.id()).stream())
                .filter(task -> task.state() == TaskState.MANUAL)
                .toList();
    }

    private List<RequestView> cases() {
        return requests.list("tryg", null, Right.ACCESS, null, 0, 200).stream()
                .filter(request -> victim.equals(requests.subject(request.id()).replyTo()))
                .toList();
    }
}
