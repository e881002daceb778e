using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.LayerHealth;

/// <summary>What was measured of joins and keys.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1700_create_measurements")]
internal sealed class CreateMeasurements : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table measurements (
                id uuid not null,
                account text not null,
                fingerprint text not null,
                entity text not null,
                join_name text,
                layer_revision text not null,
                measured_at timestamptz not null,
                duration_ms double precision not null,
                sql text not null,
                kind text not null,
                share double precision,
                rows bigint not null,
                null_keys bigint not null,
                lost bigint not null,
                excluded bigint not null,
                multiplied bigint not null,
                extra_rows bigint not null,
                duplicate_keys bigint,
                shared_keys bigint,
                failure_code text,
                failure text,
                constraint pk_measurements primary key (id)
            );
            create index ix_measurements_newest on measurements (account, fingerprint, measured_at desc);
            """
        );
}
