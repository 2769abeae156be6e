package org.dsrhub.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

@Repository
class JdbcIncidents implements Incidents {
    private static final String CONFIRM = """
            insert into incident (id, controller, kind, risk, request_id, quarantine_id, known_at, notify_by)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (quarantine_id) do nothing
            """;

    private static final String FIND = "select * from incident where id = ?";
    private static final String LOCK = FIND + " for update";

    private static final String AUTHORITY_TOLD =
            "update incident set authority_told_at = statement_timestamp() where id = ?";
    private static final String SUBJECTS_TOLD =
            "update incident set subjects_told_at = statement_timestamp() where id = ?";
    private static final String CLOSE = "update incident set closed_at = statement_timestamp() where id = ?";

    private static final String LIST = """
            select * from incident where (cardinality(?::text[]) = 0 or controller = any(?)) and (closed_at is null) = ?
            order by authority_told_at is not null, notify_by nulls last, known_at, id offset ? limit ?
            """;

    private static final String RUNNING = """
            select * from incident where controller = ? and closed_at is null and authority_told_at is null
                and notify_by is not null order by notify_by, id""";

    private static final String WARNED =
            "update incident set warned_after = ? where id = ? and coalesce(warned_after, 0) < ?";

    private static final String LETTER =
            "insert into incident_letter (incident_id, request_id, due_on) values (?, ?, ?)";

    private static final String LETTERS = """
            select l.request_id, r.case_number, n.sent_at from incident_letter l join request r on r.id = l.request_id
                join notice n on n.request_id = l.request_id and n.kind = 'BREACH' and n.due_on = l.due_on
            where l.incident_id = ? order by r.case_number""";

    private static final String SAY = """
            insert into incident_event (incident_id, seq, actor, event, words)
            select ?, count(*) + 1, ?, ?, ? from incident_event where incident_id = ?
            """;

    private static final String HISTORY =
            "select seq, at, actor, event, words from incident_event where incident_id = ? order by seq";

    /** The same item is found anew by each request; each says what it found. What is omitted silently has no words. */
    private static final String OVERRUNS = """
            select r.id, r.case_number, r.controller, i.id as item_id, i.system, i.type, min(d.rule) as rule,
                min(d.until_on) as until_on, coalesce(i.execution = 'PROVEN', false) as erased
            from decision d join item i on i.id = d.item_id join request r on r.id = d.request_id
            where d.overrun and d.message_key is not null and (cardinality(?::text[]) = 0 or r.controller = any(?))
            group by r.id, i.id order by 8 nulls last, i.id offset ? limit ?
            """;

    private final JdbcTemplate jdbc;

