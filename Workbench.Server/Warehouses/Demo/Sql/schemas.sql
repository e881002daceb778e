-- Starts from nothing: a half-written generation is never kept.
drop schema if exists crm cascade;
drop schema if exists billing cascade;
drop schema if exists product cascade;
drop schema if exists support cascade;
drop schema if exists marketing cascade;
drop schema if exists finance cascade;
create schema crm;
comment on schema crm is 'Customers, the people at them and the deals with them.';
create schema billing;
comment on schema billing is 'Plans, subscriptions, invoices and exchange rates.';
create schema product;
comment on schema product is 'Products, projects, deployments and usage.';
create schema support;
comment on schema support is 'Tickets and how customers rate them.';
create schema marketing;
comment on schema marketing is 'Visits and sign-ups on our own site.';
create schema finance;
comment on schema finance is 'Costs. Restricted.';
