package org.dsrhub.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.dsrhub.ledger.Confidential;
import org.dsrhub.ledger.Requests;
import org.dsrhub.request.RequestView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code POST /api/v1/requests}: validated, stored once for each idempotency key, answered with 202 or a problem. */
@Component("portalIntake")
class PortalIntake {
    private static final Logger LOG = LoggerFactory.getLogger(PortalIntake.class);
    private static final int LARGEST = 256 * 1024;
    private static final String ACCEPTED = "application/json";
    private static final int OVER_LIMIT_SECONDS = 3600;
    private static final int FAILURE_SECONDS = 10;

    private final RequestReader reader;
    private final Admission admission;
    private final IdempotencyKeys keys;
    private final SenderLimits limits;
    private final Requests requests;
    private final Confidential confidential;
    private final Words words;
    private final TransactionTemplate transaction;
    private final ObjectMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxStringLength(20_000)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new JavaTimeModule())
            .build();

    PortalIntake(
            RequestReader reader,
            Admission admission,
            IdempotencyKeys keys,
            SenderLimits limits,
            Requests requests,
            Confidential confidential,
            Words words,
            TransactionTemplate transaction) {
        this.reader = reader;
        this.admission = admission;
        this.keys = keys;
        this.limits = limits;
        this.requests = requests;
        this.confidential = confidential;
        this.words = words;
        this.transaction = transaction;
    }

    public PortalReply accept(InputStream body, String idempotencyKey, Caller caller) {
        try {
            return accepted(parse(body), key(idempotencyKey), caller);
        } catch (Refused e) {
            return problem(e.problem);
        } catch (InvalidRequest e) {
            return problem(HttpProblem.of(e));
        } catch (RuntimeException e) {
            LOG.warn(
                    "A request of the portal could not be stored: {}",
                    e.getClass().getName());
            LOG.debug("The cause", e);
            return problem(HttpProblem.of(
                    503,
                    "not-stored",
                    "The request could not be stored",
                    "Send it again with the same Idempotency-Key; nothing is stored twice."));
        }
    }

    private PortalReply accepted(JsonNode body, String key, Caller caller) {
        if (caller == null) {
            throw new Refused(HttpProblem.of(401, "not-logged-in", "Who asks is not known", "Log in."));
        }
        if (limits.callExceeds(caller.name(), key)) {
            throw new Refused(HttpProblem.of(
                    429,
                    "sender-over-limit",
                    "This account files more requests than hub.senders allows",
                    "Nothing of it is stored; send it again later with the same Idempotency-Key."));
        }
        RequestReader.Read read = reader.read(body, caller, "portal/" + caller.name() + "/" + key);
        List<Requests.Accepted> accepted = transaction.execute(status -> {
            if (!keys.claim(caller.name(), key, canonical(body))) {
                throw new Refused(HttpProblem.of(
                        422,
                        "idempotency-key-reused",
                        "The Idempotency-Key was used with another body",
                        "Take a new key for a new request; the first one stays as it is."));
            }
            List<Requests.Accepted> all = admission.admit(read.request(), false);
            for (Requests.Accepted one : all) {
                if (read.employee()) {
                    confidential.mark(one.request().id());
                }
                if (!one.duplicate() && read.backdatingReason() != null) {
                    requests.audit(
                            one.request().id(),
                            caller.name(),
                            "backdated",
                            Map.of(
                                    "words",
                                    words.keep(one.request().id(), read.backdatingReason())
                                            .toString()));
                }
            }
            return all;
        });
        RequestView first = accepted.get(0).request();
        ObjectNode reply = summary(first);
        List<ObjectNode> others = accepted.stream()
                .map(Requests.Accepted::request)
                .filter(request -> !request.id().equals(first.id()))
                .distinct()
                .map(this::summary)
                .toList();
        if (!others.isEmpty()) {
            reply.putArray("alsoOpened").addAll(others);
        }
        return new PortalReply(202, ACCEPTED, "/api/v1/requests/" + first.id(), null, reply.toString());
    }

    private ObjectNode summary(RequestView request) {
        ObjectNode node = json.createObjectNode()
                .put("id", request.id().toString())
                .put("caseNumber", request.caseNumber())
                .put("state", request.state().name())
                .put("receivedAt", request.receivedAt().toString())
                .put("dueAt", request.dueOn().toString());
        request.rights().stream()
                .sorted()
                .forEach(right -> node.withArray("rights").add(right.name()));
        return node;
    }

    private JsonNode parse(InputStream body) {
        byte[] bytes;
        try {
            bytes = body == null ? new byte[0] : body.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw new Refused(
                    HttpProblem.of(400, "body-unreadable", "The body could not be read whole", "Send it again."));
        }
        if (bytes.length > LARGEST) {
            throw new Refused(HttpProblem.of(
                    413, "body-too-large", "The body is too large", "A request has at most " + LARGEST + " bytes."));
        }
        try {
            JsonNode parsed = json.readTree(bytes);
            return parsed == null || parsed.isMissingNode() ? null : parsed;
        } catch (JsonProcessingException e) {
            // The parser's own message quotes what was sent.
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new Refused(HttpProblem.of(
                    400, "not-json", "The body is not JSON", "Mend the syntax" + where + " (UTF-8, no name twice)."));
        } catch (IOException e) {
            throw new Refused(HttpProblem.of(400, "not-json", "The body is not JSON", "Send JSON in UTF-8."));
        }
    }

    /** Spaces and the order of names do not make another body. */
    private String canonical(JsonNode body) {
        try {
            return json.writeValueAsString(json.treeToValue(body, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a parsed body could not be written");
        }
    }

    private static String key(String key) {
        if (key == null || key.isBlank()) {
            throw new Refused(HttpProblem.of(
                    400,
                    "idempotency-key-missing",
                    "The header Idempotency-Key is missing",
                    "Give each request a key of its own, for example a UUID, and repeat it when you send again."));
        }
        if (key.length() > 200 || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new Refused(HttpProblem.of(
                    400,
                    "idempotency-key-invalid",
                    "The header Idempotency-Key is not usable",
                    "At most 200 printable ASCII characters without spaces."));
        }
        return key;
    }

    private PortalReply problem(HttpProblem problem) {
        try {
            Integer later = switch (problem.status()) {
                case 429 -> OVER_LIMIT_SECONDS;
                case 503 -> FAILURE_SECONDS;
                default -> null;
            };
            return new PortalReply(
                    problem.status(), HttpProblem.MEDIA_TYPE, null, later, json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem could not be written");
        }
    }

    private static final class Refused extends RuntimeException {
        private final transient HttpProblem problem;

        Refused(HttpProblem problem) {
            super(problem.title());
            this.problem = problem;
        }
    }
}
