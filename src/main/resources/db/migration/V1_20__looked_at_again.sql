-- Items of answered requests that are looked at again although no day of theirs has come.
alter table item add column again text;                -- ASK: its facts are asked for anew; DECIDE: it is decided again
create index item_again on item (request_id) where again is not null;

-- What a person has found at the review of a hold, and when the next one is.
create table hold_review (
    hold_id    uuid not null references hold,
    seq        int not null,
    at         timestamptz not null default statement_timestamp(),
    actor      text not null,
    reason     bytea not null,                         -- sealed under the master key
    next_on    date not null,
    primary key (hold_id, seq)
);
alter table hold add column reminded_on date;          -- the legal day of the last reminder of that review day

-- The clock of a breach is told of before it ends, and letters to the people concerned (Art. 34) are notices of their requests.
alter table incident add column warned_after int;      -- hours after which its last warning was given
create table incident_letter (
    incident_id uuid not null references incident,
    request_id  uuid not null,
    due_on      date not null,                         -- of the notice
    primary key (incident_id, request_id)
);
