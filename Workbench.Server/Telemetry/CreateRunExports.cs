using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Telemetry;

/// <summary>Runs that ended and are to be exported.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0632_create_run_exports")]
internal sealed class CreateRunExports : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table run_export (
                id integer not null,
                seen_at timestamptz,  -- when a server last said that it exports runs
                constraint pk_run_export primary key (id)
            );
            insert into run_export (id) values (1);

            create table run_exports (
                run_id uuid not null,
                queued_at timestamptz not null,
                taken_until timestamptz,
                tries integer not null,
                constraint pk_run_exports primary key (run_id)
            );
            create index ix_run_exports_queued_at on run_exports (queued_at);

            -- Other programs' runs are theirs to export.
            create function queue_run_export() returns trigger language plpgsql as $$
            begin
                if exists (select from run_export where seen_at > now() - interval '1 day') then
                    insert into run_exports (run_id, queued_at, tries) values (new.id, now(), 0) on conflict (run_id) do nothing;
                end if;
                return null;
            end $$;
            create trigger queue_run_export_of_new after insert on runs for each row
                when (new.status in ('done', 'failed', 'cancelled', 'superseded') and not starts_with(new.agent, 'otel:'))
                execute function queue_run_export();
            create trigger queue_run_export_of_ended after update of status on runs for each row
                when (new.status in ('done', 'failed', 'cancelled', 'superseded') and old.status is distinct from new.status and not starts_with(new.agent, 'otel:'))
                execute function queue_run_export();
            """
        );
}
