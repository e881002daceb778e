using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Costs;

/// <summary>Sums of whole days, and what makes them untrue.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1106_create_cost_days")]
internal sealed class CreateCostDays : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table cost_days (
                zone text not null,
                day date not null,
                grouping text not null,
                name text not null,
                is_kept boolean not null,  -- sums of rows that retention deleted; the others are those of the rows that are there
                runs bigint not null,
                questions bigint not null,
                answered bigint not null,
                input bigint not null,
                cached bigint not null,
                output bigint not null,
                cost numeric not null,
                unpriced bigint not null,
                calls bigint not null,
                retries bigint not null,
                retry_cost numeric not null,
                estimated bigint not null,
                question_cost numeric not null,
                refused bigint not null,
                constraint pk_cost_days primary key (grouping, day, name, zone, is_kept)
            );

            -- The dearest runs of each day, and every run that has calls on several days.
            create table cost_day_runs (
                zone text not null,
                day date not null,
                run_id uuid not null,
                agent text not null,
                model text not null,
                at timestamptz not null,
                tokens bigint not null,
                cost numeric,
                unpriced bigint not null,
                constraint pk_cost_day_runs primary key (zone, day, run_id)
            );

            create table cost_days_summed (
                zone text not null,
                day date not null,
                constraint pk_cost_days_summed primary key (zone, day)
            );

            -- A row of a moment that is over came, changed or went: the sums of its day hold no longer, from the commit of the very transaction that did it.
            create table cost_changes (
                id bigint generated always as identity,
                at timestamptz not null,
                constraint pk_cost_changes primary key (id)
            );

            -- What is younger than an hour is in no sum yet: a day is summed up an hour after its end, when no transaction is left that began before that.
            create function mark_usage_change() returns trigger language plpgsql as $$
            begin
                if tg_op <> 'INSERT' then
                    insert into cost_changes (at) values (old.at);
                end if;
                if tg_op <> 'DELETE' then
                    insert into cost_changes (at) values (new.at);
                    -- Earlier tries of the step are retries from now on.
                    insert into cost_changes (at) select at from usage
                    where new.number > 1 and run_id = new.run_id and seq = new.seq and number < new.number and at < clock_timestamp() - interval '1 hour';
                end if;
                return null;
            end $$;
            create trigger mark_usage_added after insert on usage for each row
                when (new.at < clock_timestamp() - interval '1 hour' or new.number > 1) execute function mark_usage_change();
            create trigger mark_usage_changed after update on usage for each row
                when (least(old.at, new.at) < clock_timestamp() - interval '1 hour') execute function mark_usage_change();
            create trigger mark_usage_gone after delete on usage for each row
                when (old.at < clock_timestamp() - interval '1 hour') execute function mark_usage_change();

            create function mark_run_change() returns trigger language plpgsql as $$
            begin
                if tg_op <> 'INSERT' then
                    insert into cost_changes (at) values (old.asked_at);
                end if;
                if tg_op <> 'DELETE' then
                    insert into cost_changes (at) values (new.asked_at);
                    insert into cost_changes (at) select asked_at from runs where id = new.retry_of and asked_at < clock_timestamp() - interval '1 hour';
                end if;
                return null;
            end $$;
            create trigger mark_run_added after insert on runs for each row
                when (new.asked_at < clock_timestamp() - interval '1 hour' or new.retry_of is not null) execute function mark_run_change();
            create trigger mark_run_changed after update of status, asked_at, answer_status, is_replaced, retry_of, agent, user_name, conversation_id, model on runs for each row
                when (least(old.asked_at, new.asked_at) < clock_timestamp() - interval '1 hour') execute function mark_run_change();
            create trigger mark_run_gone after delete on runs for each row
                when (old.asked_at < clock_timestamp() - interval '1 hour') execute function mark_run_change();
            """
        );
}
