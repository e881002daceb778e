create table billing.plans (
    id bigint,
    name text not null,
    tier text not null,
    list_price_usd_cents bigint not null,
    is_public boolean not null
);

comment on table billing.plans is 'What can be subscribed to.';
comment on column billing.plans.id is 'The plan.';
comment on column billing.plans.name is 'Name of the plan. "Enterprise" is also a segment of accounts: not the same.';
comment on column billing.plans.tier is 'hobby, pro, team, business or enterprise; a tier may hold several plans.';
comment on column billing.plans.list_price_usd_cents is 'Price of a seat and month in cents USD, before discounts.';
comment on column billing.plans.is_public is 'Can be bought today.';
