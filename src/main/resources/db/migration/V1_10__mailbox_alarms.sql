-- Mailboxes that nobody hears of: one row an outage, whichever node found it.

create table mailbox_alarm (
    mailbox  text not null,
    kind     text not null,                            -- LOGIN, UNREACHED, SILENT
    since    timestamptz not null default now(),
    entry    uuid not null,                            -- of quarantine: what people see
    primary key (mailbox, kind)
);
