-- The ledger. No column holds personal data: identifiers are keyed hashes, payloads are ciphertext in the vault.

create table request (
    id                   uuid primary key,
    case_number          text not null unique,
    controller           text not null,
    brand                text,
    rights               text[] not null,
    language             text not null,
    channel              text not null,
    delivery             text not null,
    state                text not null,
    outcome              text,
    received_at          timestamptz not null,
    due_on               date not null,
    extended_at          timestamptz,
    identification_level text,
    identification_how   text,
    subject_hash         bytea,                        -- keyed hash of country and national number in normal form
    deduplication_hash   bytea not null unique,
    subject_blob         uuid,
    priority             smallint not null,
    open_tasks           int not null default 0 check (open_tasks >= 0),
    next_stage           text,                         -- enqueued when open_tasks falls to zero
    wave                 int not null default 0,
    partial              boolean not null default false,
    audit_seq            int not null default 0,
    audit_head           bytea not null default '\x',
    created_at           timestamptz not null default now(),
    closed_at            timestamptz
);
create index request_worklist on request (due_on, id) where state <> 'CLOSED';
create index request_subject on request (subject_hash);
create sequence case_number;

create table task (
    id                uuid primary key,
    request_id        uuid not null references request,
    queue             text not null,
    system            text,                            -- null for a stage
    backend           text not null default '',        -- empty for a stage
    action            text not null,
    wave              int not null,
    state             text not null,
    blocking          boolean not null default true,
    late              boolean not null default false,  -- the answer did not wait for it: what it brings is a supplement
    attempt           int not null default 0,
    reason            text,
    reference         text,                            -- what a waiting task is found again by
    items             int not null default 0,
    keys_used         text[] not null default '{}',
    connector_version int not null default 0,
    reply_by          timestamptz,                     -- from then on the answer does not wait for it
    created_at        timestamptz not null default now(),
    started_at        timestamptz,
    finished_at       timestamptz,
    unique (request_id, queue, action, wave)
);
create unique index task_reference on task (queue, reference) where reference is not null;

