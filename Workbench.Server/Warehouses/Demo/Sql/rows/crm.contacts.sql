-- offset 0 keeps a step apart: merged into the next one, its expressions would be computed once per use.
with people as (
    select
        accounts.id * 10 + place as id, accounts.id as account_id, place, accounts.country, accounts.name as company,
        demo_generator.local_day(accounts.created_at) + case when place = 1 then 0 else floor(120 * demo_generator.u(accounts.id * 10 + place, 'contact born'))::int end as day,
        accounts.created_at,
        (array['Anna', 'Ben', 'Carla', 'David', 'Elena', 'Frank', 'Grace', 'Hugo', 'Iris', 'Jonas', 'Kira', 'Leo', 'Mina', 'Nils', 'Olga', 'Paul', 'Rosa', 'Sven', 'Tara', 'Victor'])
            [1 + floor(20 * demo_generator.u(accounts.id * 10 + place, 'contact first name'))::int] as first_name,
        (array['Adams', 'Becker', 'Costa', 'Dubois', 'Evans', 'Ferrari', 'Gupta', 'Hansen', 'Ito', 'Johnson', 'Kovacs', 'Lee', 'Martin', 'Nguyen', 'Ortiz', 'Peters', 'Quinn', 'Ramos', 'Schmidt', 'Turner'])
            [1 + floor(20 * demo_generator.u(accounts.id * 10 + place, 'contact last name'))::int] as last_name
    from crm.accounts
    cross join generate_series(1, 4) as place
    where place <= case accounts.segment when 'enterprise' then 4 when 'mid_market' then 2 + (accounts.id % 2) else 1 + (accounts.id % 2) end
    offset 0
)
select
    id, account_id, first_name, last_name,
    -- one in a hundred has no e-mail; a few share one
    case when demo_generator.u(id, 'contact email unknown') >= 0.01
        then lower(first_name || '.' || last_name || case when demo_generator.u(id, 'contact email shared') >= 0.005 then id::text else '' end) || '@' || lower(regexp_replace(company, '[^A-Za-z]', '', 'g')) || '.example' end as email,
    case when demo_generator.u(id, 'contact phone known') < 0.6 then '+' || (1 + floor(98 * demo_generator.u(id, 'contact phone country')))::int || ' 555 ' || lpad(floor(10000000 * demo_generator.u(id, 'contact phone'))::text, 7, '0') end as phone,
    (array['Engineer', 'Engineering manager', 'CTO', 'Product manager', 'Designer', 'Procurement', 'Founder'])[1 + floor(7 * demo_generator.u(id, 'contact title'))::int] as job_title,
    place = 1 as is_primary,
    demo_generator.u(id, 'contact opted in') < 0.44 as marketing_opt_in,
    case when place = 1 then created_at else demo_generator.moment(day, demo_generator.u(id, 'contact created')) end as created_at
from people
where day between :'from'::date and :'through'::date
