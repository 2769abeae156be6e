package org.dsrhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dsrhub.decision.Hold;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Mandate;
import org.dsrhub.ledger.Mandates;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.request.Representative;
import org.dsrhub.support.WebHub.Reply;
import org.dsrhub.vault.Blob;
import org.dsrhub.vault.Vault;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Both ways: each answer that the contract names is given, and each that is given is named. */
class ContractAnswersTest extends ContractOverHttp {
    /** Each needs what a hub without systems does not have, and is looked at where that is. */
    private static final Set<String> ELSEWHERE = Set.of(
            // DuplicatesTest: a limit that is off here
            "POST /requests 429",
            // a ledger that is away: no call of a running hub makes it so
            "POST /requests 503",
            // a recording, which only a system brings: CollectingTest
            "GET /requests/{id}/items/{itemId}/media/{mediaId} 200",
            // only of two callers at once
            "POST /quarantine/{id}/resolution 409");

    @Autowired
    Backends backends;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Vault vault;

    @Autowired
    Mandates mandates;

    @Autowired
    Quarantine quarantine;

    @Autowired
    Holds holds;

    @Autowired
    TransactionTemplate transaction;

    private final List<String> wrong = new ArrayList<>();
    private final Set<String> answered = new TreeSet<>();

    @Test
    void every_answer_of_the_contract_is_given_and_is_as_it_says() throws IOException {
        refusals();
        stories();

        Set<String> documented = new TreeSet<>();
        for (String operation : operations()) {
            operation(operation).path("responses").fieldNames().forEachRemaining(status -> {
                if (!status.equals("default")) {
                    documented.add(operation.replace("/api/v1", "") + " " + status);
                }
            });
        }
        assertThat(wrong).isEmpty();
        answered.addAll(ELSEWHERE);
        assertThat(answered).isEqualTo(documented);
    }

    private void refusals() {
        String open = file("portal", LIIS).header("Location");
        String closed = file("portal", LIIS).header("Location");
        hub.post("caseworker", closed + "/cancellation", "{\"reason\": \"x\"}");
        for (String operation : operations()) {
            String[] parts = operation.split(" ");
            String path = parts[1].replace("/api/v1", "");
            JsonNode responses = operation(operation).path("responses");
            List<String> may = new ArrayList<>();
            operation(operation).path("x-roles").forEach(role -> may.add(role.asText()));
            matches(call(null, parts[0], anywhere(parts[1])), path, parts[0], "401");
            ROLES.stream()
                    .filter(role -> !may.contains(role))
                    .findFirst()
                    .ifPresent(role -> matches(call(role, parts[0], anywhere(parts[1])), path, parts[0], "403"));
            String user = may.contains("caseworker") ? "caseworker" : may.get(0);
            if (path.contains("{id}") && responses.has("400")) {
                matches(call(user, parts[0], anywhere(parts[1].replace("{id}", "none"))), path, parts[0], "400");
            }
            if (responses.has("404") && path.contains("{")) {
                matches(call(user, parts[0], anywhere(parts[1])), path, parts[0], "404");
            }
            if (responses.has("422")
                    && path.startsWith("/requests")
                    && parts[0].equals("POST")
                    && !path.endsWith("/answer")) {
                matches(call(user, parts[0], inside(parts[1], open)), path, parts[0], "422");
            }
            if (responses.has("412")) {
                Reply late = hub.post(user, inside(parts[1], open), body(path), "If-Match", "\"0\"");
                matches(late, path, parts[0], "412");
            }
            if (responses.has("409") && !body(path).equals("{}") && !path.equals("/requests/{id}/decisions")) {
                matches(hub.post(user, inside(parts[1], closed), body(path)), path, parts[0], "409");
            }
        }
    }

    /** The stage is the only task of a hub without systems. */
    private String inside(String path, String request) {
        String task = hub.get("caseworker", request)
                .json()
                .path("stages")
                .path(0)
                .path("taskId")
                .asText();
        return path.replace("/api/v1/requests/{id}", request).replace("{taskId}", task);
    }

