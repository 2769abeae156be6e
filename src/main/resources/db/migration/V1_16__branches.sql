-- Branches of one legal entity: the request that came in leads, and has a part at each other branch, decided there.
alter table request add column part_of uuid references request;
create unique index request_part on request (part_of, controller) where part_of is not null;
