alter table billing.subscription_events add primary key (id);
create index on billing.subscription_events (occurred_on);
create index on billing.subscription_events (subscription_id);
create index on billing.subscription_events (account_id);