    private static String body(String path) {
        String item = UUID.randomUUID().toString();
        return switch (path.replace("/requests/{id}/", "")) {
            case "decisions" ->
                "{\"reason\": \"x\", \"itemId\": \"" + item + "\", \"right\": \"ACCESS\", \"outcome\": \"DISCLOSE\"}";
            case "candidates/decisions" -> "{\"reason\": \"x\", \"belong\": true, \"items\": [\"" + item + "\"]}";
            case "extension" -> "{\"ground\": \"NUMBER\", \"reason\": \"x\"}";
            case "identification" -> "{\"evidence\": {\"level\": \"L3\", \"method\": \"mobile-id\"}}";
            case "rectification", "consent-withdrawal", "objection" -> "{\"result\": \"REFUSED\", \"reason\": \"x\"}";
            case "review-result" -> "{\"result\": \"CONFIRMED\", \"reason\": \"x\"}";
            case "estate",
                    "approval",
                    "partial-answer",
                    "suspension",
                    "refusal",
                    "complaint",
                    "employee",
                    "cancellation",
                    "restriction/lift" -> "{\"reason\": \"x\"}";
            default -> "{}";
        };
    }

    private void stories() throws IOException {
        Reply filed = hub.post(
                "portal",
                "/api/v1/requests",
                LARS.replace("[\"ACCESS\"]", "[\"ACCESS\", \"MARKETING_OBJECTION\"]")
                        .replaceAll("\"evidence\": \\{[^}]*},", ""),
                "Idempotency-Key",
                "contract-1");
        matches(filed, "/requests", "POST", "202");
        matches(hub.post("portal", "/api/v1/requests", LIIS), "/requests", "POST", "400");
        matches(
                hub.post("portal", "/api/v1/requests", " ".repeat(300_000), "Idempotency-Key", "y"),
                "/requests",
                "POST",
                "413");
        String path = filed.header("Location");
        estates(path);
        matches(hub.get("caseworker", path), "/requests/{id}", "GET", "200");
        matches(with(ISSUER.token(List.of("caseworker"), null), path), "/requests/{id}", "GET", "403");
        matches(hub.get("caseworker", "/api/v1/requests"), "/requests", "GET", "200");
        matches(hub.get("caseworker", "/api/v1/requests?state=X"), "/requests", "GET", "400");
        matches(hub.get("caseworker", "/api/v1/requests?size=0"), "/requests", "GET", "422");
        matches(hub.get("caseworker", path + "/items"), "/requests/{id}/items", "GET", "200");
        matches(hub.get("caseworker", path + "/review"), "/requests/{id}/review", "GET", "200");
        matches(hub.get("caseworker", path + "/related"), "/requests/{id}/related", "GET", "200");
        matches(hub.get("caseworker", path + "/candidates"), "/requests/{id}/candidates", "GET", "200");
        matches(hub.get("caseworker", path + "/candidates?size=0"), "/requests/{id}/candidates", "GET", "422");
        String proven = "{\"channel\": \"PHONE\", \"evidence\": {\"level\": \"L2\", \"method\": \"two-facts\","
                + " \"facts\": [\"policy-number\", \"birth-date\"]}}";
        matches(
                hub.post("caseworker", path + "/identification", proven),
                "/requests/{id}/identification",
                "POST",
                "200");
        matches(
                hub.post("caseworker", path + "/identification", proven),
                "/requests/{id}/identification",
                "POST",
                "409");
        matches(
                hub.post("caseworker", path + "/extension", body("extension")),
                "/requests/{id}/extension",
                "POST",
                "200");
        tasks(path);
        review(path);
        measures();
        packages(path);
        evidence(path);
        matches(
                hub.post("caseworker", path + "/complaint", body("complaint")),
                "/requests/{id}/complaint",
                "POST",
                "200");
        matches(
                hub.post("caseworker", path + "/cancellation", body("cancellation")),
                "/requests/{id}/cancellation",
                "POST",
                "200");
        String refused = file("caseworker", LARS.replaceAll("\"evidence\": \\{[^}]*},", ""))
                .header("Location");
        matches(hub.post("caseworker", refused + "/refusal", body("refusal")), "/requests/{id}/refusal", "POST", "200");
        String colleague = file(
                        "caseworker",
                        LARS.replaceAll("\"evidence\": \\{[^}]*},", "").replace("721283-1403", "721283-1411"))
                .header("Location");
        matches(
                hub.post("caseworker", colleague + "/employee", body("employee")),
                "/requests/{id}/employee",
                "POST",
                "204");
        matches(hub.get("caseworker", colleague), "/requests/{id}", "GET", "404");
        holds();
        incidents(path);
        landscape();
        quarantined();
        matches(hub.get("portal", "/api/v1/events"), "/events", "GET", "200");
        matches(hub.get("portal", "/api/v1/events?after=x"), "/events", "GET", "400");
        matches(hub.get("portal", "/api/v1/events?after=999999999"), "/events", "GET", "410");
        matches(hub.get("portal", "/api/v1/events?limit=0"), "/events", "GET", "422");
    }

