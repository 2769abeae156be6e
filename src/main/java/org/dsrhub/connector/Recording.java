package org.dsrhub.connector;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.decision.ItemFacts;
import org.dsrhub.identity.Match;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Item;
import org.dsrhub.ledger.Items;
import org.dsrhub.ledger.Lease;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.TaskState;
import org.dsrhub.vault.Blob;

/** Keeps the records of a QUERY: lines in the vault, rows in the ledger, a thousand at a time. */
final class Recording implements Sink {
    private static final int CHUNK = 1000;
    /** Several people share a phone or an address; who answers one of these with somebody else's record mixes people up. */
    private static final Set<KeyKind> OF_ONE_PERSON = EnumSet.of(KeyKind.NATIONAL_ID, KeyKind.CUSTOMER_NUMBER);

    private static final int TAKEN_AN_ENTRY = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Lease lease;
    private final Connector connector;
    private final Records records;
    private final SubjectCheck.OfSubject subject;
    private final Replies.Services services;
    private final SchemaDrift drift;
    private final ItemLines lines;
    private final ItemLines foreign;
    private final List<Items.Row> rows = new ArrayList<>();
    private final List<Blob> blobs = new ArrayList<>();
    private final List<Map<String, Object>> taken = new ArrayList<>();
    private final Principals principals;
    private final boolean joint;
    private final SeenReferences seen = new SeenReferences();
    private final Reports reports;
    private int matched;
    private int unattributable;
    private int contradicting;
    private boolean mixesUp;

    Recording(
            Lease lease,
            Connector connector,
            Records records,
            SubjectCheck.OfSubject subject,
            Principals principals,
            boolean joint,
            Reports reports,
            Replies.Services services) {
        this.lease = lease;
        this.connector = connector;
        this.records = records;
        this.subject = subject;
        this.principals = principals;
        this.joint = joint;
        this.reports = reports;
        this.services = services;
        this.drift = new SchemaDrift(connector);
        this.lines = new ItemLines(services.vault(), lease.requestId());
        this.foreign = new ItemLines(services.vault(), lease.requestId());
    }

    @Override
    public void add(ItemType type, KeyKind asked, Map<String, Object> raw, MediaSource media) throws IOException {
        Records.clean(type, raw);
        String reference = Records.reference(type, raw);
        byte[] hash = records.referenceHash(reference);
        if (!seen.add(hash)) {
            return; // found by another key as well
        }
        ItemFacts facts = records.facts(type, raw);
        if (reports.cover(facts)) {
            return; // neither kept nor counted, and no question follows from it
        }
        Match match = subject.check(type, raw, facts);
        Principals.Whose whose = principals.whose(type, raw);
        if (match == Match.MATCHED && whose == Principals.Whose.ANOTHERS) {
            drift.look(type, raw);
            principals.keep(type, raw);
            return;
        }
        List<SealedMedia> sealed = match == Match.CONTRADICTING ? List.of() : media.fetch(raw);
        sealed.forEach(one -> take(one.blob()));
        if (match != Match.CONTRADICTING) {
            drift.look(type, raw);
        }
        Item item = new Item(
                newId(),
                connector.system(),
                type.name(),
                reference,
                flagged(facts, whose),
                Records.ordered(type, raw),
                sealed.stream().map(SealedMedia::media).toList());
        ItemLines to = match == Match.CONTRADICTING ? foreign : lines;
        to.write(item);
        rows.add(new Items.Row(item.id(), item.system(), item.type(), label(match), hash, to.blobId()));
        switch (match) {
            case MATCHED -> matched++;
            case TOO_FEW -> unattributable++;
            case CONTRADICTING -> {
                contradicting++;
                mixesUp |= OF_ONE_PERSON.contains(asked);
            }
        }
        if (rows.size() == CHUNK) {
            flush();
        }
    }

    private void take(Blob blob) {
        blobs.add(blob);
        if (blob.sha256() != null) {
            taken.add(Map.of(
                    "media",
                    blob.id().toString(),
                    "sha256",
                    blob.sha256(),
                    "size",
                    blob.size(),
                    "type",
                    blob.mediaType()));
        }
    }

