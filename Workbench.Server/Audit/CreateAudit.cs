using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Audit;

/// <summary>The audit log, which only grows, and apart from it the names of those whom it tells of.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1640_create_audit")]
internal sealed class CreateAudit : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table audit_names (
                id uuid not null,
                name text,  -- null: erased
                erased_at timestamptz,
                constraint pk_audit_names primary key (id)
            );
            create unique index ix_audit_names_name on audit_names (name);

            create table audit_entries (
                seq bigint not null,  -- from 1, without gaps
                id uuid not null,
                at timestamptz not null,
                person uuid,  -- of audit_names; null: the program
                about uuid,
                verb text not null,
                kind text not null,
                subject text not null,
                origin text not null,
                details text not null,  -- JSON as it was written: its bytes are in the hash
                hash bytea not null,
                constraint pk_audit_entries primary key (seq)
            );
            create unique index ix_audit_entries_id on audit_entries (id);
            create index ix_audit_entries_hash on audit_entries (hash);
            create index ix_audit_entries_at on audit_entries (at);
            create index ix_audit_entries_person on audit_entries (person, seq);
            create index ix_audit_entries_about on audit_entries (about, seq) where about is not null;
            create index ix_audit_entries_verb on audit_entries (verb, seq);
            create index ix_audit_entries_kind on audit_entries (kind, seq);
            create unique index ix_audit_entries_saw on audit_entries (person, kind, subject, date_trunc('hour', at at time zone 'UTC')) where verb = 'saw';

            create function refuse_audit_change() returns trigger language plpgsql as $$
            begin
                raise exception 'The audit log only grows: % of audit_entries is refused.', lower(tg_op) using errcode = 'WB010';
            end $$;
            create trigger audit_entries_stay before update or delete or truncate on audit_entries
                for each statement execute function refuse_audit_change();
            alter table audit_entries enable always trigger audit_entries_stay;
            """
        );
}