    /** Danish law holds for ten years after a death: heirs may ask meanwhile. */
    private void estates(String recent) {
        String died = "{\"reason\": \"x\", \"diedOn\": \"%s\"}";
        matches(
                hub.post("caseworker", recent + "/estate", died.formatted("2020-02-10")),
                "/requests/{id}/estate",
                "POST",
                "409");
        String longAgo = file(
                        "portal", LARS.replace("721283-1403", "721283-1411").replaceAll("\"evidence\": \\{[^}]*},", ""))
                .header("Location");
        matches(
                hub.post("caseworker", longAgo + "/estate", died.formatted("2010-02-10")),
                "/requests/{id}/estate",
                "POST",
                "200");
    }

    private void tasks(String path) {
        String stage = inside("/api/v1/requests/{id}/tasks/{taskId}", path);
        matches(hub.get("caseworker", stage), "/requests/{id}/tasks/{taskId}", "GET", "200");
        matches(hub.post("operator", stage + "/retry", null), "/requests/{id}/tasks/{taskId}/retry", "POST", "200");
        UUID task = task(path, "MANUAL");
        String answer = path + "/tasks/" + task + "/answer";
        String nothing = "{\"state\": \"NOTHING_HELD\", \"reason\": \"looked everywhere\"}";
        String operation = "/requests/{id}/tasks/{taskId}/answer";
        matches(hub.post("caseworker", answer, "{}"), operation, "POST", "422");
        matches(hub.post("caseworker", answer, nothing), operation, "POST", "200");
        matches(hub.post("caseworker", answer, nothing.replace("everywhere", "again")), operation, "POST", "409");
        matches(hub.post("caseworker", answer, " ".repeat(600_000)), operation, "POST", "413");
        matches(
                hub.post("operator", path + "/tasks/" + task + "/retry", null),
                "/requests/{id}/tasks/{taskId}/retry",
                "POST",
                "409");
    }

    private static UUID id(String path) {
        return UUID.fromString(path.replace("/api/v1/requests/", ""));
    }

    /** A task of a system that this hub does not have. */
    private UUID task(String path, String state) {
        UUID task = UUID.randomUUID();
        jdbc.update(
                "insert into task (id, request_id, queue, system, action, wave, state, blocking) values (?, ?, ?, 'paper',"
                        + " 'QUERY', 1, ?, false)",
                task,
                id(path),
                "tryg.paper-" + task,
                state);
        return task;
    }

    private UUID item(String path, String match) {
        UUID item = UUID.randomUUID();
        jdbc.update(
                "insert into item (id, request_id, task_id, attempt, system, type, match, reference_hash, blob_id) values (?, ?,"
                        + " ?, 1, 'paper', 'letter', ?, ?, ?)",
                item,
                id(path),
                task(path, "UNATTRIBUTABLE"),
                match,
                new byte[] {(byte) item.hashCode(), 1},
                stored(
                        path,
                        Vault.Key.PAYLOAD,
                        "{\"id\": \"" + item
                                + "\", \"system\": \"paper\", \"type\": \"letter\", \"reference\": \"1\"}"));
        return item;
    }

    private UUID forAPerson(String path) {
        UUID item = item(path, "MATCHED");
        jdbc.update(
                "insert into decision (item_id, right_, request_id, outcome, rule, rule_version, decided_on, decided_by)"
                        + " values (?, 'ACCESS', ?, 'REVIEW', 'none', 0, current_date, 'rules')",
                item,
                id(path));
        return item;
    }

    private UUID stored(String path, Vault.Key key, String content) {
        Blob blob = vault.seal(id(path), key, "application/json", content.getBytes(StandardCharsets.UTF_8));
        vault.store(blob);
        return blob.id();
    }

