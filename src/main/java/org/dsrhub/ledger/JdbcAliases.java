package org.dsrhub.ledger;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.Right;
import org.dsrhub.request.Subject;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** Table subject_alias. Keyed hashes only. */
@Repository
class JdbcAliases implements Aliases {
    private static final Set<KeyKind> WHO = EnumSet.of(KeyKind.NATIONAL_ID, KeyKind.EMAIL);

    private static final String CLEAR = "delete from subject_alias where request_id = ?";
    private static final String INSERT = """
            insert into subject_alias (request_id, kind, hash, valid_from, valid_until)
            select ?, n.kind, n.hash, n.valid_from, n.valid_until
            from unnest(?::text[], ?::bytea[], ?::date[], ?::date[]) as n(kind, hash, valid_from, valid_until)""";

    private static final String LOCK = "select pg_advisory_xact_lock(?)";

    private static final String OPEN = """
            select r.id from request r
            where r.id in (select a.request_id from subject_alias a where a.hash = any(?))
                and r.controller = any(?) and r.part_of is null and r.state <> 'CLOSED' and r.rights && ?
            order by r.received_at, r.id""";

    private static final String SHARING = """
            select other.id, array_agg(distinct b.kind) as kinds
            from request mine join subject_alias a on a.request_id = mine.id
                join subject_alias b on b.hash = a.hash and b.kind = a.kind and b.request_id <> a.request_id
                    and (a.valid_from is null or b.valid_until is null or a.valid_from <= b.valid_until)
                    and (b.valid_from is null or a.valid_until is null or b.valid_from <= a.valid_until)
                join request other on other.id = b.request_id and other.controller = mine.controller
            where mine.id = ? group by other.id, other.received_at order by other.received_at, other.id limit 200""";

    /** Over every national number that any request knows to be the same person's. */
    private static final String OF_THE_SAME = """
            with recursive numbers(hash) as (
                select n.hash from unnest(?::bytea[]) as n(hash)
                union
                select b.hash from numbers n
                    join subject_alias a on a.hash = n.hash and a.kind = 'NATIONAL_ID'
                    join request r on r.id = a.request_id and r.controller = ?
                    join subject_alias b on b.request_id = r.id and b.kind = 'NATIONAL_ID')
            select distinct encode(b.hash, 'hex') as hash, b.valid_from, b.valid_until from numbers n
                join subject_alias a on a.hash = n.hash and a.kind = 'NATIONAL_ID'
                join request r on r.id = a.request_id and r.controller = ?
                join subject_alias b on b.request_id = r.id and b.kind <> 'NAME'""";

    private final JdbcTemplate jdbc;
    private final SubjectHashes hashes;

    JdbcAliases(JdbcTemplate jdbc, SubjectHashes hashes) {
        this.jdbc = jdbc;
        this.hashes = hashes;
    }

    private record Alias(KeyKind kind, String hash, LocalDate from, LocalDate until) {
        /** What one source leaves open the other does not close. */
        Alias or(Alias other) {
            return new Alias(
                    kind,
                    hash,
                    from == null || other.from == null ? null : from.isBefore(other.from) ? from : other.from,
                    until == null || other.until == null ? null : until.isAfter(other.until) ? until : other.until);
        }
    }

    /**
     * What other requests know of whom those national numbers are.
     *
     * @param nationalNumbers keyed hashes, hex
     */
    List<SubjectHashes.Alias> ofTheSame(String controller, List<String> nationalNumbers) {
        if (nationalNumbers.isEmpty()) {
            return List.of();
        }
        byte[][] numbers =
                nationalNumbers.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
        return jdbc.query(
                OF_THE_SAME,
                (row, number) -> new SubjectHashes.Alias(
                        row.getString("hash"),
                        row.getObject("valid_from", LocalDate.class),
                        row.getObject("valid_until", LocalDate.class)),
                new SqlArrayValue("bytea", (Object[]) numbers),
                controller,
                controller);
    }

    /** In the caller's transaction. */
    void keep(UUID requestId, Subject subject) {
        Map<String, Alias> aliases = new LinkedHashMap<>();
        if (subject != null) {
            subject.allKeys()
                    .forEach(key -> hashes.aliases(key)
                            .forEach(hash -> aliases.merge(
                                    key.kind() + hash,
                                    new Alias(key.kind(), hash, key.from(), key.until()),
                                    Alias::or)));
        }
        jdbc.update(CLEAR, requestId);
        Columns columns = new Columns("text", "bytea", "text", "text");
        aliases.values()
                .forEach(alias -> columns.add(
                        alias.kind().name(),
                        HexFormat.of().parseHex(alias.hash()),
                        alias.from() == null ? null : alias.from().toString(),
                        alias.until() == null ? null : alias.until().toString()));
        if (!columns.isEmpty()) {
            Object[] rows = columns.and();
            Object[] parameters = new Object[rows.length + 1];
            parameters[0] = requestId;
            System.arraycopy(rows, 0, parameters, 1, rows.length);
            jdbc.update(INSERT, parameters);
        }
    }

    @Override
    public List<UUID> open(Set<String> controllers, Set<Right> rights, Subject subject) {
        List<byte[]> who = subject.allKeys().stream()
                .filter(key -> WHO.contains(key.kind()))
                .flatMap(key -> hashes.of(key).stream())
                .distinct()
                .sorted()
                .map(hash -> HexFormat.of().parseHex(hash))
                .toList();
        if (who.isEmpty()) {
            return List.of();
        }
        long area = Arrays.hashCode(Collections.min(controllers).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        who.stream()
                .map(hash -> ByteBuffer.wrap(hash).getLong() ^ area)
                .distinct()
                .sorted()
                .forEach(lock -> jdbc.query(LOCK, row -> {}, lock));
        return jdbc.queryForList(
                OPEN,
                UUID.class,
                new SqlArrayValue("bytea", (Object[]) who.toArray(byte[][]::new)),
                Columns.texts(controllers),
                Columns.texts(rights.stream().map(Right::name).toList()));
    }

    @Override
    public List<Shared> sharing(UUID requestId) {
        return jdbc.query(
                SHARING,
                (row, number) -> new Shared(row.getObject("id", UUID.class), kinds((String[])
                        row.getArray("kinds").getArray())),
                requestId);
    }

    private static Set<KeyKind> kinds(String[] names) {
        Set<KeyKind> kinds = EnumSet.noneOf(KeyKind.class);
        for (String name : names) {
            kinds.add(KeyKind.valueOf(name));
        }
        return kinds;
    }

    @Override
    public void forget(UUID requestId) {
        jdbc.update(CLEAR, requestId);
    }
}
