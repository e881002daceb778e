namespace Workbench.Tests.SemanticDraft;

/// <summary>A bicycle workshop as its own program would have it: no references, and each table's columns begin with a short form of its name.</summary>
internal static class Workshop
{
    public const string Sql = """
        create table ws_rider (rdr_id int primary key, rdr_first_name text not null, rdr_last_name text not null, rdr_town text not null, rdr_joined_on date not null, rdr_is_member boolean not null);
        create table ws_mechanic (mech_id int primary key, mech_first_name text not null, mech_last_name text not null, mech_hired_on date not null, mech_left_on date);
        create table ws_bike (bike_id int primary key, bike_rdr_id int not null, bike_brand text not null, bike_frame_no text not null);
        create table ws_repair (rep_id int primary key, rep_bike_id int not null, rep_mech_id int not null, rep_date date not null, rep_due_date date not null, rep_finished_on date, rep_kind text not null, rep_price numeric(8,2) not null);
        create table ws_payment (pay_id int primary key, pay_rep_id int not null, pay_date date not null, pay_amount numeric(8,2) not null, pay_method text not null);
        create table ws_rack_snapshot (rack_date date not null, rack_bike_id int not null, rack_is_parked boolean not null);
        insert into ws_rider select i, 'First' || i, 'Last' || i, (array['Ulm', 'Bonn', 'Jena'])[1 + (i * i) % 3], date '2021-01-04' + i * 91, i % 3 = 0 from generate_series(1, 18) i;
        insert into ws_mechanic select i, 'Mech' || i, 'Wright' || i, date '2017-03-01' + i * 50, case when i % 2 = 0 then date '2023-01-01' + i * i * 9 end from generate_series(1, 7) i;
        insert into ws_bike select i, 1 + (i * 5) % 16, (array['Kettler', 'Bianchi', 'Surly', 'Brompton'])[1 + i % 4], 'FR-' || (1000 + i * 37) from generate_series(1, 40) i;
        insert into ws_repair select i, 1 + (i * 7) % 36, 1 + (i * i) % 6, date '2024-01-02' + i * 3, date '2024-01-02' + i * 3 + 4,
            case when i % 8 <> 0 then date '2024-01-02' + i * 3 + (i * 5) % 9 + case i when 77 then 30 else 0 end end, (array['brakes', 'tyres', 'gears'])[1 + i % 3], 20 + (i * 31) % 97 + i * 0.01
            from generate_series(1, 150) i;
        insert into ws_payment select i, 1 + (i * 11) % 140, date '2024-01-12' + (1 + (i * 11) % 140) * 3 + i % 13, 10 + (i * 17) % 83 + i * 0.01, (array['cash', 'card', 'invoice'])[1 + (i * 7) % 3] from generate_series(1, 170) i;
        insert into ws_rack_snapshot select date '2024-05-03' + s * 9, b, (b * s + s) % 4 <> 0 from generate_series(0, 5) s, generate_series(1, 30) b;
        """;
}
