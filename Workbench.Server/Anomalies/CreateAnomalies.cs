using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Anomalies;

/// <summary>Sums of hours, what makes them untrue, and the alarms that came of them.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_1712_create_anomalies")]
internal sealed class CreateAnomalies : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table anomaly_hours (
                hour timestamptz not null,
                agent text not null,  -- empty: all together
                runs integer not null,
                over integer not null,
                failed integer not null,
                done integer not null,
                answered integer not null,
                tokens double precision not null,  -- of each run at most five times the median of the hour
                cost double precision not null,
                latency_ms double precision not null,
                median_ms double precision not null,
                constraint pk_anomaly_hours primary key (hour, agent)
            );

            create table anomaly_hours_summed (
                hour timestamptz not null,
                constraint pk_anomaly_hours_summed primary key (hour)
            );

            -- A row of an hour that is over came, changed or went. What is older than is looked back does not matter.
            create table anomaly_hour_changes (
                id bigint generated always as identity,
                at timestamptz not null,
                constraint pk_anomaly_hour_changes primary key (id)
            );

            create function mark_hour_of_usage() returns trigger language plpgsql as $$
            begin
                if tg_op <> 'INSERT' then
                    insert into anomaly_hour_changes (at) values (old.at);
                end if;
                if tg_op <> 'DELETE' then
                    insert into anomaly_hour_changes (at) values (new.at);
                end if;
                return null;
            end $$;
            create trigger mark_hour_of_usage_added after insert on usage for each row
                when (new.at between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_usage();
            create trigger mark_hour_of_usage_changed after update on usage for each row
                when (least(old.at, new.at) between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_usage();
            create trigger mark_hour_of_usage_gone after delete on usage for each row
                when (old.at between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_usage();

            create function mark_hour_of_run() returns trigger language plpgsql as $$
            begin
                if tg_op <> 'INSERT' then
                    insert into anomaly_hour_changes (at) values (old.asked_at);
                end if;
                if tg_op <> 'DELETE' then
                    insert into anomaly_hour_changes (at) values (new.asked_at);
                end if;
                return null;
            end $$;
            create trigger mark_hour_of_run_added after insert on runs for each row
                when (new.asked_at between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_run();
            create trigger mark_hour_of_run_changed after update of status, asked_at, answer_status, agent on runs for each row
                when (least(old.asked_at, new.asked_at) between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_run();
            create trigger mark_hour_of_run_gone after delete on runs for each row
                when (old.asked_at between clock_timestamp() - interval '30 days' and clock_timestamp() - interval '1 hour') execute function mark_hour_of_run();

            create table anomaly_looks (
                is_only boolean not null default true check (is_only),
                until timestamptz not null,  -- the last moment that was looked at
                constraint pk_anomaly_looks primary key (is_only)
            );

            create table anomaly_alarms (
                id uuid not null,
                agent text not null,
                metric text not null,
                is_high boolean not null,
                begins_at timestamptz not null,
                opened_at timestamptz not null,
                ended_at timestamptz,
                calm integer not null,  -- whole hours that are usual again
                score double precision not null,
                value double precision not null,
                usual double precision not null,
                low double precision not null,
                high double precision not null,
                acknowledged_by text,
                acknowledged_at timestamptz,
                why text,
                constraint pk_anomaly_alarms primary key (id)
            );
            create unique index ix_anomaly_alarms_open on anomaly_alarms (agent, metric) where ended_at is null;
            create index ix_anomaly_alarms_opened_at on anomaly_alarms (opened_at desc, id desc);

            create table anomaly_mutes (
                agent text not null,
                metric text not null,
                until timestamptz not null,
                by text not null,
                constraint pk_anomaly_mutes primary key (agent, metric)
            );

            create table anomaly_messages (
                id uuid not null,
                body text not null,
                raised_at timestamptz not null,
                tries integer not null default 0,
                next_try_at timestamptz not null,
                sent_at timestamptz,
                failed_at timestamptz,  -- the first try that failed
                error text,
                constraint pk_anomaly_messages primary key (id)
            );
            create index ix_anomaly_messages_due on anomaly_messages (next_try_at) where sent_at is null;
            create index ix_anomaly_messages_sent_at on anomaly_messages (sent_at);
            """
        );
}
