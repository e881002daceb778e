create table marketing.sessions_daily (
    session_date date not null,
    channel text not null,
    country text,
    sessions integer not null,
    visitors integer not null,
    signups integer not null,
    ad_spend_usd_cents bigint not null
);

comment on table marketing.sessions_daily is 'Visits of our own site per day, channel and country.';
comment on column marketing.sessions_daily.session_date is 'The day.';
comment on column marketing.sessions_daily.channel is 'organic_search, direct, paid_search, referral, social, email, partner or display.';
comment on column marketing.sessions_daily.country is 'Country of the visitor; NULL for all countries not listed.';
comment on column marketing.sessions_daily.sessions is 'Visits.';
comment on column marketing.sessions_daily.visitors is 'Distinct visitors of that day; never add up days.';
comment on column marketing.sessions_daily.signups is 'Sign-up forms sent, spam included; more than new accounts.';
comment on column marketing.sessions_daily.ad_spend_usd_cents is 'Advertising spend in cents USD; 0 for unpaid channels.';
