-- Breaches of personal data (Art. 33 and 34): from the moment that a person confirms one the authority is to be told within 72
-- hours. What happened, and why something was decided, lies in the vault, under keys of the incident's own.
create table incident (
    id               uuid primary key,
    controller       text not null,
    kind             text not null,                    -- ANOTHER_PERSONS_DATA, WRONG_RECIPIENT, LOSS, OTHER
    risk             text not null,                    -- NONE, RISK, HIGH
    request_id       uuid,
    quarantine_id    uuid unique,                      -- the entry that was assessed: it is one incident, however often confirmed
    known_at         timestamptz not null,
    notify_by        timestamptz,                      -- null where there is no risk: then it is only documented (Art. 33(5))
    authority_told_at timestamptz,
    subjects_told_at timestamptz,
    closed_at        timestamptz
);
create index incident_open on incident (controller, notify_by) where closed_at is null;

create table incident_event (
    incident_id uuid not null references incident,
    seq         int not null,
    at          timestamptz not null default statement_timestamp(),
    actor       text not null,
    event       text not null,
    words       uuid not null,                         -- in the vault
    primary key (incident_id, seq)
);

-- Items that were found past their period, on a list of their own: no breach, and no clock.
create index decision_overrun on decision (request_id) where overrun;
