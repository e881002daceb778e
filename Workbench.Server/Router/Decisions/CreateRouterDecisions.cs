using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workbench.Server.Storage;

namespace Workbench.Server.Router.Decisions;

/// <summary>Each decision of the router, and what the person did after it.</summary>
[DbContext(typeof(WorkbenchDb))]
[Migration("20261123_0250_create_router_decisions")]
internal sealed class CreateRouterDecisions : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            create table router_decisions (
                run_id uuid not null,
                at timestamptz not null,
                place text not null,
                tier text not null,  -- that was asked
                verdict text not null,
                inherited text,
                wanted text not null,  -- before the agent's bounds
                allowed text not null,  -- within them
                fast real not null,  -- probabilities, before the bias
                standard real not null,
                max real not null,
                context real not null,
                bias double precision not null,
                version text not null,
                duration_ms double precision not null,
                warnings text[] not null,
                constraint pk_router_decisions primary key (run_id)
            );
            create index ix_router_decisions_at on router_decisions (at desc, run_id desc);

            alter table runs add column edit_of uuid;
            create index ix_runs_retry_of on runs (retry_of) where retry_of is not null;
            create index ix_runs_edit_of on runs (edit_of) where edit_of is not null;

            -- A decision with its message and its signals. A call of another program belongs to no conversation, and has none of them.
            create view routed_messages as
            select d.*, r.question as text, r.agent, r.user_name, r.level, c.id as conversation_id,
                c.id is not null and exists (select from runs n where n.retry_of = r.id) as is_retried,
                c.id is not null and exists (select from runs n where n.edit_of = r.id) as is_edited,
                o.model as overridden_with,
                r.feedback_good is false as is_disliked
            from router_decisions d
            join runs r on r.id = d.run_id
            left join conversations c on c.id = r.conversation_id
            left join lateral (
                -- The next message of the conversation, or the same again, with a model that the person chose.
                select nullif(n.model_choice, 'auto') as model
                from runs n
                where c.id is not null and n.conversation_id = r.conversation_id and (n.asked_at, n.id) > (r.asked_at, r.id)
                order by n.asked_at, n.id
                limit 1
            ) o on true;
            """
        );
}
