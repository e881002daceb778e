select id, invoice_id, kind, product_id, quantity, amount_minor, currency, amount_usd_cents
from invoice_line_drafts
where issued_on between :'from'::date and :'through'::date
order by issued_on, invoice_id
