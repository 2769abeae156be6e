-- When each mailbox last yielded a mail, whichever node took it: what falls silent is seen by all nodes alike.

create table mailbox_arrival (
    mailbox text primary key,                          -- controller, with its name behind a full stop where it has one
    last_at timestamptz not null default now()         -- of the last mail; before the first one, since when it is polled
);
