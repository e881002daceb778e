using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Telemetry;

/// <summary>Spans of other programs as they came, from which their runs are made.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0631_create_outside_traces")]
internal sealed class CreateOutsideTraces : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table outside_traces (
                run_id uuid not null,
                spans integer not null,
                due_at timestamptz,  -- when its run is to be written; null: it is
                problem text,
                constraint pk_outside_traces primary key (run_id)
            ) with (fillfactor = 70);
            create index ix_outside_traces_due_at on outside_traces (due_at) where due_at is not null;

            create table outside_spans (
                run_id uuid not null,
                hash bytea not null,
                received_at timestamptz not null,
                key_name text not null,
                owner text not null,
                size integer not null,
                is_compressed boolean not null,
                data bytea not null,
                constraint pk_outside_spans primary key (run_id, hash)
            );
            alter table outside_spans alter column data set storage external;  -- compressed by us already
            """
        );
}
