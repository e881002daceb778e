select sum(amount) as sales from null_keys.sale
