package org.dsrhub.ledger;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Requests for a copy that are not delivered yet: what they found stays until then ({@code H_DSR}), and nothing else. */
final class AwaitedCopies {
    /** By each national number that the subject has or had. */
    private static final String COLLECTING = """
            select exists (select 1 from request mine join subject_alias a on a.request_id = mine.id
                    join subject_alias b on b.hash = a.hash and b.kind = a.kind and b.request_id <> a.request_id
                    join request other on other.id = b.request_id and other.controller = mine.controller
                where mine.id = ? and a.kind = 'NATIONAL_ID' and other.rights && array['ACCESS', 'PORTABILITY']
                    and other.state = 'COLLECTING')
            """;

    /**
     * Before collection nothing is found, after delivery nothing is owed; one that erases too has its copy in the vault.
     * What a branch found is delivered with the lead's answer.
     */
    private static final String AWAITED = """
            select distinct i.id from item i
                join subject_alias a on a.request_id = i.request_id and a.kind <> 'NAME'
                join subject_alias b on b.hash = a.hash and b.kind = a.kind and b.request_id <> a.request_id
                    and (a.valid_from is null or b.valid_until is null or a.valid_from <= b.valid_until)
                    and (b.valid_from is null or a.valid_until is null or b.valid_from <= a.valid_until)
                join request mine on mine.id = i.request_id
                join request other on other.id = b.request_id and other.controller = mine.controller
                join item found on found.request_id = other.id and found.system = i.system
                    and found.reference_hash = i.reference_hash
            where i.request_id = ? and i.id = any(?) and other.rights && array['ACCESS', 'PORTABILITY']
                and (other.state in ('COLLECTING', 'DECIDING', 'REVIEW', 'ANSWERING', 'DELIVERING')
                    or other.part_of is not null and other.state = 'PARTLY_ANSWERED')
                and (other.part_of is null or not exists (
                    select from package_item p join package a on a.request_id = p.request_id and a.round = p.round
                    where p.item_id = found.id and a.sent_at is not null))
                and found.match in ('MATCHED', 'UNATTRIBUTABLE')
            """;

    private final JdbcTemplate jdbc;

    AwaitedCopies(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    boolean collecting(UUID requestId) {
        return jdbc.queryForObject(COLLECTING, Boolean.class, requestId);
    }

    Set<UUID> await(UUID requestId, Collection<UUID> items) {
        return items.isEmpty()
                ? Set.of()
                : new HashSet<>(jdbc.queryForList(AWAITED, UUID.class, requestId, DecidedLines.uuids(items)));
    }
}
