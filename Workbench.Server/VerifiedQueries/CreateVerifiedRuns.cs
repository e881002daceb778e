using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs of verified queries, each claimed by one server, and the answers that they gave.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_2030_create_verified_runs")]
internal sealed class CreateVerifiedRuns : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table verified_runs (
                id uuid not null,
                account text not null,
                fingerprint text not null,
                question text not null,
                occasion text not null,
                layer_revision text not null,
                claimed_by text not null,
                claimed_at timestamptz not null,
                ended_at timestamptz,
                duration_ms double precision not null,
                failure text,
                period_from date,
                period_to date,
                period_label text,
                is_closed boolean not null,
                digest text,
                value text,
                row_count bigint not null,
                first_digest text,
                first_value text,
                first_at timestamptz,
                is_changed boolean not null,
                constraint pk_verified_runs primary key (id)
            );
            create unique index ix_verified_runs_occasion on verified_runs (account, fingerprint, occasion);
            create table verified_uses (
                run_id uuid not null,
                question text not null,
                at timestamptz not null,
                constraint pk_verified_uses primary key (run_id)
            );
            create index ix_verified_uses_question on verified_uses (question, at);
            """
        );
}
