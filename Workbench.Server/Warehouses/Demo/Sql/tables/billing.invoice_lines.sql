create table billing.invoice_lines (
    id bigint,
    invoice_id bigint not null,
    kind text not null,
    product_id bigint,
    quantity integer not null,
    amount_minor bigint not null,
    currency text not null,
    amount_usd_cents bigint not null
);

comment on table billing.invoice_lines is 'What is on an invoice. Discounts and refunds are negative lines.';
comment on column billing.invoice_lines.id is 'The line.';
comment on column billing.invoice_lines.invoice_id is 'The invoice.';
comment on column billing.invoice_lines.kind is 'subscription, usage, add_on, discount or refund.';
comment on column billing.invoice_lines.product_id is 'Product that was used; NULL for anything but usage.';
comment on column billing.invoice_lines.quantity is 'Seats, or 1.';
comment on column billing.invoice_lines.amount_minor is 'Amount in the smallest unit of the currency. Never add up several currencies.';
comment on column billing.invoice_lines.currency is 'ISO 4217; that of the invoice.';
comment on column billing.invoice_lines.amount_usd_cents is 'Amount in cents USD at the rate of the invoice date; negative for discounts and refunds.';
