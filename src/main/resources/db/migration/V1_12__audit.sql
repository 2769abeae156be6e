-- Which days the heads of the audit chains were signed on. The signed files lie outside PostgreSQL: who can rewrite a chain
-- here cannot sign one, and a file that went missing is missed.
create table audit_anchor (
    day      date primary key,
    at       timestamptz not null,
    chains   bigint not null,
    sha256   bytea not null                            -- of the signed file
);
