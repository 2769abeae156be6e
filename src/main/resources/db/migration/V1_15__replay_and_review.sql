-- What a restored backup brings back: each erased item of the time since is looked for again, and erased again.
create table erasure_replay (
    id         uuid primary key,
    controller text not null,
    since      timestamptz not null,                   -- what was erased from then on
    asked_by   text not null,
    asked_at   timestamptz not null default now(),
    begun_at   timestamptz                             -- null until a node has listed its items
);
create index erasure_replay_new on erasure_replay (controller) where begun_at is null;

create table replayed_item (
    replay_id  uuid not null references erasure_replay,
    item_id    uuid not null references item,
    request_id uuid not null,
    system     text not null,
    standing   text not null,                          -- DUE, ASKED, ABSENT, ERASED_AGAIN, KEPT, BY_HAND, FORGOTTEN, NOT_ASKED
    came_back  boolean not null default false,
    asked_at   timestamptz,
    primary key (replay_id, item_id)
);
create index replayed_item_request on replayed_item (request_id);
create index replayed_item_open on replayed_item (replay_id) where standing in ('DUE', 'ASKED');
create index erasure_log_day on erasure_log (controller, erased_at);

-- What a person approved of an erasure, item by item: at execution nothing else goes.
alter table decision add column approved text;         -- the outcome approved, null where none was

-- What a person had blacked out of an item before it is disclosed. The words themselves lie in the vault.
create table redaction (
    item_id    uuid not null references item,
    right_     text not null,
    request_id uuid not null,
    blob_id    uuid not null,                          -- values and copies, JSON in the vault
    decided_by text not null,
    decided_at timestamptz not null default now(),
    primary key (item_id, right_)
);
create index redaction_request on redaction (request_id);
