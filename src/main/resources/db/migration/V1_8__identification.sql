-- Identification: what a request waits for, by what representatives act, and codes that went to an address on file.

create table waiting (
    request_id uuid not null,                          -- no foreign key: its share lock would meet the request's own lock
    why        text not null,                          -- Need: IDENTITY, SIGNATURE, MANDATE, ...
    who        text not null,                          -- whose turn it is: REQUESTER, CASEWORKER
    since      timestamptz not null default now(),
    until      timestamptz,
    primary key (request_id, why, since)
);
create unique index waiting_now on waiting (request_id, why) where until is null;

create table mandate (
    request_id    uuid primary key,
    capacity      text not null,                       -- AUTHORISED, GUARDIAN, PARENT, ESTATE
    document      text not null,                       -- id of the evidence that was looked at
    valid_from    date,
    valid_until   date,
    personal_data boolean not null,                    -- covers asking for personal data
    receipt       boolean not null,                    -- covers receiving the answer
    died_on       date,
    confirmed_by  text not null,
    confirmed_at  timestamptz not null default now()
);

create table reply_code (
    request_id uuid primary key,
    address    uuid,                                   -- the address on file, in the vault; null where there is no certain one
    hash       bytea,                                  -- keyed hash of the code
    until      timestamptz,
    tries      int not null default 0,
    used_at    timestamptz
);

-- A letter about identification goes out once for each need, whatever becomes of the last day.
alter table notice add column need text not null default '';
alter table notice drop constraint notice_pkey;
alter table notice add primary key (request_id, kind, due_on, days, need);
create unique index notice_need on notice (request_id, need, days) where kind = 'IDENTIFICATION';

alter table request add column employee boolean not null default false;   -- handled by whom the controller names for it alone
