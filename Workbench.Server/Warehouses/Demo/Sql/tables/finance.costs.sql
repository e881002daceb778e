create table finance.costs (
    id bigint,
    cost_month date not null,
    product_id bigint,
    category text not null,
    vendor text not null,
    amount_usd_cents bigint not null
);

comment on table finance.costs is 'What running Acme Cloud costs, per month, product and category. Restricted. A month is booked on its last day.';
comment on column finance.costs.id is 'The entry.';
comment on column finance.costs.cost_month is 'First day of the month.';
comment on column finance.costs.product_id is 'The product; NULL for the shared platform.';
comment on column finance.costs.category is 'compute, bandwidth, storage or monitoring.';
comment on column finance.costs.vendor is 'Who is paid.';
comment on column finance.costs.amount_usd_cents is 'Cost in cents USD.';