    private void review(String path) {
        String decisions = path + "/candidates/decisions";
        UUID candidate = item(path, "UNATTRIBUTABLE");
        matches(
                hub.post(
                        "caseworker",
                        decisions,
                        "{\"reason\": \"x\", \"belong\": false, \"items\": [\"" + candidate + "\"]}"),
                "/requests/{id}/candidates/decisions",
                "POST",
                "200");
        jdbc.update("update request set state = 'REVIEW' where id = ?", id(path));
        matches(
                hub.post("caseworker", path + "/suspension", body("suspension")),
                "/requests/{id}/suspension",
                "POST",
                "200");
        String undecided =
                file("portal", LARS.replace("721283-1403", "721283-1411")).header("Location");
        String decide = "{\"reason\": \"x\", \"itemId\": \"" + forAPerson(undecided)
                + "\", \"right\": \"ACCESS\", \"outcome\": \"DISCLOSE\"}";
        String operation = "/requests/{id}/decisions";
        matches(hub.post("caseworker", undecided + "/decisions", decide), operation, "POST", "409");
        jdbc.update("update request set state = 'REVIEW', due_on = '2026-01-01' where id = ?", id(undecided));
        matches(hub.post("caseworker", undecided + "/decisions", decide), operation, "POST", "200");
        forAPerson(undecided);
        matches(
                hub.post("caseworker", undecided + "/partial-answer", body("partial-answer")),
                "/requests/{id}/partial-answer",
                "POST",
                "200");
        jdbc.update("update request set state = 'REVIEW' where id = ?", id(path));
        matches(hub.get("legal", path + "/erasure-preview"), "/requests/{id}/erasure-preview", "GET", "409");
        String erasure = file("portal", LIIS).header("Location");
        jdbc.update("update request set state = 'REVIEW' where id = ?", id(erasure));
        matches(hub.get("legal", erasure + "/erasure-preview"), "/requests/{id}/erasure-preview", "GET", "200");
        matches(hub.post("caseworker", path + "/approval", body("approval")), "/requests/{id}/approval", "POST", "200");
    }

    private void measures() {
        String path = file(
                        "portal",
                        LARS.replace(
                                "[\"ACCESS\"]",
                                "[\"RESTRICTION\", \"RECTIFICATION\", \"OBJECTION\", \"OTHER_CONSENT_WITHDRAWAL\","
                                        + " \"HUMAN_REVIEW\"], \"details\": \"the street is wrong\""))
                .header("Location");
        holds.restrict(id(path), "contract", LocalDate.of(2030, 1, 1));
        jdbc.update("update request set state = 'REVIEW' where id = ?", id(path));
        for (String step : List.of("rectification", "consent-withdrawal", "objection", "review-result")) {
            String operation = "/requests/{id}/" + step;
            matches(hub.post("caseworker", path + "/" + step, body(operation)), operation, "POST", "200");
        }
        matches(
                hub.post("caseworker", path + "/objection", "{\"result\": \"UPHELD\", \"reason\": \"x\"}"),
                "/requests/{id}/objection",
                "POST",
                "422");
        matches(hub.get("caseworker", path), "/requests/{id}", "GET", "200");
        for (String ending : List.of("cancellation", "refusal")) {
            String operation = "/requests/{id}/" + ending;
            Reply held = hub.post("caseworker", path + "/" + ending, body(operation));
            matches(held, operation, "POST", "409");
            assertThat(held.text()).contains("restriction-in-force");
        }
        String lift = "/requests/{id}/restriction/lift";
        matches(hub.post("caseworker", path + "/restriction/lift", body(lift)), lift, "POST", "200");
        matches(hub.post("caseworker", path + "/restriction/lift", body(lift)), lift, "POST", "409");
        String decisions = "/requests/{id}/automated-decisions";
        matches(hub.get("caseworker", path + "/automated-decisions"), decisions, "GET", "200");
        matches(hub.get("caseworker", path + "/automated-decisions?size=0"), decisions, "GET", "422");
        assertThat(hub.get("caseworker", path).text()).contains("\"automated-decisions-read\"");
    }

