-- Holds on kinds of records, with the periods of their aliases; what a release and a review day still have to bring.
alter table hold add column categories     text[] not null default '{}';  -- item types or rows of the holdings table
alter table hold add column subjects_from  date[] not null default '{}';  -- of each of subjects; empty: always theirs
alter table hold add column subjects_until date[] not null default '{}';
alter table hold add column complaint_of   uuid;                          -- the request whose complaint set it
alter table hold add column reminded_of    date;                          -- the review day that somebody was reminded of
alter table hold add column reassessed_at  timestamptz;                   -- what it kept is put up for decision again

update hold set reassessed_at = released_at where released_at is not null;
create unique index hold_complaint on hold (complaint_of) where released_at is null;
create index hold_to_reassess on hold (controller) where released_at is not null and reassessed_at is null;
create index hold_to_review on hold (controller, review_on) where released_at is null;
