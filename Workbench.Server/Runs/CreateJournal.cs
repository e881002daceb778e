using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Runs;

/// <summary>Conversations, runs and the journal of their steps.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261121_1100_create_journal")]
internal sealed class CreateJournal : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table conversations (
                id uuid not null,
                title text not null,
                account text not null,
                agent text not null,
                user_name text not null,
                created_at timestamptz not null,
                last_asked_at timestamptz not null,
                deleted_at timestamptz,
                share_token text,
                constraint pk_conversations primary key (id)
            );
            create index ix_conversations_last_asked_at on conversations (last_asked_at desc, id desc);
            create unique index ix_conversations_share_token on conversations (share_token);

            create table runs (
                id uuid not null,
                conversation_id uuid not null,
                question text not null,
                user_name text not null,
                agent text not null,
                agent_version text not null,
                layer_revision text not null,
                account text not null,
                level text not null,
                model_choice text not null,
                today date not null,
                asked_at timestamptz not null,
                status text not null,
                worker text,
                lease_until timestamptz,
                fence integer not null,
                cancelled_by text,
                ended_at timestamptz,
                answer_status text,
                answer_text text,
                model text,
                step_count integer not null,
                tokens bigint not null,
                cost_usd numeric,
                duration_ms double precision not null,
                failure_code text,
                failure_message text,
                failure_can_retry boolean,
                is_replaced boolean not null,
                retry_of uuid,
                feedback_good boolean,
                feedback_reason text,
                constraint pk_runs primary key (id)
            ) with (fillfactor = 70);  -- room for the lease to be renewed in place
            create index ix_runs_conversation on runs (conversation_id, asked_at);
            create index ix_runs_asked_at on runs (asked_at desc, id desc);
            create index ix_runs_active on runs (id) where status in ('queued', 'running');

            create table run_claims (
                run_id uuid not null,
                fence integer not null,
                worker text not null,
                at timestamptz not null,
                constraint pk_run_claims primary key (run_id, fence)
            );

            create table step_starts (
                run_id uuid not null,
                seq integer not null,
                parent integer,
                kind text not null,
                name text not null,
                title text,
                idempotency_key text not null,
                is_repeatable boolean not null,
                fence integer not null,
                started_at timestamptz not null,
                request_hash bytea,
                prompt_parent integer,
                prompt_added bytea[],
                tools_hash bytea,
                constraint pk_step_starts primary key (run_id, seq)
            );

            create table steps (
                run_id uuid not null,
                seq integer not null,
                parent integer,
                kind text not null,
                name text not null,
                title text,
                idempotency_key text not null,
                is_repeatable boolean not null,
                fence integer not null,
                started_at timestamptz not null,
                request_hash bytea,
                prompt_parent integer,
                prompt_added bytea[],
                tools_hash bytea,
                status text not null,
                outcome text not null,
                ended_at timestamptz not null,
                duration_ms double precision not null,
                attempts integer not null,
                summary text,
                error_code text,
                error text,
                response_hash bytea,
                data_hash bytea,
                rows_hash bytea,
                row_count bigint,
                model text,
                tokens bigint not null,
                cost_usd numeric,
                constraint pk_steps primary key (run_id, seq)
            );

            create table step_attempts (
                run_id uuid not null,
                seq integer not null,
                number integer not null,
                fence integer not null,
                started_at timestamptz not null,
                duration_ms double precision not null,
                outcome text not null,
                error text,
                constraint pk_step_attempts primary key (run_id, seq, number)
            );

            create table usage (
                run_id uuid not null,
                seq integer not null,
                number integer not null,
                at timestamptz not null,
                agent text not null,
                agent_version text not null,
                user_name text not null,
                conversation_id uuid not null,
                provider text not null,
                model text not null,
                duration_ms double precision not null,
                input bigint not null,
                cache_read bigint not null,
                cache_write bigint not null,
                output bigint not null,
                reasoning bigint not null,
                is_estimated boolean not null,
                cost_usd numeric,
                error text,
                constraint pk_usage primary key (run_id, seq, number)
            );
            create index ix_usage_at on usage (at);

            create table blobs (
                hash bytea not null,
                size integer not null,
                is_compressed boolean not null,
                data bytea not null,
                constraint pk_blobs primary key (hash)
            );
            alter table blobs alter column data set storage external;  -- compressed by us already

            -- Every write of the journal begins with this: it renews the lease, and stops whoever has lost it.
            create function hold_run(held_run uuid, held_fence integer, lease interval) returns void language plpgsql as $$
            begin
                update runs set lease_until = clock_timestamp() + lease where id = held_run and fence = held_fence and status = 'running';
                if not found then
                    raise exception 'Run % is not held with fence % any more.', held_run, held_fence using errcode = 'WB001';
                end if;
            end $$;
            """
        );
}
