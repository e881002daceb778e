create table billing.subscription_events (
    id bigint,
    subscription_id bigint not null,
    account_id bigint not null,
    event_type text not null,
    occurred_on date not null,
    mrr_before_cents bigint not null,
    mrr_after_cents bigint not null,
    mrr_delta_cents bigint not null,
    account_mrr_after_cents bigint not null,
    from_plan_id bigint,
    to_plan_id bigint
);

comment on table billing.subscription_events is 'Each change of monthly recurring revenue. The sum of a month is the difference of two month ends.';
comment on column billing.subscription_events.id is 'The event.';
comment on column billing.subscription_events.subscription_id is 'The subscription.';
comment on column billing.subscription_events.account_id is 'Who subscribes.';
comment on column billing.subscription_events.event_type is 'new, reactivation, expansion, contraction or churn.';
comment on column billing.subscription_events.occurred_on is 'Day of the change.';
comment on column billing.subscription_events.mrr_before_cents is 'MRR before in cents USD.';
comment on column billing.subscription_events.mrr_after_cents is 'MRR after in cents USD.';
comment on column billing.subscription_events.mrr_delta_cents is 'Change of MRR in cents USD; negative for contraction and churn.';
comment on column billing.subscription_events.account_mrr_after_cents is 'MRR of all subscriptions of the account after the change, in cents USD: 0 says that the customer left, mrr_delta_cents that it came.';
comment on column billing.subscription_events.from_plan_id is 'Plan before; NULL when there was none.';
comment on column billing.subscription_events.to_plan_id is 'Plan after; NULL on churn.';
