select sum(amount) as sales from null_keys.sale where channel is null or lower(channel) <> 'web'
