package org.dsrhub.connector;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.dsrhub.datacontroller.DataController;
import org.dsrhub.datacontroller.DataControllers;
import org.dsrhub.decision.Outcome;
import org.dsrhub.ledger.AuditEntry;
import org.dsrhub.ledger.Backends;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Executions;
import org.dsrhub.ledger.Holds;
import org.dsrhub.ledger.Intents;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.Quarantine;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.ledger.Requests;
import org.dsrhub.ledger.Suppressions;
import org.dsrhub.request.Action;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Problem;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.dsrhub.request.SubjectKey;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.KeyedHash;
import org.dsrhub.vault.Vault;
import org.springframework.stereotype.Component;

/** Opens and closes the {@link Reply} of a task; the first and last step of every connector's route. */
@Component("replies")
public class Replies {
    /** What a reply works with. */
    record Services(
            Vault vault,
            KeyedHash hash,
            Items items,
            Executions executions,
            Intents intents,
            Requests requests,
            Holds holds,
            Quarantine quarantine,
            Backends backends,
            ReplyCodes replyCodes) {}

    private final Connectors connectors;
    private final DataControllers controllers;
    private final SubjectCheck check;
    private final Waves waves;
    private final Templates templates;
    private final CamelContext camel;
    private final Services services;

    Replies(
            Connectors connectors,
            DataControllers controllers,
            SubjectCheck check,
            Waves waves,
            Templates templates,
            CamelContext camel,
            Vault vault,
            KeyedHash hash,
            Items items,
            Executions executions,
            Intents intents,
            Requests requests,
            Holds holds,
            Quarantine quarantine,
            Backends backends,
            ReplyCodes replyCodes) {
        this.connectors = connectors;
        this.controllers = controllers;
        this.check = check;
        this.waves = waves;
        this.templates = templates;
        this.camel = camel;
        this.services = new Services(
                vault, hash, items, executions, intents, requests, holds, quarantine, backends, replyCodes);
    }

    public Reply begin(Lease lease) {
        Connector connector = connectors.get(lease.controller(), lease.system());
        Reply reply = open(lease, connector);
        Duration closed = connector
                .limits()
                .opening()
                .closedFor(ZonedDateTime.now(controllers.get(lease.controller()).zone()));
        if (!closed.isZero() && !reply.ended() && !lease.overdue()) {
            services.backends()
                    .notBefore(
                            connector.backend(),
                            Instant.now().plus(closed),
                            "closed: outside the hours of its connector file");
            reply.end(Completion.retry("closed: the system may not be talked to now", closed));
        }
        return reply;
    }

    /** The same for an answer that is here: it is taken at any hour. */
    Reply answering(Lease lease) {
        return open(lease, connectors.get(lease.controller(), lease.system()));
    }

    private Reply open(Lease lease, Connector connector) {
        var controller = controllers.get(lease.controller());
        return switch (lease.action()) {
            case QUERY -> {
                Subject subject = services.requests().subject(lease.requestId());
                yield new Reply(
                        lease,
                        connector,
                        services,
                        subject,
                        questions(connector, subject, controller.country())
                                .to(connector, due(lease, connector, subject, controller.country())),
                        new Recording(
                                lease,
                                connector,
                                records(connector, controller),
                                check.of(connector, subject, controller.country()),
                                new Principals(controller),
                                SharedRegister.isShared(connector, controller, connectors),
                                new Reports(services.holds(), lease.controller(), subject),
                                services));
            }
            case LOOK_UP -> {
                Subject subject = services.requests().subject(lease.requestId());
                yield new Reply(
                        lease,
                        connector,
                        services,
                        subject,
                        questions(connector, subject, controller.country())
                                .to(connector, key -> !Waves.claimedContact(key)),
                        new AddressOnFile(
                                lease,
                                records(connector, controller),
                                check.of(connector, subject, controller.country()),
                                services));
            }
            case PROVE -> {
                Subject subject = services.requests().subject(lease.requestId());
                yield new Reply(
                        lease,
                        connector,
                        services,
                        subject,
                        questions(connector, subject, controller.country()).to(connector, key -> true),
                        new Proof(lease, records(connector, controller), services));
            }
            case ERASE, ANONYMISE, NOTIFY -> {
                Reply reply =
                        new Reply(lease, connector, services, List.of(), new Commands(lease, connector, services));
                if (connector.mode() == Connector.Mode.SHADOW && lease.action() != Action.NOTIFY) {
                    reply.end(shadow(lease));
                }
                yield reply;
            }
            case SUPPRESS ->
                new Reply(
                        lease,
                        connector,
                        services,
                        questions(connector, services.requests().subject(lease.requestId()), controller.country())
                                .suppressions(
                                        connector,
                                        Suppressions.rights(services.requests().tasks(lease.requestId()).stream()
                                                .filter(task -> task.id().equals(lease.taskId()))
                                                .findFirst()
                                                .orElseThrow())),
                        new Commands(lease, connector, services));
            case RESTRICT, LIFT, WITHDRAW -> {
                Flags flags = new Flags(lease, connector, services, identifiedOn(lease, controller));
                yield instead(new Reply(lease, connector, services, List.of(), flags), flags.instead());
            }
            case RECTIFY, INFORM ->
                instead(
                        new Reply(lease, connector, services, List.of(), new Commands(lease, connector, services)),
                        Flags.byHand(lease, connector));
            case STAGE -> throw new Problem("action-not-served", "a stage is the hub's own; no system is asked for it");
        };
    }

