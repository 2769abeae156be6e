-- Which body an Idempotency-Key of the portal came with first: the same key with another body is a mistake of the caller.
create table idempotency_key (
    key_hash   bytea primary key,                      -- keyed hash of account and key
    body_hash  bytea not null,                         -- keyed hash of the body as canonical JSON
    created_at timestamptz not null default now()
);
