select id, name, family, launched_on, retired_on
from (values
    (1, 'Edge Hosting', 'Compute', :'start'::date - 1500, null::date),
    (2, 'Functions', 'Compute', :'start'::date - 1400, null),
    (3, 'Image Optimization', 'Delivery', :'start'::date - 1000, null),
    (4, 'Postgres', 'Storage', :'start'::date - 700, null),
    (5, 'Blob Storage', 'Storage', :'start'::date - 500, null),
    (6, 'Web Analytics', 'Insight', :'start'::date - 900, null),
    (7, 'Observability', 'Insight', :'start'::date - 300, null),
    (8, 'AI Gateway', 'AI', :'start'::date + 420, null),
    (9, 'Legacy CDN', 'Delivery', :'start'::date - 2500, :'start'::date - 60)
) as list (id, name, family, launched_on, retired_on)
