with people as (
    select
        id,
        (array['Alex', 'Maria', 'James', 'Priya', 'Chen', 'Sofia', 'Liam', 'Noah', 'Emma', 'Olivia', 'Lucas', 'Hannah', 'Diego', 'Aisha', 'Yuki', 'Felix', 'Clara', 'Omar', 'Ingrid', 'Tom'])
            [1 + (case when id = 41 then 17 else id end * 7) % 20] as first_name,
        (array['Kim', 'Novak', 'Garcia', 'Silva', 'Fischer', 'Olsen', 'Tanaka', 'Brown', 'Moreau', 'Rossi', 'Patel', 'Cohen', 'Murphy', 'Jansen', 'Lopez', 'Weber', 'Sato', 'Reed', 'Park'])
            [1 + (case when id = 41 then 17 else id end * 5) % 19] as last_name
    from generate_series(1, 160) as id
)
select
    id,
    first_name || ' ' || last_name as name,
    lower(first_name || '.' || last_name) || id || '@acme.example' as email,
    case when id = 1 then 'Chief executive' when id < 10 then 'Head of department' when id < 65 then 'Account executive' when id < 95 then 'Customer success manager'
        when id < 135 then 'Support engineer' when id < 150 then 'Marketer' else 'Analyst' end as role,
    case when id = 1 then 'Management' when id < 10 then 'Management' when id < 65 then 'Sales' when id < 95 then 'Customer Success' when id < 135 then 'Support'
        when id < 150 then 'Marketing' else 'Finance' end as team,
    case when id < 10 or id >= 135 then 'AMER' else (array['AMER', 'AMER', 'EMEA', 'AMER', 'EMEA', 'APAC', 'AMER', 'EMEA', 'APAC', 'LATAM'])[1 + id % 10] end as region,
    case when id = 1 then null when id < 10 then 1 else 2 + id % 8 end::bigint as manager_id,
    (:'start'::date - 1500 + floor(2000 * demo_generator.u(id, 'employee hired'))::int) as hired_on,
    case when id > 10 and demo_generator.u(id, 'employee left') < 0.1 and :'start'::date + 520 + floor(380 * demo_generator.u(id, 'employee left on'))::int <= :'through'::date
        then :'start'::date + 520 + floor(380 * demo_generator.u(id, 'employee left on'))::int end as left_on
from people
