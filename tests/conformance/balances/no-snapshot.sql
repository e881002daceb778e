select null::numeric as held, null::numeric as held_average, null::numeric as held_each