-- Open work only, small and hot. due_at: the next attempt while free, the end of the lease while leased, infinity while
-- the row only waits for its reply_by or is claimed by an answer.
create table work (
    task_id       uuid primary key references task,
    request_id    uuid not null,
    queue         text not null,
    backend       text not null default '',            -- empty for a stage
    controller    text not null,
    priority      smallint not null,
    due_at        timestamptz not null,
    attempt       int not null default 0,
    leased_by     text,
    reply_by      timestamptz,                         -- only while the answer still waits for the task
    claimed_until timestamptz,                         -- an answer that came in is being worked on
    claimed_from  text,                                -- the task's state to go back to if that is never finished
    resume_at     timestamptz,                         -- due_at to go back to, with claimed_from
    created_at    timestamptz not null default now()
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index work_due on work (queue, controller, priority, backend, due_at);
create index work_backend on work (backend) where leased_by is not null;
create index work_request on work (request_id);
create index work_reply_by on work (reply_by) where reply_by is not null;
create index work_claimed on work (claimed_until) where claimed_until is not null;

-- Every combination that work ever had: lets the lease statement probe each share of the index instead of walking it.
create table lane (
    queue      text not null,
    controller text not null,
    priority   smallint not null,
    backend    text not null,
    primary key (queue, controller, priority, backend)
);

create table backend (
    name         text primary key,
    concurrency  int not null,
    rate_permits int,
    rate_seconds int,
    -- A bucket of a tenth of the calls, refilled so that no window of that length, wherever it begins, sees more than all.
    burst        double precision generated always as
        (case when rate_permits is not null then greatest(1, rate_permits / 10.0) end) stored,
    per_second   double precision generated always as
        (case when rate_permits is not null
            then greatest(1, rate_permits - greatest(1, rate_permits / 10.0)) / rate_seconds end) stored,
    tokens       double precision not null default 0,
    refilled_at  timestamptz not null default now(),
    not_before   timestamptz,                          -- Retry-After, open breaker, maintenance window
    failures     int not null default 0,               -- in a row; the breaker opens on them
    paused       boolean not null default false,
    reason       text
);

create table blob (
    id         uuid primary key,
    request_id uuid not null,
    key        text not null,
    media_type text not null,
    size       bigint not null,
    inline     bytea,
    location   text,
    created_at timestamptz not null default now(),
    check ((inline is null) <> (location is null))
);
create index blob_request on blob (request_id);
create index blob_location on blob (location) where location is not null;

create table vault_key (
    request_id uuid not null,
    key        text not null,
    epoch      text not null,
    wrapped    bytea,                                  -- null once shredded
    shredded_at timestamptz,
    primary key (request_id, key)
);

create table item (
    id             uuid primary key,
    request_id     uuid not null,
    task_id        uuid not null references task,
    attempt        int not null,                       -- rows of an attempt that lost its lease are swept
    system         text not null,
    type           text not null,
    match          text not null,                      -- MATCHED, UNATTRIBUTABLE, QUARANTINED
    reference_hash bytea not null,
    blob_id        uuid not null,                      -- the reply that holds the record, one JSON line an item
    execution      text,                               -- null, PENDING, ERASED, ANONYMISED, PROVEN, STILL_THERE
    executed_at    timestamptz,
    ordinal        bigint generated always as identity -- arrival
);
create index item_reference on item (request_id, system, reference_hash);
create index item_task on item (task_id);
create index item_blob on item (blob_id);
create index item_executed on item (executed_at) where executed_at is not null;  -- the daily limit counts a day of it

create table decision (
    item_id      uuid not null references item,
    right_       text not null,
    request_id   uuid not null,
    outcome      text not null,
    rule         text not null,
    rule_version int not null,
    until_on     date,
    legal_basis  text,
    dpv          text,
    message_key  text,
    suppression  boolean not null default false,
    overrun      boolean not null default false,
    decided_on   date not null,
    decided_by   text not null,                        -- 'rules' or the account of a person
    words        uuid,                                 -- a person's reason, in the vault
    primary key (item_id, right_)
);
create index decision_request on decision (request_id);
create index decision_deferred on decision (until_on) where outcome = 'RETAIN_UNTIL';

create table hold (
    id           uuid primary key,
    kind         text not null,
    controller   text not null,
    subjects     text[] not null,                      -- keyed hashes, hex
    refs         text[] not null,                      -- keyed hashes, hex
    systems      text[] not null,
    reason       bytea not null,                       -- sealed under the master key
    review_on    date not null,
    set_by       text not null,
    set_at       timestamptz not null default now(),
    approved_by  text,
    approved_at  timestamptz,
    release_by   text,
    release_at   timestamptz,
    released_by  text,
    released_at  timestamptz,
    check (approved_by is null or approved_by <> set_by),
    check (released_by is null or released_by <> release_by)
);
create index hold_in_force on hold using gin (subjects) where approved_at is not null and released_at is null;

create table intent (
    operation_key text primary key,                    -- stable over retries of the same effect
    task_id       uuid not null references task,
    attempt       int not null,
    state         text not null,                       -- STARTED, DONE
    started_at    timestamptz not null default now(),
    done_at       timestamptz,
    blob_id       uuid                                 -- a message that sent again has to be the same, in the vault
);
create index intent_task on intent (task_id);

create table audit (
    request_id uuid not null,
    seq        int not null,
    at         timestamptz not null,
    actor      text not null,
    event      text not null,
    details    json not null,                         -- json, not jsonb: the hash is over the text as it was written
    hash       bytea not null,                         -- SHA-256 over the previous hash and this row
    primary key (request_id, seq)
);

create table suppression (
    controller   text not null,
    kind         text not null,                        -- MARKETING, REMINDER
    key_hash     bytea not null,
    request_id   uuid not null,
    created_at   timestamptz not null default now(),
    primary key (controller, kind, key_hash)
);

create table erasure_log (                             -- replayed after a restore
    controller     text not null,
    system         text not null,
    reference_hash bytea not null,
    request_id     uuid not null,
    erased_at      timestamptz not null default now(),
    primary key (controller, system, reference_hash)
);

create table quarantine (                              -- what came in and fits nowhere; nothing is thrown away
    id         uuid primary key,
    source     text not null,                          -- mailbox, queue
    fingerprint text not null unique,
    reason     text not null,
    remedy     text not null,
    request_id uuid,
    blob_id    uuid,
    created_at timestamptz not null default now(),
    resolved_at timestamptz,
    resolved_by text,
    words      uuid                                    -- a person's reason, in the vault
);

create table mail_seen (
    mailbox    text not null,
    fingerprint bytea not null,                        -- keyed hash of Message-ID and content
    request_id uuid,
    seen_at    timestamptz not null default now(),
    primary key (mailbox, fingerprint)
);

create table package (                                 -- persisted before it is sent; sent bytes never change
    request_id uuid not null references request,
    round      int not null,                           -- 0 the answer, 1.. supplements
    task_id    uuid not null unique,                   -- the stage task that packed it: packing again finds it
    blob_id    uuid not null,
    size       bigint not null,
    secret_blob uuid,
    letter_blob uuid,                                  -- the letter alone, under the evidence key
    file_name  text not null,
    sha256     bytea not null,
    message_id text not null,
    partial    boolean not null default false,         -- whether its letter names systems that had not answered
    created_at timestamptz not null default now(),
    sent_at    timestamptz,
    delivered_at timestamptz,
    primary key (request_id, round)
);

create table package_item (                            -- which answer reported an item: a supplement tells only what is new
    item_id    uuid primary key references item,
    request_id uuid not null,
    round      int not null
);
create index package_item_request on package_item (request_id, round);

create table setting (                                 -- switches that hold on all nodes: the erasure stop, the last legal day seen
    name   text primary key,
    value  text not null,
    set_by text not null default 'hub',
    set_at timestamptz not null default now()
);

-- Which body an Idempotency-Key of the portal came with first: the same key with another body is a mistake of the caller.
create table idempotency_key (
    key_hash   bytea primary key,                      -- keyed hash of account and key
    body_hash  bytea not null,                         -- keyed hash of the body as canonical JSON
    created_at timestamptz not null default now()
);
