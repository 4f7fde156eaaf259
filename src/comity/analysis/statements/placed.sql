-- placed: events with a place, and whose they are
create temp table placed as
with ranked as (
    select p.n, m.entity, p.role,
        case p.role when 'sim' then 1 when 'device' then 2 when 'account' then 3 else 4 end as held,
        case p.role when 'actor' then 1 when 'account' then 2 when 'sim' then 3 else 4 end as acting
    from part p join member m using (node) where p.role in ('device', 'sim', 'account', 'actor')
), who as (select n, min_by(entity, held) as holder, min_by(entity, acting) as actor from ranked group by n),
events as (
    select file_row_number as n, event_id, kind, ts_utc, ts_end_utc, ts_basis, lat, lon, accuracy_m, cell, ip, port,
        ts_utc is not null and coalesce(ts_precision, '') not in ('day', 'month', 'year') as timed
    from numbered where duplicate_of is null and (lat is not null or cell is not null or ip is not null)
)
select n, event_id, 'cell' as basis, cell as place, holder as entity, ts_utc, null::timestamptz as until, timed,
    ts_basis = 'case_assumed_zone' as assumed, false as portless, null::double as lat, null::double as lon, null::double as accuracy
from events left join who using (n) where cell is not null
union all
select n, event_id, 'ip', ip, actor, ts_utc, null, timed, ts_basis = 'case_assumed_zone', port is null and not contains(ip, ':'), null, null, null
from events left join who using (n) where ip is not null
union all
select n, event_id, 'position', null, holder, ts_utc, case when kind = 'visit' then ts_end_utc end, timed, ts_basis = 'case_assumed_zone',
    false, lat, lon, accuracy_m
from events left join who using (n) where lat is not null and lon is not null and abs(lat) <= 90 and abs(lon) <= 180
