-- What a decision has seen besides the item's facts, its rule and its day, so that it is made again from what is stored.
create table decision_basis (
    request_id uuid not null,
    hash       bytea not null,                         -- keyed hash of the content: the same is kept once
    blob_id    uuid not null,                          -- holds with their scope, birth date, what no system has told; JSON in the vault
    primary key (request_id, hash)
);
alter table decision add column basis uuid;            -- the blob of its basis, null where it was decided on facts, rule and day alone
alter table decision add column holds uuid[];          -- those of the basis that covered the item, null for none
create index decision_holds on decision using gin (holds) where holds is not null;

-- What access withheld under a hold is answered once the hold is released.
alter table hold add column supplemented_at timestamptz;
update hold set supplemented_at = released_at where released_at is not null;
create index hold_to_supplement on hold (controller) where released_at is not null and supplemented_at is null;
