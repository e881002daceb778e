using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.SecondOpinions;

/// <summary>Numbers computed another way, and the list of those that came out differently.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1740_create_second_opinions")]
internal sealed class CreateSecondOpinions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table second_opinions (
                id uuid not null,
                run_id uuid not null,
                at timestamptz not null,
                asked_by text not null,
                question text not null,
                metrics text not null,
                account text not null,
                level text not null,
                layer_revision text not null,
                outcome text not null,
                words text not null,
                cells integer not null,
                different_cells integer not null,
                differences text not null,
                notes text not null,
                first_sql text not null,
                second_sql text not null,
                duration_ms double precision not null,
                resolved_at timestamptz,
                resolved_by text,
                note text,
                constraint pk_second_opinions primary key (id)
            );
            create index ix_second_opinions_run on second_opinions (run_id, at desc);
            create index ix_second_opinions_differs on second_opinions (at desc) where outcome = 'Differs';
            """
        );
}
