-- By what a request can be found again: keyed hashes of the identifiers that stand in the vault, each with its period.
create table subject_alias (
    request_id  uuid not null references request on delete cascade,
    kind        text not null,                         -- NATIONAL_ID, EMAIL, ..., NAME: a folded spelling, for people to look at only
    hash        bytea not null,
    valid_from  date,
    valid_until date,
    primary key (request_id, kind, hash)
);
create index subject_alias_hash on subject_alias (hash);

-- What a person said about records that too few keys tie to the subject. A record is known by system and reference.
create table candidate_decision (
    request_id     uuid not null references request on delete cascade,
    system         text not null,
    reference_hash bytea not null,
    belongs        boolean not null,
    decided_by     text not null,
    decided_at     timestamptz not null default now(),
    words          uuid not null,                      -- the person's reason, in the vault
    primary key (request_id, system, reference_hash)
);

-- Who sent how much lately: keyed hashes, kept for a day.
create table sender_arrival (
    sender  bytea not null,                            -- keyed hash of a mail address or an account, with its controller
    mark    bytea not null,                            -- of what arrived: the same again is not counted twice
    at      timestamptz not null default now(),
    primary key (sender, mark)
);
create index sender_arrival_at on sender_arrival (at);
