package org.dsrhub.ledger;

import java.time.Instant;
import java.util.Map;

/** One link of a request's audit chain. */
public record AuditEntry(int seq, Instant at, String actor, String event, Map<String, Object> details) {}
