namespace Workbench.Tests.SemanticDraft;

/// <summary>A carrier of crates: trips lead to depots twice, crates have no day of their own, vans are looked at again and again.</summary>
internal static class Carrier
{
    public const string Sql = """
        create table depots (depot_code text primary key, depot_name text not null, city text not null, country text not null);
        create table vans (id int primary key, plate text not null unique, maker text not null, pallet_capacity int not null);
        create table trips (id int primary key, start_depot text not null references depots, target_depot text not null references depots, van_id int not null references vans,
            planned_start timestamp not null, planned_end timestamp not null, real_end timestamp, distance_km int not null, state text not null);
        create table clients (id int primary key, first_name text not null, last_name text not null, country text not null);
        create table orders (id int primary key, placed_by int not null references clients, placed_on date not null, due_on date not null, closed_on date, channel text not null);
        create table crates (id int primary key, order_id int not null references orders, trip_id int not null references trips, client_id int not null references clients,
            price numeric(8,2) not null, toll numeric(8,2) not null, state text not null);
        create table credits (id int primary key, crate_id int not null references crates, credited_on date not null, credit_amount numeric(8,2) not null);
        create table inspections (id int primary key, van_id int not null references vans, checked_on date not null, score int not null);
        insert into depots select 'D' || i, (array['North Yard', 'Old Mill', 'Quay Nine', 'Salt House', 'Tin Shed'])[i], (array['Bergen', 'Oslo', 'Turku', 'Tampere', 'Malmo'])[i], (array['Norway', 'Norway', 'Finland', 'Finland', 'Sweden'])[i] from generate_series(1, 5) i;
        insert into vans select i, 'P-' || (100 + i * 13), (array['Volta', 'Harrow', 'Nevo'])[1 + i % 3], 4 + i % 5 from generate_series(1, 8) i;
        insert into trips select i, 'D' || (1 + (i * i) % 4), 'D' || (1 + (i * 3) % 5), 1 + (i * 5) % 7, timestamp '2025-01-02 08:00' + i * interval '31 hours', timestamp '2025-01-02 12:00' + i * interval '31 hours',
            case when i % 6 <> 0 then timestamp '2025-01-02 12:00' + i * interval '31 hours' + ((i * 7) % 40 - 12) * interval '1 minute' end, 40 + (i * 37) % 300, case when i % 6 = 0 then 'dropped' when i % 11 = 0 then 'moved' else 'done' end from generate_series(1, 120) i;
        insert into clients select i, 'First' || i, 'Last' || i, (array['Norway', 'Finland', 'Iceland'])[1 + (i * i) % 3] from generate_series(1, 15) i;
        insert into orders select i, 1 + (i * 7) % 15, date '2025-01-01' + i * 9, date '2025-01-01' + i * 9 + 20, case when i < 60 or i % 3 = 0 then date '2025-01-01' + i * 9 + 15 end, (array['phone', 'web', 'agent'])[1 + i % 3] from generate_series(1, 76) i;
        insert into crates select i, 1 + (i * 3) % 70, 1 + (i * 7) % 118, 1 + (i * i) % 15, 20 + (i * 31) % 97 + i * 0.01, 2 + i % 5, (array['delivered', 'lost', 'open', 'delivered'])[1 + i % 4] from generate_series(1, 220) i;
        insert into credits select i, 1 + (i * 11) % 200, date '2025-02-01' + i * 5, 1 + (i * 13) % 17 + i * 0.01 from generate_series(1, 60) i;
        insert into inspections select i, 1 + (i * i) % 7, date '2025-01-10' + i * 6, 50 + (i * 17) % 50 from generate_series(1, 50) i;
        """;
}
