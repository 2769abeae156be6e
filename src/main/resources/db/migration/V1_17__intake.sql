-- Whose flags a task sets that stops marketing or reminders. Empty: a hub before this made it, for marketing.
alter table task add column rights text[] not null default '{}';