    /** The first link of a recording's chain of custody: the hash of the source's bytes as they came. */
    private void auditTaken() {
        for (int from = 0; from < taken.size(); from += TAKEN_AN_ENTRY) {
            services.requests()
                    .audit(
                            lease.requestId(),
                            "hub",
                            "recordings-taken",
                            Map.of(
                                    "system",
                                    connector.system(),
                                    "recordings",
                                    List.copyOf(taken.subList(from, Math.min(taken.size(), from + TAKEN_AN_ENTRY)))));
        }
    }

    private ItemFacts flagged(ItemFacts facts, Principals.Whose whose) {
        ItemFacts flagged = whose == Principals.Whose.OWN ? facts : facts.with(ItemFacts.Flag.UNCLEAR_PRINCIPAL);
        return joint ? flagged.with(ItemFacts.Flag.JOINT) : flagged;
    }

    private static String label(Match match) {
        return switch (match) {
            case MATCHED -> "MATCHED";
            case TOO_FEW -> "UNATTRIBUTABLE";
            case CONTRADICTING -> "QUARANTINED";
        };
    }

    /** Version 7: rows lie in the order of arrival. */
    private static UUID newId() {
        long high = System.currentTimeMillis() << 16 | 0x7000L | RANDOM.nextInt(0x1000);
        return new UUID(high, RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L);
    }

    private void flush() {
        if (!rows.isEmpty()) {
            services.items().append(lease, rows);
            rows.clear();
        }
    }

    @Override
    public Completion finish(int calls) throws IOException {
        if (drift.inWords() != null) {
            // Without its blobs nothing of it counts: half understood is not answered.
            return Completion.as(TaskState.MANUAL, drift.inWords());
        }
        flush();
        principals.audit(lease, services);
        auditTaken();
        Blob own = lines.seal();
        if (own != null) {
            blobs.add(own);
        }
        Blob others = foreign.seal();
        if (others != null) {
            blobs.add(others);
            quarantine(others);
        }
        return outcome(calls).withItems(matched).withBlobs(blobs);
    }

    private Completion outcome(int calls) {
        if (contradicting > 0) {
            return Completion.as(
                    TaskState.QUARANTINED,
                    "record-of-another-person: " + contradicting
                            + " of its records contradict the subject's keys; assess the quarantine entry, nothing of them is disclosed");
        }
        if (unattributable > 0) {
            return Completion.as(
                    TaskState.UNATTRIBUTABLE,
                    "too-few-keys: " + unattributable
                            + " records cannot be tied to the subject by their keys; a clerk decides whose they are");
        }
        if (matched > 0 || !principals.isEmpty()) {
            return Completion.done();
        }
        return calls == 0
                ? Completion.as(
                        TaskState.NOT_SEARCHABLE,
                        "no-usable-key: none of the identifiers known is of a kind that the system can be asked by")
                : Completion.as(TaskState.NOTHING_HELD, null);
    }

    private void quarantine(Blob others) {
        if (mixesUp) {
            services.backends()
                    .breakCircuit(
                            connector.backend(),
                            "record-of-another-person: asked by a number of one person, the system answered with another's;"
                                    + " nothing is asked of it until its owner has found out why and it is resumed");
        }
        services.quarantine()
                .add(
                        lease.queue(),
                        "record-of-another-person",
                        "assess whether personal data of somebody else was disclosed to the hub (Art. 33), tell the owner of the"
                                + " system, resume its backend if that is paused, then resolve",
                        lease.requestId(),
                        others.id(),
                        "foreign:" + lease.taskId());
        services.requests()
                .audit(
                        lease.requestId(),
                        "hub",
                        "record-of-another-person",
                        Map.of("system", connector.system(), "records", contradicting, "paused", mixesUp));
    }

    @Override
    public void close() {
        lines.close();
        foreign.close();
    }
}
