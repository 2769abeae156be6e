-- Which days the heads of the audit chains were signed on. The signed files lie outside PostgreSQL: who can rewrite a chain
-- here cannot sign one, and a file that went missing is missed.
create table audit_anchor (
    day      date primary key,
    at       timestamptz not null,
    chains   bigint not null,
    sha256   bytea not null                            -- of the signed file
);

-- Every version of a retention rule that this hub ever decided by: a decision names rule and version, and is reproduced from it.
create table rule_version (
    controller text not null,
    rule       text not null,
    version    int not null,
    definition jsonb not null,
    since      timestamptz not null default now(),
    primary key (controller, rule, version)
);
