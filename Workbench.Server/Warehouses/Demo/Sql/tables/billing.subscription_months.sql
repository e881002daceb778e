create table billing.subscription_months (
    subscription_id bigint,
    month date,
    account_id bigint not null,
    plan_id bigint not null,
    seats integer not null,
    status text not null,
    mrr_cents bigint not null
);

comment on table billing.subscription_months is 'One row per subscription and month: what it was worth at the end of the month. A balance: never add up months. Written when the month is over, so the current month is not there yet.';
comment on column billing.subscription_months.subscription_id is 'The subscription.';
comment on column billing.subscription_months.month is 'First day of the month.';
comment on column billing.subscription_months.account_id is 'Who subscribes.';
comment on column billing.subscription_months.plan_id is 'The plan at month end.';
comment on column billing.subscription_months.seats is 'Seats at month end.';
comment on column billing.subscription_months.status is 'active, past_due, or draft for a quote that does not count.';
comment on column billing.subscription_months.mrr_cents is 'Monthly recurring revenue at month end in cents USD; 0 on the free plan.';
