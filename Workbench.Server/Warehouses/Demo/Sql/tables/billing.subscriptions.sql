create table billing.subscriptions (
    id bigint,
    account_id bigint not null,
    plan_id bigint not null,
    status text not null,
    started_on date not null,
    first_paid_on date,
    canceled_on date,
    cancel_reason text,
    billing_interval text not null,
    currency text not null,
    seats integer not null
);

comment on table billing.subscriptions is 'One row per subscription with its present state. An account may hold none, one or several at once.';
comment on column billing.subscriptions.id is 'The subscription.';
comment on column billing.subscriptions.account_id is 'Who subscribes.';
comment on column billing.subscriptions.plan_id is 'The plan now; see subscription_months for the plan then.';
comment on column billing.subscriptions.status is 'active, canceled, or draft for a quote that was never signed.';
comment on column billing.subscriptions.started_on is 'First day.';
comment on column billing.subscriptions.first_paid_on is 'First day that is paid for; NULL while it is free.';
comment on column billing.subscriptions.canceled_on is 'Last day; NULL while active.';
comment on column billing.subscriptions.cancel_reason is 'Why it was canceled, as the customer said.';
comment on column billing.subscriptions.billing_interval is 'monthly or annual.';
comment on column billing.subscriptions.currency is 'Currency of its invoices, ISO 4217.';
comment on column billing.subscriptions.seats is 'Seats now.';
