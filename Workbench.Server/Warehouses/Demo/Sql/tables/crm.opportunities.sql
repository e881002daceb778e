create table crm.opportunities (
    id bigint,
    account_id bigint not null,
    owner_employee_id bigint not null,
    engineer_employee_id bigint,
    name text not null,
    type text not null,
    stage text not null,
    amount_usd_cents bigint,
    source text not null,
    created_at timestamptz not null,
    expected_close_on date not null,
    closed_at timestamptz,
    lost_reason text
);

comment on table crm.opportunities is 'Deals, won, lost and open. One row per deal, with its present stage.';
comment on column crm.opportunities.id is 'The deal.';
comment on column crm.opportunities.account_id is 'The company we sell to.';
comment on column crm.opportunities.owner_employee_id is 'Account executive who sells.';
comment on column crm.opportunities.engineer_employee_id is 'Support engineer who helped to sell; mostly NULL.';
comment on column crm.opportunities.name is 'Title of the deal.';
comment on column crm.opportunities.type is 'new_business, expansion or renewal.';
comment on column crm.opportunities.stage is 'prospecting, qualification, proposal, negotiation, closed_won or closed_lost.';
comment on column crm.opportunities.amount_usd_cents is 'Yearly value of the deal in cents USD; NULL when not known (yet).';
comment on column crm.opportunities.source is 'inbound, outbound, partner or event.';
comment on column crm.opportunities.created_at is 'When the deal was opened.';
comment on column crm.opportunities.expected_close_on is 'Day the owner expects the decision; often too early.';
comment on column crm.opportunities.closed_at is 'When it was won or lost; NULL while open.';
comment on column crm.opportunities.lost_reason is 'Why it was lost; NULL when open, won or unknown.';
