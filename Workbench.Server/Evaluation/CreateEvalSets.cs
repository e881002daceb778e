using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Evaluation;

/// <summary>Sets of questions with what must come of them, and the results of asking them.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1740_create_eval_sets")]
internal sealed class CreateEvalSets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table eval_sets (
                id uuid not null,
                name text not null,
                description text,
                created_by text not null,
                created_at timestamptz not null,
                constraint pk_eval_sets primary key (id)
            );
            create unique index ix_eval_sets_name on eval_sets (lower(name));

            create table eval_cases (
                set_id uuid not null,
                id text not null,
                position bigint generated always as identity,
                question text not null,
                added_by text not null,
                added_at timestamptz not null,
                content jsonb not null,
                constraint pk_eval_cases primary key (set_id, id),
                constraint fk_eval_cases_set foreign key (set_id) references eval_sets (id)
            );

            create table eval_results (
                id uuid not null,
                set_id uuid not null,
                status text not null,
                agent text not null,
                model_choice text,
                account text not null,
                level text not null,
                parallel integer not null,
                total integer not null,
                started_by text not null,
                started_at timestamptz not null,
                ended_at timestamptz,
                worker text,
                heartbeat_at timestamptz,
                is_cancel_asked boolean not null default false,
                constraint pk_eval_results primary key (id),
                constraint fk_eval_results_set foreign key (set_id) references eval_sets (id)
            );
            create index ix_eval_results_set on eval_results (set_id, started_at desc);
            create index ix_eval_results_open on eval_results (status) where status in ('queued', 'running');

            -- The case as it was when it was asked: later changes of the set do not change what a result says.
            create table eval_outcomes (
                result_id uuid not null,
                case_id text not null,
                question text not null,
                verdict text not null,
                is_exact boolean not null,
                status text not null,
                band text,
                p double precision,
                duration_ms double precision not null,
                cost_usd numeric,
                run_id uuid,
                agent_version text,
                layer_revision text,
                model text,
                problem text,
                at timestamptz not null,
                constraint pk_eval_outcomes primary key (result_id, case_id),
                constraint fk_eval_outcomes_result foreign key (result_id) references eval_results (id)
            );
            """
        );
}
