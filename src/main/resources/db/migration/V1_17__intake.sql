-- Whose flags a task sets that stops marketing or reminders. Empty: a hub before this made it, for marketing.
alter table task add column rights text[] not null default '{}';

-- What a quarantined mail was understood to ask, in the vault under the keys of the mail.
alter table quarantine add column proposal uuid;

-- Whose matter an entry is: a contact of its controller, told of it once.
alter table quarantine add column desk text;
alter table quarantine add column desk_told_at timestamptz;
create index quarantine_desk on quarantine (id) where desk is not null and desk_told_at is null;
