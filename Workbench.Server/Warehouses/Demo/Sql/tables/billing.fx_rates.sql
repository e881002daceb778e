create table billing.fx_rates (
    currency text,
    rate_date date,
    usd_per_unit numeric(18,6) not null
);

comment on table billing.fx_rates is 'Exchange rates, one per currency and day.';
comment on column billing.fx_rates.currency is 'ISO 4217.';
comment on column billing.fx_rates.rate_date is 'The day.';
comment on column billing.fx_rates.usd_per_unit is 'US dollars for one unit (not cent) of the currency.';
