package org.dsrhub.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dsrhub.request.RequestOutcome;
import org.dsrhub.request.RequestState;

/** A request whose row this transaction has locked, and what becomes of it; {@link Journal} writes it. */
final class LockedRequest {
    final UUID id;
    final String controller;
    final int priority;
    final Instant now;
    private final RequestState before;
    private final RequestOutcome outcomeBefore;
    private String told;
    RequestState state;
    RequestOutcome outcome;
    int openTasks;
    String nextStage;
    int wave;
    boolean partial;
    int auditSeq;
    byte[] auditHead;
    boolean supplement;
    boolean abandoned;
    final List<NewTask> tasks = new ArrayList<>();
    final List<Link> links = new ArrayList<>();

    record Link(int seq, Instant at, String actor, String event, String details, byte[] hash) {}

    LockedRequest(
            UUID id,
            String controller,
            int priority,
            Instant now,
            RequestState state,
            RequestOutcome outcome,
            int openTasks,
            String nextStage,
            int wave,
            boolean partial,
            int auditSeq,
            byte[] auditHead) {
        this.id = id;
        this.controller = controller;
        this.priority = priority;
        this.now = now;
        this.before = state;
        this.outcomeBefore = outcome;
        this.state = state;
        this.outcome = outcome;
        this.openTasks = openTasks;
        this.nextStage = nextStage;
        this.wave = wave;
        this.partial = partial;
        this.auditSeq = auditSeq;
        this.auditHead = auditHead;
    }

    /** @param kind of event that portals are told, whether or not the state changes */
    void tell(String kind) {
        told = kind;
    }

    /** The event that portals are told; null where nothing of theirs has changed. */
    String told() {
        if (told != null || state == before && outcome == outcomeBefore) {
            return told;
        }
        if (closed()) {
            return Events.CLOSED;
        }
        return before == RequestState.CLOSED ? Events.REOPENED : Events.MOVED;
    }

    boolean closed() {
        return state == RequestState.CLOSED;
    }

    boolean closes() {
        return closed() && before != RequestState.CLOSED;
    }

    /** Refused or cancelled: nothing about it goes on. After a fulfilled one deferred erasures and notices still do. */
    boolean over() {
        return closed() && outcome != RequestOutcome.FULFILLED;
    }

    /** What retained items' days bring after a fulfilled request, which stays closed over it. */
    boolean deferred(Next next) {
        return next.state() == null && !over();
    }

    void taskSettled() {
        openTasks--;
    }

    void taskReopened() {
        openTasks++;
    }

    /** Whether the stage after the open tasks is still to come. */
    boolean joinPending() {
        return nextStage != null;
    }

    void apply(Next next) {
        if (next.state() != null) {
            state = next.state();
            outcome = next.outcome();
        }
        if (next.partial() != null) {
            partial = next.partial();
        }
        if (next.nextStage() != null) {
            nextStage = next.nextStage();
        }
        tasks.addAll(next.tasks());
        for (NewTask task : next.tasks()) {
            wave = Math.max(wave, task.wave());
        }
        // Without a state it is a deferred erasure, which leaves the request closed.
        if (next.state() == RequestState.CLOSED) {
            nextStage = null;
            // Notices to recipients may still run after a fulfilled request; nothing shall after the others.
            abandoned = outcome != RequestOutcome.FULFILLED;
        }
    }

    void audit(String actor, String event, Map<String, ?> details) {
        Map<String, Object> kept = new LinkedHashMap<>();
        details.forEach((key, value) -> {
            if (value != null) {
                kept.put(key, value);
            }
        });
        String json = LedgerJson.canonical(kept);
        auditSeq++;
        auditHead = AuditChain.next(auditHead, id, auditSeq, now, actor, event, json);
        links.add(new Link(auditSeq, now, actor, event, json, auditHead));
    }
}
