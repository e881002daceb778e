alter table billing.invoice_lines add primary key (id);
create index on billing.invoice_lines (invoice_id);
