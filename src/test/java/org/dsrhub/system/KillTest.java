package org.dsrhub.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.dsrhub.request.NewRequest.Delivery;
import org.dsrhub.request.Right;
import org.dsrhub.simulation.SimulatedEnvironment;
import org.dsrhub.simulation.SyntheticPeople;
import org.dsrhub.simulation.SyntheticPerson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment loses no request, answers none twice and erases nothing that a rule keeps. */
class KillTest {
    private static final int KILLS = Integer.getInteger("hub.test.kills", 3);
    private static final int CLIENTS = 4;

    @TempDir
    Path folder;

    @Test
    void everyAcceptedRequestIsClosedOnceHoweverOftenTheHubIsKilled() throws Exception {
        try (SimulatedEnvironment around =
                SimulatedEnvironment.at(folder.resolve("around")).fsync().start()) {
            around.tryg().httpSystems().forEach(system -> system.latency(Duration.ofMillis(200)));
            around.gjensidigeEe().httpSystems().forEach(system -> system.latency(Duration.ofMillis(200)));
            Map<String, Object> properties = SystemTests.properties(around);
            AtomicReference<HubProcess> hub =
                    new AtomicReference<>(HubProcess.start("hub", folder, properties, List.of("-Xmx512m"))
                            .awaitReady());
            Portal portal = new Portal(() -> hub.get().base());
            Map<UUID, Sent> accepted = new ConcurrentHashMap<>();
            AtomicBoolean on = new AtomicBoolean(true);
            AtomicInteger next = new AtomicInteger();
            List<Thread> load = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Thread thread = new Thread(() -> load(around, portal, accepted, on, next), "client-" + client);
                thread.start();
                load.add(thread);
            }
            java.util.Random moment = new java.util.Random(20261201);
            for (int kill = 1; kill <= KILLS; kill++) {
                int before = accepted.size();
                await("load before kill " + kill)
                        .pollDelay(Duration.ofMillis(moment.nextInt(5000)))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> accepted.size() > before + 2);
                hub.get().kill();
                hub.set(HubProcess.start("hub", folder, properties, List.of("-Xmx512m"))
                        .awaitReady());
            }
            on.set(false);
            for (Thread thread : load) {
                thread.join();
            }

            await("all requests closed")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(open(portal, accepted.keySet())).isEmpty());
            for (Map.Entry<UUID, Sent> entry : accepted.entrySet()) {
                check(around, portal, entry.getKey(), entry.getValue());
            }
            JsonNode audit = portal.get("auditor", "/api/v1/audit/verification").body();
            assertThat(audit.get("intact").asBoolean()).as("%s", audit).isTrue();
            System.out.printf("%d kills, %d requests accepted, each closed once%n", KILLS, accepted.size());
            hub.get().close();
        }
    }

    private record Sent(SyntheticPerson person, Right right, Delivery delivery) {}

    private static void load(
            SimulatedEnvironment around,
            Portal portal,
            Map<UUID, Sent> accepted,
            AtomicBoolean on,
            AtomicInteger next) {
        while (on.get()) {
            int i = next.getAndIncrement();
            String controller = i % 2 == 0 ? SyntheticPeople.TRYG : SyntheticPeople.GJENSIDIGE_EE;
            SyntheticPerson person = around.add(SyntheticPeople.customer(controller, i));
            Sent sent = new Sent(
                    person, i % 3 == 0 ? Right.ERASURE : Right.ACCESS, i % 4 == 1 ? Delivery.MAIL : Delivery.FILE);
            String key = "load-" + i;
            ObjectNode body = Portal.body(person, sent.delivery(), sent.right());
            await().pollInSameThread()
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> portal.submit(body, key)
                            .map(id -> accepted.put(id, sent) == null || true)
                            .orElse(false));
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static List<String> open(Portal portal, Set<UUID> ids) {
        List<String> open = new ArrayList<>();
        for (UUID id : ids) {
            JsonNode request = portal.request(id);
            if ("REVIEW".equals(request.path("state").asText())) {
                SystemTests.keepWhatIsInReview(portal, id);
            }
            if (!"CLOSED".equals(request.path("state").asText())) {
                open.add(request.path("caseNumber").asText() + " "
                        + request.path("state").asText() + " " + SystemTests.unsettled(request));
            }
        }
        return open;
    }

    private static void check(SimulatedEnvironment around, Portal portal, UUID id, Sent sent) throws Exception {
        JsonNode request = portal.request(id);
        String caseNumber = request.get("caseNumber").asText();
        assertThat(closings(around, id)).as(caseNumber + " closed").isEqualTo(1);

        if (sent.delivery() == Delivery.FILE) {
            Path drop = around.dropFolder().resolve(sent.person().controller());
            try (var files = Files.list(drop)) {
                List<String> names = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.startsWith(caseNumber))
                        .sorted()
                        .toList();
                assertThat(names).as(caseNumber).hasSize(2);
                assertThat(names.get(0)).endsWith(".zip");
                assertThat(names.get(1)).endsWith(".done");
            }
        } else {
            Map<String, Set<Integer>> bytesByMessageId = new LinkedHashMap<>();
            int mails = 0;
            for (var mail : around.mail().inbox(sent.person().email())) {
                if (mail.getSubject().contains(caseNumber)
                        && mail.getContentType().startsWith("multipart/mixed")) {
                    mails++;
                    bytesByMessageId
                            .computeIfAbsent(mail.getMessageID(), any -> new HashSet<>())
                            .add(SystemTests.contentHash(mail));
                }
            }
            assertThat(bytesByMessageId).as(caseNumber).hasSize(1);
            assertThat(bytesByMessageId.values().iterator().next())
                    .as("same bytes")
                    .hasSize(1);
            assertThat(mails).as(caseNumber + " mails").isBetween(1, 1 + KILLS);
        }
        if (sent.right() == Right.ERASURE) {
            SystemTests.assertErasedExactlyWhatWasDecided(around, portal, id, sent.person());
        }
    }

    /** Links of the audit chain that closed the request. */
    private static long closings(SimulatedEnvironment around, UUID id) throws SQLException {
        try (Connection connection = around.hubDatabase().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from audit where request_id = ? and details->>'request' = 'CLOSED'")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
