package org.dsrhub.connector;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dsrhub.connector.Connector.ItemType;
import org.dsrhub.connector.Connector.Yield;
import org.dsrhub.identity.Match;
import org.dsrhub.ledger.Completion;
import org.dsrhub.ledger.Lease;
import org.dsrhub.ledger.NewTask;
import org.dsrhub.ledger.Next;
import org.dsrhub.ledger.ReplyCodes;
import org.dsrhub.request.KeyKind;
import org.dsrhub.request.RequestState;

/**
 * Keeps of a register's reply the one mail address that is on file for the subject, in the vault, and nothing else. Where there
 * is none, or more than one, or a record that may be somebody else's, nothing is kept; the task and what follows it look the
 * same.
 */
final class AddressOnFile implements Sink {
    private final Lease lease;
    private final Records records;
    private final SubjectCheck.OfSubject check;
    private final Replies.Services services;
    private final Set<String> addresses = new LinkedHashSet<>();
    private boolean doubtful;

    AddressOnFile(Lease lease, Records records, SubjectCheck.OfSubject check, Replies.Services services) {
        this.lease = lease;
        this.records = records;
        this.check = check;
        this.services = services;
    }

    @Override
    public void add(ItemType type, KeyKind asked, Map<String, Object> record, MediaSource media) {
        Records.clean(type, record);
        if (check.check(type, record, records.facts(type, record)) != Match.MATCHED) {
            doubtful = true;
            return;
        }
        Yield yield = type.yields().get(KeyKind.EMAIL);
        String address = yield == null ? null : Records.text(record.get(yield.field()));
        if (address != null && !address.isBlank()) {
            addresses.add(address.strip().toLowerCase(Locale.ROOT));
        }
    }

    /** Never says what was found, not even by its state. */
    @Override
    public Completion finish(int calls) {
        RequestState state =
                services.requests().find(lease.requestId()).orElseThrow().state();
        if (state == RequestState.IDENTIFICATION) {
            services.replyCodes().prepare(lease.requestId(), certain());
            services.requests()
                    .apply(
                            lease.requestId(),
                            EnumSet.of(RequestState.IDENTIFICATION),
                            "hub",
                            "register-asked",
                            Map.of(),
                            new Next(null, null, List.of(code()), null, null));
        }
        return Completion.done();
    }

    /** Null unless there is one, and no doubt whose it is. */
    private String certain() {
        return doubtful || addresses.size() != 1 ? null : addresses.iterator().next();
    }

    private static NewTask code() {
        return NewTask.stage(ReplyCodes.STAGE, 0).unawaited();
    }

    @Override
    public void close() {
        // holds nothing open
    }
}
