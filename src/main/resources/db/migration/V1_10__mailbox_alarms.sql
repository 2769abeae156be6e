-- Mailboxes that nobody hears of: one row an outage, whichever node found it.

create table mailbox_alarm (
    mailbox  text not null,
    kind     text not null,                            -- LOGIN, UNREACHED, SILENT
    since    timestamptz not null default now(),
    entry    uuid not null,                            -- of quarantine: what people see
    primary key (mailbox, kind)
);

-- How many mails an address has had lately: strangers can have some sent to an address on file.
create index sent_mail_recipient on sent_mail (recipient_hash, sent_at);
