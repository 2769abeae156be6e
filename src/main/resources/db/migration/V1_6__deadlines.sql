-- Deadlines: what somebody is told beside the answer, and what is asked for first.

create table notice (
    request_id uuid not null,                          -- no foreign key: its share lock would meet the request's own lock
    kind       text not null,                          -- EXTENSION, REFUSAL to the subject; WARNING, ESCALATION to a role
    due_on     date not null,                          -- the last day that it is about
    days       int not null,                           -- warned so many days before it; -1 for a letter
    days_left  int not null,
    role       text,                                   -- contact of the controller; null for the subject
    ground     text,                                   -- COMPLEXITY, NUMBER
    words      uuid,                                   -- a person's reason, in the vault
    letter     uuid,                                   -- as it was sent, in the vault
    noted_at   timestamptz not null default now(),
    sent_at    timestamptz,
    primary key (request_id, kind, due_on, days)
);

alter table task add column priority smallint;         -- null for the request's; lower is leased first