    private void packages(String path) {
        jdbc.update(
                "insert into package (request_id, round, task_id, blob_id, size, secret_blob, file_name, sha256, message_id)"
                        + " values (?, 0, ?, ?, 2, ?, 'answer.zip', '\\x00', '<m@x>')",
                id(path),
                UUID.randomUUID(),
                stored(path, Vault.Key.EVIDENCE, "{\"secret\": \"s\"}"),
                stored(path, Vault.Key.EVIDENCE, "{\"secret\": \"s\"}"));
        matches(hub.get("portal", path + "/package"), "/requests/{id}/package", "GET", "200");
        matches(hub.get("portal", path + "/package/secret"), "/requests/{id}/package/secret", "GET", "200");
        matches(hub.get("auditor", path + "/export"), "/requests/{id}/export", "GET", "200");
        matches(hub.get("auditor", "/api/v1/statistics?year=" + java.time.Year.now()), "/statistics", "GET", "200");
        matches(hub.get("auditor", "/api/v1/statistics"), "/statistics", "GET", "400");
        mandates.confirm(
                id(path),
                new Mandate(
                        Representative.Capacity.AUTHORISED,
                        "evidence",
                        null,
                        LocalDate.of(2020, 1, 1),
                        true,
                        true,
                        null),
                "test");
        matches(hub.get("portal", path + "/package"), "/requests/{id}/package", "GET", "409");
        matches(hub.get("portal", path + "/package/secret"), "/requests/{id}/package/secret", "GET", "409");
        jdbc.update("delete from mandate where request_id = ?", id(path));
    }

    private void evidence(String path) {
        String operation = "/requests/{id}/evidence";
        Reply kept = upload(path, "%PDF-1.4 a scan");
        matches(kept, operation, "POST", "201");
        matches(upload(path, "%PDF-" + " ".repeat(1_100_000)), operation, "POST", "413");
        matches(hub.post("portal", path + "/evidence", "{}"), operation, "POST", "415");
        matches(hub.get("caseworker", path + "/evidence"), operation, "GET", "200");
        String id = kept.json().path("documents").get(0).path("id").asText();
        matches(
                hub.get("caseworker", path + "/evidence/" + id + "/content"),
                "/requests/{id}/evidence/{evidenceId}/content",
                "GET",
                "200");
    }

    private Reply upload(String path, String content) {
        String part = "--b\r\nContent-Disposition: form-data; name=";
        return hub.send(
                "portal",
                hub.request(path + "/evidence")
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(HttpRequest.BodyPublishers.ofString(part + "\"kind\"\r\n\r\nOTHER\r\n" + part
                                + "\"document\"; filename=\"a\"\r\n\r\n" + content + "\r\n--b--\r\n")));
    }

    private void holds() {
        String set = "{\"controller\": \"tryg\", \"kind\": \"H-OPN\", \"references\": [{\"kind\": \"claim\", \"value\":"
                + " \"C-1\"}], \"reason\": \"open\", \"reviewOn\": \"2027-01-01\"}";
        Reply hold = hub.post("legal", "/api/v1/holds", set);
        matches(hold, "/holds", "POST", "201");
        matches(hub.post("legal", "/api/v1/holds", "{}"), "/holds", "POST", "422");
        matches(
                hub.post(
                        "legal",
                        "/api/v1/holds",
                        set.replace("\"references\"", "\"requestId\": \"" + UUID.randomUUID() + "\", \"references\"")),
                "/holds",
                "POST",
                "404");
        matches(hub.get("legal", "/api/v1/holds"), "/holds", "GET", "200");
        String path = "/api/v1/holds/" + hold.json().path("id").asText();
        matches(hub.post("legal", path + "/approval", null), "/holds/{id}/approval", "POST", "409");
        matches(hub.post("legal2", path + "/approval", null), "/holds/{id}/approval", "POST", "200");
        String review = "{\"reason\": \"still open\", \"reviewOn\": \"2030-01-01\"}";
        matches(hub.post("legal", path + "/review", review), "/holds/{id}/review", "POST", "200");
        matches(hub.post("legal", path + "/review", "{}"), "/holds/{id}/review", "POST", "422");
        matches(hub.get("aml", "/api/v1/holds/released-reports"), "/holds/released-reports", "GET", "200");
        matches(hub.post("aml", path + "/seen-to", null), "/holds/{id}/seen-to", "POST", "404");
        matches(hub.post("legal", path + "/release", null), "/holds/{id}/release", "POST", "200");
        matches(hub.post("legal", path + "/release", null), "/holds/{id}/release", "POST", "409");
        hub.post("legal2", path + "/release", null);
        matches(hub.post("legal", path + "/review", review), "/holds/{id}/review", "POST", "409");

        UUID report = holds.set(
                        new Holds.Wanted(
                                "tryg",
                                Hold.Kind.H_AML,
                                List.of(),
                                Set.of("ab"),
                                Set.of(),
                                Set.of(),
                                "reported",
                                LocalDate.of(2030, 1, 1)),
                        "one")
                .id();
        holds.approve(report, "two");
        String seenTo = "/api/v1/holds/" + report + "/seen-to";
        matches(hub.post("aml", seenTo, null), "/holds/{id}/seen-to", "POST", "409");
        holds.release(report, "one");
        holds.release(report, "two");
        matches(hub.post("aml", seenTo, null), "/holds/{id}/seen-to", "POST", "204");
    }

