package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.lingala.zip4j.ZipFile;
import org.dsrhub.answer.Answers;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.Action;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.request.TaskState;
import org.dsrhub.simulation.CoreDatabase;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cart of persona 10's kind, consented to on 2026-11-29, goes after seven days: long before the answer is due. */
class FrozenItemsTest {
    private static final String CART = "GB-FROZEN-";
    private static final String CLAIMS = "gjensidige-ee-claims";
    private final HubUnderTest hub = HubUnderTest.shared();
    private final CoreDatabase core = hub.around.gjensidigeEe().core();
    private final Backends backends = hub.bean(Backends.class);

    @TempDir
    Path folder;

    @AfterEach
    void behave() {
        backends.resume(CLAIMS, "test");
        core.run("delete from cart where cart_no like ?", CART + "%");
    }

    @Test
    void whatASystemDeletesByItselfIsAskedForFirst() {
        Connector carts = connector("carts");
        assertThat(carts.expires()).isEqualTo(Duration.ofDays(7));
        assertThat(carts.task(Action.QUERY, 0).priority())
                .isLessThan(connector("quotes").task(Action.QUERY, 0).priority())
                .isLessThan(40);
        assertThat(connector("crm").task(Action.QUERY, 0).priority()).isNull();
        assertThat(carts.task(Action.ERASE, 1).priority()).isNull();
    }

    @Test
    void whatWasFoundIsAnsweredThoughTheSystemHasDeletedItSince() throws Exception {
        UUID request = expiredMeanwhile(SyntheticPeople.customer("gjensidige-ee", 47), Right.ACCESS);

        assertThat(answer(request)).contains(CART).contains("Persona bicycle");
    }

    @Test
    void theErasureOfWhatExpiredMeanwhileIsProven() throws Exception {
        UUID request = expiredMeanwhile(SyntheticPeople.customer("gjensidige-ee", 48), Right.ERASURE);

        List<String> executions = new ArrayList<>();
        hub.bean(Items.class).decisions(request, item -> {
            if (item.system().equals("carts")) {
                executions.add(item.decision().outcome() + " " + item.execution());
            }
        });
        assertThat(executions).containsExactly("ERASE PROVEN");
    }

    /** The claims system is paused until the cart has expired, so that nothing is decided before. */
    private UUID expiredMeanwhile(SyntheticPerson person, Right right) {
        String number = CART + person.customerNumber();
        core.run(
                "insert into cart (cart_no, national_id, email, phone, full_name, consent_on, insured_object)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                number,
                person.nationalId(),
                person.email(),
                person.phone(),
                person.name(),
                LocalDate.of(2026, 11, 29),
                "Persona bicycle");
        backends.pause(CLAIMS, "test");
        UUID request = hub.accept(person, Set.of(right));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hub.bean(Requests.class).tasks(request).stream()
                        .anyMatch(task -> "carts".equals(task.system()) && task.state() == TaskState.DONE));
        assertThat(hub.bean(Requests.class).find(request).orElseThrow().state()).isEqualTo(RequestState.COLLECTING);
        core.run("delete from cart where cart_no = ?", number);
        backends.resume(CLAIMS, "test");
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        hub.bean(Requests.class).find(request).orElseThrow().state() == RequestState.CLOSED);
        return request;
    }

    private Connector connector(String system) {
        return hub.bean(Connectors.class).of("gjensidige-ee").stream()
                .filter(connector -> connector.system().equals(system))
                .findFirst()
                .orElseThrow();
    }

    private String answer(UUID request) throws Exception {
        Answers answers = hub.bean(Answers.class);
        Answers.Packed packed = answers.latest(request).orElseThrow();
        Path file = folder.resolve("answer.zip");
        try (OutputStream to = Files.newOutputStream(file)) {
            answers.write(packed, to);
        }
        try (ZipFile zip = new ZipFile(file.toFile(), answers.secret(packed).toCharArray());
                var data = zip.getInputStream(zip.getFileHeader("data.json"))) {
            return new ObjectMapper().readTree(data).toString();
        }
    }
}
