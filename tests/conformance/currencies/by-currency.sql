select currency as "bill.currency", sum(amount) as billed from currencies.bill group by currency