    private void incidents(String request) {
        String confirm =
                "{\"controller\": \"tryg\", \"kind\": \"WRONG_RECIPIENT\", \"risk\": \"HIGH\", \"requestId\": \""
                        + id(request) + "\", \"quarantineId\": \"" + UUID.randomUUID() + "\", \"reason\": \"x\"}";
        Reply confirmed = hub.post("legal", "/api/v1/incidents", confirm);
        matches(confirmed, "/incidents", "POST", "201");
        matches(hub.post("legal", "/api/v1/incidents", confirm), "/incidents", "POST", "409");
        matches(hub.post("legal", "/api/v1/incidents", "{}"), "/incidents", "POST", "422");
        matches(
                hub.post(
                        "legal",
                        "/api/v1/incidents",
                        confirm.replace(
                                id(request).toString(), UUID.randomUUID().toString())),
                "/incidents",
                "POST",
                "404");
        matches(hub.get("legal", "/api/v1/incidents"), "/incidents", "GET", "200");
        matches(hub.get("legal", "/api/v1/incidents?size=0"), "/incidents", "GET", "422");
        String path = "/api/v1/incidents/" + confirmed.json().path("id").asText();
        matches(hub.post("legal", path + "/closing", "{\"reason\": \"x\"}"), "/incidents/{id}/closing", "POST", "409");
        matches(
                hub.post(
                        "legal", path + "/subject-notice", "{\"reason\": \"x\", \"letter\": {\"happened\": \"lost\"}}"),
                "/incidents/{id}/subject-notice",
                "POST",
                "422");
        for (String step : List.of("/authority-notice", "/subject-notice", "/closing")) {
            String operation = "/incidents/{id}" + step;
            matches(hub.post("legal", path + step, "{}"), operation, "POST", "422");
            matches(hub.post("legal", path + step, "{\"reason\": \"x\"}"), operation, "POST", "200");
            matches(hub.post("legal", path + step, "{\"reason\": \"x\"}"), operation, "POST", "409");
        }
        matches(hub.get("legal", path), "/incidents/{id}", "GET", "200");
        matches(hub.get("auditor", "/api/v1/incidents/export"), "/incidents/export", "GET", "200");
        matches(hub.get("auditor", "/api/v1/retention-overruns/export"), "/retention-overruns/export", "GET", "200");
        matches(hub.get("legal", "/api/v1/retention-overruns"), "/retention-overruns", "GET", "200");
        matches(hub.get("legal", "/api/v1/retention-overruns?size=0"), "/retention-overruns", "GET", "422");
    }

    private void landscape() {
        backends.register("contract-backend", new Backends.Limits(2, null, null));
        matches(hub.get("operator", "/api/v1/systems"), "/systems", "GET", "200");
        String backend = "/api/v1/backends/contract-backend";
        matches(hub.post("operator", backend + "/pause", null), "/backends/{name}/pause", "POST", "200");
        matches(hub.post("operator", backend + "/resume", null), "/backends/{name}/resume", "POST", "200");
        matches(hub.post("legal", "/api/v1/erasure/stop", null), "/erasure/stop", "POST", "200");
        matches(hub.post("operator", "/api/v1/erasure/resume", null), "/erasure/resume", "POST", "200");
        String replay = "{\"controller\": \"tryg\", \"since\": \"2026-11-01\"}";
        matches(hub.post("operator", "/api/v1/erasure/replays", replay), "/erasure/replays", "POST", "202");
        matches(
                hub.post("operator", "/api/v1/erasure/replays", replay.replace("tryg", "none")),
                "/erasure/replays",
                "POST",
                "422");
        matches(hub.get("auditor", "/api/v1/erasure/replays"), "/erasure/replays", "GET", "200");
        matches(hub.get("auditor", "/api/v1/audit/verification"), "/audit/verification", "GET", "200");
    }

