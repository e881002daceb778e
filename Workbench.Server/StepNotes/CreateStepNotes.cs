using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.StepNotes;

[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1945_create_step_notes")]
internal sealed class CreateStepNotes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table step_notes (
                id uuid not null,
                run_id uuid not null,
                seq integer not null,
                text text not null,
                author text not null,
                at timestamptz not null,
                changed_at timestamptz,
                removed_at timestamptz,
                constraint pk_step_notes primary key (id)
            );
            create index ix_step_notes_step on step_notes (run_id, seq);

            create table step_labels (
                run_id uuid not null,
                seq integer not null,
                name text not null,
                author text not null,
                at timestamptz not null,
                constraint pk_step_labels primary key (run_id, seq, name)
            );
            create index ix_step_labels_name on step_labels (name, run_id);
            """
        );
}
