-- What a person decides about rights that no rule can decide, and restrictions that the hub itself sets (Art. 18).
create table measure (
    request_id  uuid not null,                         -- no foreign key: its share lock would meet the request's own lock
    right_      text not null,
    result      text not null,                         -- GRANTED, REFUSED, CONFIRMED, CHANGED
    consequence text,                                  -- ERASE, STOP: of an objection that was granted
    systems     text[] not null default '{}',          -- where it is carried out
    words       uuid not null,                         -- for the subject, in the vault
    actor       text not null,
    decided_at  timestamptz not null default statement_timestamp(),
    primary key (request_id, right_)
);

alter table hold add column restriction_of uuid;       -- the request that asked for the restriction
create unique index hold_restriction on hold (restriction_of);
