-- Mail: what was sent, so that replies and bounces are known; what came in and was not dealt with yet.

create table sent_mail (
    message_hash   bytea primary key,                  -- keyed hash of the Message-ID
    request_id     uuid not null,                      -- no foreign key: its share lock would meet the request's own lock
    task_id        uuid not null,
    recipient_hash bytea not null,                     -- keyed hash of the address
    sent_at        timestamptz not null default now(),
    returned_at    timestamptz                         -- it came back for good
);
create index sent_mail_returned on sent_mail (request_id, recipient_hash) where returned_at is not null;

create table mail_begun (                              -- raw mails in the vault that are not read yet
    mailbox      text not null,
    content_hash bytea not null,                       -- keyed hash of all bytes
    keys         uuid not null,                        -- whose keys its content lies under
    blob_id      uuid not null,
    times        int not null default 1,               -- one that was begun often is not read by the hub again
    begun_at     timestamptz not null default now(),
    primary key (mailbox, content_hash)
);

create index quarantine_request on quarantine (request_id) where request_id is not null and resolved_at is null;
