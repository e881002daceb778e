using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Traces;

/// <summary>Indexes for the filters of the list, and the words of runs with the queue of those whose words are to be read.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1105_create_run_texts")]
internal sealed class CreateRunTexts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            drop index ix_runs_asked_at;
            create index ix_runs_asked_at on runs (asked_at desc, id desc) include (agent, agent_version, model, user_name, status, answer_status, account, level,
                priority, failure_code, feedback_good, cost_usd, duration_ms, tokens, step_count);
            create index ix_runs_agent on runs (agent, asked_at desc, id desc);
            create index ix_runs_model on runs (model, asked_at desc, id desc);
            create index ix_runs_user on runs (user_name, asked_at desc, id desc);
            create index ix_runs_status on runs (status, asked_at desc, id desc) where status <> 'done';
            create index ix_runs_failure on runs (failure_code, asked_at desc, id desc) where failure_code is not null;

            create table run_texts (
                run_id uuid not null,
                asked_at timestamptz not null,
                words tsvector not null,
                constraint pk_run_texts primary key (run_id)
            ) with (toast_tuple_target = 128);  -- the words lie apart: what a search visits for the time alone is small
            alter table run_texts alter column words set storage external;
            create index ix_run_texts_words on run_texts using gin (words);

            create table run_text_queue (
                id bigint generated always as identity,
                run_id uuid not null,
                constraint pk_run_text_queue primary key (id)
            );

            -- In the transaction that changes the run: no run can end and not be in the queue.
            create function queue_run_text() returns trigger language plpgsql as $$
            begin
                insert into run_text_queue (run_id) values (coalesce(new.id, old.id));
                return null;
            end $$;
            create trigger queue_run_text after insert or delete on runs for each row execute function queue_run_text();
            create trigger queue_run_text_ended after update of status on runs for each row
                when (new.status not in ('queued', 'running')) execute function queue_run_text();

            insert into run_text_queue (run_id) select id from runs order by asked_at desc;
            """
        );
}
