create table billing.invoices (
    id bigint,
    number text not null,
    account_id bigint not null,
    subscription_id bigint not null,
    status text not null,
    period_month date not null,
    issued_on date not null,
    due_on date not null,
    paid_on date,
    currency text not null,
    total_minor bigint not null,
    total_usd_cents bigint not null,
    usd_per_unit numeric(18,6) not null
);

comment on table billing.invoices is 'One row per invoice, with its total. Joined to its lines the total repeats: add up the lines instead.';
comment on column billing.invoices.id is 'The invoice.';
comment on column billing.invoices.number is 'Number on the paper.';
comment on column billing.invoices.account_id is 'Who is billed.';
comment on column billing.invoices.subscription_id is 'For which subscription.';
comment on column billing.invoices.status is 'draft, open, paid, uncollectible or void. Draft and void are no revenue.';
comment on column billing.invoices.period_month is 'Month that is billed, first day.';
comment on column billing.invoices.issued_on is 'Invoice date, in the month after.';
comment on column billing.invoices.due_on is 'Payable until.';
comment on column billing.invoices.paid_on is 'Day of the payment; NULL when not paid.';
comment on column billing.invoices.currency is 'Currency of total_minor, ISO 4217.';
comment on column billing.invoices.total_minor is 'Sum of the lines in the smallest unit of the currency (JPY has no cents). Never add up several currencies.';
comment on column billing.invoices.total_usd_cents is 'Sum of the lines in cents USD at the rate of the invoice date.';
comment on column billing.invoices.usd_per_unit is 'Exchange rate that was used.';