    JdbcIncidents(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Incident confirm(New incident, String actor) {
        boolean added = jdbc.update(
                        CONFIRM,
                        incident.id(),
                        incident.controller(),
                        incident.kind().name(),
                        incident.risk().name(),
                        incident.requestId(),
                        incident.quarantineId(),
                        utc(incident.knownAt()),
                        incident.risk() == Risk.NONE
                                ? null
                                : utc(incident.knownAt().plus(CLOCK)))
                == 1;
        if (!added) {
            throw new Requests.StateConflict("that entry is an incident already; look at the list of incidents");
        }
        say(incident.id(), Step.CONFIRMED, incident.words(), actor);
        return find(incident.id()).orElseThrow();
    }

    @Override
    public Incident proceed(UUID id, Step step, UUID words, String actor) {
        Incident incident = jdbc.query(LOCK, (row, i) -> incident(row), id).stream()
                .findFirst()
                .orElseThrow();
        if (incident.closedAt() != null) {
            throw new Requests.StateConflict("the incident is closed");
        }
        switch (step) {
            case AUTHORITY_TOLD -> {
                unsaid(incident.authorityToldAt());
                jdbc.update(AUTHORITY_TOLD, id);
            }
            case SUBJECTS_TOLD -> {
                unsaid(incident.subjectsToldAt());
                jdbc.update(SUBJECTS_TOLD, id);
            }
            case CLOSED -> {
                if (letters(id).stream().anyMatch(letter -> letter.sentAt() == null)) {
                    throw new Requests.StateConflict(
                            "letters-unsent: a letter about it (Art. 34) has not gone out yet");
                }
                if (incident.risk() != Risk.NONE && incident.authorityToldAt() == null) {
                    throw new Requests.StateConflict("the authority has not been told (Art. 33)");
                }
                if (incident.risk() == Risk.HIGH && incident.subjectsToldAt() == null) {
                    throw new Requests.StateConflict("the people concerned have not been told (Art. 34)");
                }
                jdbc.update(CLOSE, id);
            }
            default -> throw new IllegalArgumentException("an incident is confirmed once: " + step);
        }
        say(id, step, words, actor);
        return find(id).orElseThrow();
    }

    private static void unsaid(Instant before) {
        if (before != null) {
            throw new Requests.StateConflict("that was said before");
        }
    }

    private void say(UUID id, Step step, UUID words, String actor) {
        jdbc.update(SAY, id, actor, step.name(), words, id);
    }

    @Override
    public Optional<Incident> find(UUID id) {
        return jdbc.query(FIND, (row, i) -> incident(row), id).stream().findFirst();
    }

    @Override
    public List<Incident> list(Set<String> controllers, boolean open, long offset, int limit) {
        return jdbc.query(
                LIST,
                (row, i) -> incident(row),
                Columns.texts(controllers),
                Columns.texts(controllers),
                open,
                offset,
                limit);
    }

    @Override
    public List<Incident> running(String controller) {
        return jdbc.query(RUNNING, (row, i) -> incident(row), controller);
    }

    @Override
    public boolean warned(UUID id, int hours) {
        return jdbc.update(WARNED, hours, id, hours) == 1;
    }

    @Override
    public void letter(UUID id, UUID requestId, LocalDate dueOn) {
        jdbc.update(LETTER, id, requestId, dueOn);
    }

    @Override
    public List<Letter> letters(UUID id) {
        return jdbc.query(
                LETTERS,
                (row, i) -> new Letter(
                        row.getObject("request_id", UUID.class),
                        row.getString("case_number"),
                        RequestRows.instant(row, "sent_at")),
                id);
    }

    @Override
    public List<Event> history(UUID id) {
        return jdbc.query(
                HISTORY,
                (row, i) -> new Event(
                        row.getInt("seq"),
                        RequestRows.instant(row, "at"),
                        row.getString("actor"),
                        Step.valueOf(row.getString("event")),
                        row.getObject("words", UUID.class)),
                id);
    }

    @Override
    public List<Overrun> overruns(Set<String> controllers, long offset, int limit) {
        return jdbc.query(
                OVERRUNS,
                (row, i) -> new Overrun(
                        row.getObject("id", UUID.class),
                        row.getString("case_number"),
                        row.getString("controller"),
                        row.getObject("item_id", UUID.class),
                        row.getString("system"),
                        row.getString("type"),
                        row.getString("rule"),
                        row.getObject("until_on", LocalDate.class),
                        row.getBoolean("erased")),
                Columns.texts(controllers),
                Columns.texts(controllers),
                offset,
                limit);
    }

    private static Incident incident(ResultSet row) throws SQLException {
        return new Incident(
                row.getObject("id", UUID.class),
                row.getString("controller"),
                Kind.valueOf(row.getString("kind")),
                Risk.valueOf(row.getString("risk")),
                row.getObject("request_id", UUID.class),
                row.getObject("quarantine_id", UUID.class),
                RequestRows.instant(row, "known_at"),
                RequestRows.instant(row, "notify_by"),
                RequestRows.instant(row, "authority_told_at"),
                RequestRows.instant(row, "subjects_told_at"),
                RequestRows.instant(row, "closed_at"));
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
