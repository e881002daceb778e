alter table billing.fx_rates add primary key (currency, rate_date);
