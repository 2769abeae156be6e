-- Whose flags a task sets that stops marketing or reminders. Empty: a hub before this made it, for marketing.
alter table task add column rights text[] not null default '{}';

-- What a quarantined mail was understood to ask, in the vault under the keys of the mail.
alter table quarantine add column proposal uuid;
