using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Who goes first, how many runs of an agent go at once, and when a run that waits for a time goes on.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0635_add_run_queue")]
internal sealed class AddRunQueue : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            alter table runs add column priority text not null default 'person', add column agent_runs integer, add column wakes_at timestamptz;
            create index ix_runs_wakes_at on runs (wakes_at) where status = 'waiting' and wakes_at is not null;

            -- Runs were jobs of Quartz once. What an older version left there would look for a class that is gone.
            do $$ begin
                if to_regclass('qrtz_job_details') is not null then
                    delete from qrtz_fired_triggers where job_group = 'runs';
                    delete from qrtz_simple_triggers s using qrtz_triggers t
                        where t.job_group = 'runs' and (s.sched_name, s.trigger_name, s.trigger_group) = (t.sched_name, t.trigger_name, t.trigger_group);
                    delete from qrtz_triggers where job_group = 'runs';
                    delete from qrtz_job_details where job_group = 'runs';
                end if;
            end $$;
            """
        );
}