    private void quarantined() {
        UUID keys = UUID.randomUUID();
        UUID entry = transaction.execute(status -> {
            vault.createKeys(keys);
            Blob blob =
                    vault.seal(keys, Vault.Key.EVIDENCE, "message/rfc822", "hello".getBytes(StandardCharsets.UTF_8));
            vault.store(blob);
            return quarantine.add("mail/tryg", "not-understood", "read it", null, blob.id(), keys.toString());
        });
        confirmed(entry);
        String path = "/api/v1/quarantine/" + entry;
        matches(hub.get("caseworker", "/api/v1/quarantine"), "/quarantine", "GET", "200");
        matches(hub.get("caseworker", path + "/content"), "/quarantine/{id}/content", "GET", "200");
        assertThat(jdbc.queryForList("select actor from quarantine_read where quarantine_id = ?", String.class, entry))
                .containsExactly("caseworker");
        String operation = "/quarantine/{id}/resolution";
        matches(hub.post("caseworker", path + "/resolution", "{}"), operation, "POST", "422");
        matches(hub.post("caseworker", path + "/resolution", "{\"reason\": \"done\"}"), operation, "POST", "204");
    }

    /** @param unread entry of something that was never read */
    private void confirmed(UUID unread) {
        UUID keys = UUID.randomUUID();
        UUID entry = transaction.execute(status -> {
            vault.createKeys(keys);
            Blob mail =
                    sealed(keys, "From: Ane <ane@mail.example>\r\nMessage-ID: <ane@mail.example>\r\n\r\nMine data?");
            Blob proposal = sealed(
                    keys,
                    "{\"mailbox\": \"tryg\", \"receivedAt\": \"2026-11-30T10:00:00Z\", \"kind\": \"REQUEST\","
                            + " \"rights\": [\"ACCESS\"], \"language\": \"da\", \"confidence\": 0.4, \"found\": [\"da\"],"
                            + " \"identifiers\": [{\"kind\": \"email\", \"value\": \"ane@mail.example\"}]}");
            UUID added = quarantine.add("mail/tryg", "mail-unclear", "read it", null, mail.id(), keys.toString());
            quarantine.propose(added, proposal.id());
            return added;
        });
        String operation = "/quarantine/{id}/confirmation";
        String path = "/api/v1/quarantine/" + entry;
        String yes = "{\"rights\": [\"ACCESS\"], \"reason\": \"read\"}";
        matches(hub.get("caseworker", path), "/quarantine/{id}", "GET", "200");
        matches(hub.get("caseworker", "/api/v1/quarantine/" + unread), "/quarantine/{id}", "GET", "200");
        assertThat(jdbc.queryForList(
                        "select actor from quarantine_read where quarantine_id = any(?)", String.class, (Object)
                                new UUID[] {entry, unread}))
                .as("whoever saw what a letter says")
                .containsExactly("caseworker");
        matches(hub.post("caseworker", path + "/confirmation", "{\"rights\": []}"), operation, "POST", "422");
        matches(
                hub.post("caseworker", "/api/v1/quarantine/" + unread + "/confirmation", yes),
                operation,
                "POST",
                "409");
        matches(hub.post("caseworker", path + "/confirmation", yes), operation, "POST", "200");
        matches(hub.post("caseworker", path + "/confirmation", yes), operation, "POST", "404");
    }

    private Blob sealed(UUID keys, String content) {
        Blob blob = vault.seal(keys, Vault.Key.EVIDENCE, "text/plain", content.getBytes(StandardCharsets.UTF_8));
        vault.store(blob);
        return blob;
    }

    /** All that is wrong is told at once. */
    private void matches(Reply reply, String path, String method, String status) {
        try {
            compare(reply, path, method, status);
        } catch (AssertionError e) {
            wrong.add(e.getMessage());
        }
    }

    private void compare(Reply reply, String path, String method, String status) {
        String what = method + " " + path + " → " + reply.status() + " " + reply.text();
        assertThat(String.valueOf(reply.status())).as(what).isEqualTo(status);
        JsonNode response =
                resolved(operation(method + " " + path).path("responses").path(status));
        assertThat(response.isMissingNode()).as(what + " is in the contract").isFalse();
        answered.add(method + " " + path + " " + status);
        if (!response.has("content")) {
            assertThat(reply.text()).as(what).isEmpty();
            return;
        }
        String type = reply.header("Content-Type").replaceAll(";.*", "");
        JsonNode media = response.path("content").path(type);
        assertThat(media.isMissingNode()).as(what + " of type " + type).isFalse();
        if (media.has("schema")) {
            assertThat(schema(media.path("schema")).validate(reply.json()))
                    .as(what)
                    .isEmpty();
        }
    }
}
