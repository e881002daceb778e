using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Retention;

/// <summary>Blobs of runs that were deleted, until it is known whether others need them; and what each round deleted.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1407_create_retention")]
internal sealed class CreateRetention : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table blob_removals (
                hash bytea not null,
                since timestamptz not null,  -- when the last run that needed it was deleted
                constraint pk_blob_removals primary key (hash)
            );

            create table retention_rounds (
                id bigint generated always as identity,
                at timestamptz not null,
                by text not null,
                due bigint not null,
                runs bigint not null default 0,
                conversations bigint not null default 0,
                blobs bigint not null default 0,
                bytes bigint not null default 0,
                ended_at timestamptz,  -- null: it goes on, or its process died
                constraint pk_retention_rounds primary key (id)
            );
            """
        );
}