    private static Reply instead(Reply reply, Completion completion) {
        if (completion != null) {
            reply.end(completion);
        }
        return reply;
    }

    /** As of that day a consent is withdrawn: whoever was proven to be the subject before has said it when it came in. */
    private String identifiedOn(Lease lease, DataController controller) {
        Instant at = AuditEntry.last(services.requests().history(lease.requestId()), "identified")
                .map(AuditEntry::at)
                .orElseGet(() -> services.requests()
                        .find(lease.requestId())
                        .orElseThrow()
                        .receivedAt());
        return at.atZone(controller.zone()).toLocalDate().toString();
    }

    private Questions questions(Connector connector, Subject subject, String country) {
        return new Questions(subject, key -> check.asked(connector, key, country));
    }

    /** Key kind → the values that a system is asked by, all that are known now. */
    Map<KeyKind, Set<String>> askedBy(Connector connector, Subject subject) {
        String country = controllers.get(connector.controller()).country();
        Map<KeyKind, Set<String>> values = new EnumMap<>(KeyKind.class);
        questions(connector, subject, country)
                .to(connector, key -> true)
                .forEach(call -> values.computeIfAbsent(call.kind(), kind -> new TreeSet<>())
                        .add(call.value()));
        return values;
    }

    private Records records(Connector connector, DataController controller) {
        return new Records(connector, services.hash(), controller);
    }

    private Predicate<SubjectKey> due(Lease lease, Connector connector, Subject subject, String country) {
        return waves.due(connector, services.requests().tasks(lease.requestId()), subject, lease.wave(), country);
    }

    private Completion shadow(Lease lease) {
        services.requests()
                .audit(
                        lease.requestId(),
                        "hub",
                        "shadow-would-erase",
                        Map.of(
                                "system",
                                lease.system(),
                                "action",
                                lease.action().name(),
                                "items",
                                pending(lease)));
        return Completion.as(
                TaskState.MANUAL,
                "shadow: erases nothing; promote the connector to live and retry, or have a person do it");
    }

    private int pending(Lease lease) {
        AtomicInteger count = new AtomicInteger();
        services.items().decisions(lease.requestId(), item -> {
            boolean own = item.system().equals(lease.system()) && item.right() == Right.ERASURE;
            if (own
                    && ("PENDING".equals(item.execution())
                            || item.execution() == null && goes(item.decision().outcome()))) {
                count.incrementAndGet();
            }
        });
        return count.get();
    }

    private static boolean goes(Outcome outcome) {
        return outcome == Outcome.ERASE || outcome == Outcome.ANONYMISE;
    }

    public boolean next(Reply reply) {
        return reply.nextPaced();
    }

    public Completion finish(Reply reply) throws IOException {
        return reply.finish();
    }

    /** Lets go of what the reply holds open; safe to repeat. */
    public void close(Reply reply) {
        if (reply != null) {
            reply.close();
        }
    }

    /**
     * A parameter of the connector's file with its placeholders filled; where the file has none the template's default, else
     * {@code otherwise}. A secret that reads {@code file:/path} is what that file holds now, so that it can be renewed
     * while the hub runs.
     */
    String parameter(Connector connector, String name, String otherwise) {
        String value = connector.parameters().get(name);
        if (value == null) {
            Templates.Template template = templates.get(connector.template());
            value = template == null ? null : template.defaults().get(name);
        }
        if (value == null) {
            return otherwise;
        }
        return Secrets.filled(camel, name, value);
    }

    Services services() {
        return services;
    }
}
