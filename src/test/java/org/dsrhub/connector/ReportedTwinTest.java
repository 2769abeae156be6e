package org.dsrhub.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.dsrhub.answer.Answers;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.datacontroller.MovableLegalClock;
import org.dsrhub.decision.Outcome;
import org.dsrhub.erasure.DeadlineSweep;
import org.dsrhub.erasure.LegalDays;
import org.dsrhub.erasure.Review;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestState;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.HubApi;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.dsrhub.support.TestFolder;
import org.dsrhub.system.Portal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Persona 11: of two customers who are the same but for their data one is reported. He has a claim, a call and a chat more, which
 * exist for the report alone, and a hold that names them. Both ask for a copy and to be erased, live through the years, ask
 * again, and the hold is released. What everybody but the two persons of the hold can see is compared, after these are
 * replaced by what they are: each twin's own identifiers, ids, case numbers, hashes, times, and the size of compressed files; and
 * what systems that are asked side by side answered is put in order. Letters are compared by their text and number of pages.
 */
class ReportedTwinTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRYG = "tryg";
    /** Counted by whom or what is served, not by how often somebody looks. */
    private static final Set<String> COUNTED = Set.of("hub.tasks", "hub.deadlines.warnings", "hub.deadlines.failures");

    /** Its own: what other tests left behind would happen in one of the lives. */
    private final HubUnderTest hub = new HubUnderTest(TestFolder.of("twins"));

    private final Portal portal = hub.portal();
    private final Requests requests = hub.bean(Requests.class);
    private final JdbcTemplate jdbc = hub.bean(JdbcTemplate.class);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        hub.close();
    }

    private void on(LocalDate day) {
        hub.bean(MovableLegalClock.class).moveTo(Instant.parse(day + "T09:00:00Z"));
        for (DataController controller : hub.bean(DataControllers.class).all()) {
            hub.bean(LegalDays.class).confirm(controller.id(), "test");
        }
    }

    private void sweep() {
        await().atMost(PATIENCE).until(() -> hub.bean(DeadlineSweep.class).sweep());
    }

    @Test
    void reportedCustomerAndTwinAreTheSameToEverybodyElse() throws Exception {
        Life reported = new Life(511, "Vera Tvilling", true);
        Life twin = new Life(8911, "Dora Tvilling", false);
        Map<String, List<String>> one = reported.live();
        Map<String, List<String>> other = twin.live();

        assertThat(one.keySet()).isEqualTo(other.keySet());
        SoftAssertions all = new SoftAssertions();
        one.forEach(
                (what, seen) -> all.assertThat(String.join("\n", seen).lines().toList())
                        .as(what)
                        .isEqualTo(String.join("\n", other.get(what)).lines().toList()));
        all.assertAll();
        assertThat(one.toString()).doesNotContain("AML", "RPT");
        assertThat(one.get("2026 package of ACCESS").toString()).contains("<own>P1");
        assertThat(one.get("tasks").toString()).contains("ERASE", "PROVE");
        assertThat(reported.stillHeld()).as("what the report needs is there").isTrue();
    }

    private final class Life {
        private final SyntheticPerson person;
        private final boolean reported;
        private final String own;
        private final Alike alike;
        private final List<UUID> asked = new ArrayList<>();
        private final Map<String, List<String>> seen = new LinkedHashMap<>();

        Life(int number, String name, boolean reported) {
            this.reported = reported;
            SyntheticPerson any = SyntheticPeople.customer(TRYG, number);
            own = "TW" + any.customerNumber();
            person = new SyntheticPerson(
                    TRYG,
                    any.customerNumber(),
                    any.country(),
                    any.nationalId(),
                    name,
                    null,
                    any.birthDate(),
                    any.email(),
                    any.phone(),
                    LocalDate.of(2008, 1, 1),
                    "Eksempelvej 7, 9999 Eksempelby",
                    false,
                    "da",
                    LocalDate.of(2008, 1, 1),
                    list(),
                    list(),
                    list(),
                    list(),
                    list(),
                    list(),
                    list(),
                    list(),
                    list());
            alike = new Alike(person, own);
            person.policies()
                    .add(new SyntheticPerson.Policy(
                            own + "P1",
                            "HOME",
                            LocalDate.of(2008, 1, 1),
                            LocalDate.of(2010, 1, 1),
                            new BigDecimal("100.00"),
                            "House",
                            null));
            person.recordings().add(recording("R1", null));
            person.consents()
                    .add(new SyntheticPerson.Consent(own + "K1", "EMAIL", "MARKETING", LocalDate.of(2026, 1, 1), null));
            person.chats().add(chat("H1", null));
            if (reported) {
                person.claims()
                        .add(new SyntheticPerson.Claim(
                                own + "RPT",
                                null,
                                "HOME",
                                LocalDate.of(2026, 8, 1),
                                LocalDate.of(2026, 8, 1),
                                LocalDate.of(2026, 8, 2),
                                "RPT unusual payment",
                                null,
                                null,
                                BigDecimal.ONE));
                person.recordings().add(recording("RPT2", own + "RPT"));
                person.chats().add(chat("RPT3", own + "RPT"));
            }
            hub.around.add(person);
        }

        private SyntheticPerson.Recording recording(String id, String claim) {
            return new SyntheticPerson.Recording(
                    own + id,
                    LocalDate.of(2026, 9, 20).atTime(10, 0),
                    "DOCUMENTATION",
                    claim,
                    "Gerda Granlund",
                    null,
                    0);
        }

        private SyntheticPerson.Chat chat(String id, String claim) {
            return new SyntheticPerson.Chat(own + id, LocalDate.of(2026, 9, 20).atTime(11, 0), "A question", claim);
        }

        Map<String, List<String>> live() throws Exception {
            on(LocalDate.of(2026, 12, 1));
            Set<String> beans = Alike.beans();
            Map<String, Double> counters = counters();
            Logger root = (Logger) LoggerFactory.getLogger("org.dsrhub");
            ListAppender<ILoggingEvent> lines = new ListAppender<>();
            lines.start();
            root.addAppender(lines);
            try {
                String hold = reported ? report() : null;
                UUID access = ask(Right.ACCESS);
                look("2026", access, Right.ACCESS);
                UUID erasure = ask(Right.ERASURE);
                look("2026", erasure, Right.ERASURE);
                liveOn(LocalDate.of(2027, 9, 21));
                liveOn(LocalDate.of(2029, 1, 1));
                look("2029", ask(Right.ACCESS), Right.ACCESS);
                if (reported) {
                    for (String who : List.of("aml", "aml2")) {
                        assertThat(portal.post(who, "/api/v1/holds/" + hold + "/release", null)
                                        .status())
                                .isEqualTo(200);
                    }
                }
                liveOn(LocalDate.of(2029, 1, 1));
                liveOn(LocalDate.of(2029, 1, 2));
                liveOn(LocalDate.of(2033, 1, 1));
                look("2033", access, Right.ACCESS);
                look("2033", erasure, Right.ERASURE);
                seen.put("tasks", rows("""
                        select queue, action, wave, state, blocking, late, reason, items,
                            array_to_string(keys_used, ',') from task
                        where request_id = ? order by wave, queue, action"""));
                seen.put(
                        "due rows",
                        rows("select queue, priority, due_at from work where request_id = ? order by queue"));
                seen.put(
                        "audit",
                        Alike.inOrder(rows(
                                "select actor, event, details::text from audit where request_id = ? order by seq")));
                seen.put(
                        "items",
                        rows(
                                "select system, type, match, execution from item where request_id = ? order by system, type, execution"));
                seen.put(
                        "notices",
                        rows("select kind, days, role from notice where request_id = ? order by kind, days"));
                seen.put("quarantine", rows("select source, reason, remedy from quarantine where request_id = ?"));
                seen.put(
                        "events",
                        rows("select kind, state, outcome from request_event where request_id = ? order by id"));
            } finally {
                root.detachAppender(lines);
            }
            seen.put(
                    "log",
                    List.copyOf(lines.list).stream()
                            .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                            // Mailboxes are polled by the clock, and by hubs of other tests too.
                            .filter(line -> !line.getLoggerName().endsWith(".MailboxWatch"))
                            .map(line -> line.getLevel() + " " + line.getLoggerName() + " "
                                    + alike.plain(line.getFormattedMessage()))
                            .sorted()
                            .toList());
            seen.put("metrics", Alike.difference(counters, counters()));
            Set<String> more = new TreeSet<>(Alike.beans());
            more.removeAll(beans);
            seen.put("JMX names", more.stream().map(alike::plain).toList());
            return seen;
        }

        private static <T> List<T> list() {
            return new ArrayList<>();
        }

        /** Two persons who may know of it. */
        private String report() {
            ObjectNode body = JSON.createObjectNode();
            body.put("controller", TRYG).put("kind", "H-AML");
            body.putObject("subject")
                    .putObject("nationalId")
                    .put("country", person.country())
                    .put("value", person.nationalId());
            body.putArray("references").addObject().put("kind", "claim").put("value", own + "RPT");
            body.put("reason", "Reported in August.").put("reviewOn", "2027-06-01");
            HubApi.Reply set = portal.post("aml", "/api/v1/holds", body);
            assertThat(set.status()).as("%s", set.body()).isEqualTo(201);
            String id = set.body().path("id").asText();
            assertThat(portal.post("aml2", "/api/v1/holds/" + id + "/approval", null)
                            .status())
                    .isEqualTo(200);
            return id;
        }

        private UUID ask(Right right) {
            UUID id = hub.accept(person, Set.of(right));
            asked.add(id);
            await().atMost(PATIENCE).until(() -> {
                RequestState state = requests.find(id).orElseThrow().state();
                if (state == RequestState.REVIEW) {
                    keepWhatIsInReview(id);
                }
                return state == RequestState.CLOSED;
            });
            return id;
        }

        private void keepWhatIsInReview(UUID id) {
            List<Items.DecidedItem> open = new ArrayList<>();
            hub.bean(Items.class).decisions(id, item -> {
                if (item.decision().outcome() == Outcome.REVIEW) {
                    open.add(item);
                }
            });
            Review review = hub.bean(Review.class);
            open.forEach(item -> review.decide(
                    id,
                    item.itemId(),
                    item.right(),
                    item.right() == Right.ERASURE ? Outcome.REFUSE : Outcome.DISCLOSE,
                    null,
                    "no period is given",
                    "test"));
            review.release(id, "test");
        }

        private void liveOn(LocalDate day) {
            on(day);
            sweep();
            await().atMost(PATIENCE)
                    .until(() -> asked.stream()
                            .allMatch(id -> jdbc.queryForObject(
                                            "select count(*) from work where request_id = ? and due_at < now() + interval '1 hour'",
                                            Integer.class,
                                            id)
                                    == 0));
        }

        /** What each role may look at, and the answer itself. */
        private void look(String year, UUID id, Right right) throws Exception {
            String path = "/api/v1/requests/" + id;
            for (String who : List.of("portal", "caseworker", "legal", "operator", "auditor")) {
                seen.put(
                        year + " " + right + " to " + who,
                        List.of(alike.plain(portal.get(who, path).body())));
            }
            for (String list : List.of("/items", "/related", "/candidates")) {
                seen.put(
                        year + " " + right + list,
                        List.of(alike.plain(
                                portal.get("caseworker", path + list).body())));
            }
            seen.put(
                    year + " holds of " + right + " to legal",
                    List.of(alike.plain(
                            portal.get("legal", "/api/v1/holds?controller=tryg").body())));
            hub.bean(Answers.class)
                    .latest(id)
                    .filter(packed -> !year.equals("2033"))
                    .ifPresent(packed -> seen.put(
                            year + " package of " + right, alike.opened(hub.bean(Answers.class), packed, folder)));
        }

        private List<String> rows(String sql) {
            List<String> rows = new ArrayList<>();
            for (UUID id : asked) {
                jdbc.query(
                        sql,
                        row -> {
                            StringBuilder line = new StringBuilder();
                            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                                line.append(row.getString(i)).append(" | ");
                            }
                            rows.add(alike.plain(line.toString()));
                        },
                        id);
            }
            return rows;
        }

        boolean stillHeld() {
            return hub.around.controller(TRYG).claims().records().stream()
                    .anyMatch(row -> (own + "RPT").equals(row.get("claimNumber")));
        }
    }

    private Map<String, Double> counters() {
        Map<String, Double> counts = new TreeMap<>();
        hub.bean(MeterRegistry.class).getMeters().forEach(meter -> {
            if (meter instanceof Counter counter
                    && COUNTED.contains(meter.getId().getName())) {
                counts.put(meter.getId().getName() + meter.getId().getTags(), counter.count());
            }
        });
        return counts;
    }
}
