-- What a portal polls: one row a change of a request's state, written in the transaction that makes it. Positions are given
-- afterwards, to committed rows only and by one reader at a time, so that none appears behind one that was handed out.
create table request_event (
    id          bigint generated always as identity primary key,   -- in a request's own order, as its row is locked
    position    bigint,                                -- null until a reader finds it committed
    request_id  uuid not null,                         -- no foreign key: its share lock would meet the request's own lock
    controller  text not null,
    case_number text not null,
    kind        text not null,                         -- ACCEPTED, MOVED, EXTENDED, CLOSED, REOPENED
    state       text not null,
    outcome     text,
    due_on      date not null,
    at          timestamptz not null
);
create unique index request_event_given on request_event (position) where position is not null;
create index request_event_waiting on request_event (id) where position is null;

create table request_event_position (                  -- one row; whoever gives positions locks it
    last      bigint not null,
    forgotten bigint not null                          -- the last one that is deleted
);
insert into request_event_position (last, forgotten) values (0, 0);

-- What was brought to prove who asks, or came by post. File names, notes and signers lie in the vault.
create table evidence (
    id          uuid primary key,
    request_id  uuid not null,
    fingerprint bytea not null,                        -- keyed hash of the content: sent again it is the same
    kind        text not null,
    media_type  text not null,
    size        bigint not null,
    blob_id     uuid not null,
    details     uuid not null,                         -- name, note and signature report, in the vault
    verdict     text,                                  -- of the signature, where there is one
    added_by    text not null,
    added_at    timestamptz not null default now(),
    unique (request_id, fingerprint)
);

-- Who looked at a quarantined thing that belongs to no request; where there is one its own chain says it.
create table quarantine_read (
    quarantine_id uuid not null references quarantine on delete cascade,
    actor         text not null,
    at            timestamptz not null default now()
);
create index quarantine_read_entry on quarantine_read (quarantine_id);
