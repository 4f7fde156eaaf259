-- met: pairs of moments of two entities within the window
create temp table met as
with kept as (
    select * from points p where $wanted is not null
        or not exists (select 1 from crowd c where c.basis = p.basis and c.square = p.square and c.slot = p.slot)
), spread as (
    select * replace (unnest([slot - 1, slot, slot + 1]) as slot) from kept where basis <> 'position'
    union all by name
    select k.* replace (slot + d.t as slot, (split_part(square, '/', 1)::bigint + d.y)::text || '/'
        || ((split_part(square, '/', 2)::bigint + d.x + $across) % $across)::text as square)
    from kept k, steps d where basis = 'position'
), joined as (
    select a.basis, least(a.entity, b.entity) as one, greatest(a.entity, b.entity) as other, a.s as s, b.s as t, abs(a.s - b.s) as gap,
        a.place, a.assumed or b.assumed as assumed, a.portless or b.portless as portless,
        case when a.entity < b.entity then a.event_id else b.event_id end as one_event,
        case when a.entity < b.entity then b.event_id else a.event_id end as other_event,
        (a.lat + b.lat) / 2 as lat, (a.lon + b.lon) / 2 as lon, a.accuracy + b.accuracy as accuracy,
        sqrt(pow((a.lat - b.lat) * $degree, 2) + pow((least(abs(a.lon - b.lon), 360 - abs(a.lon - b.lon))) * $degree
            * cos(radians((a.lat + b.lat) / 2)), 2)) as distance
    from kept a join spread b on a.basis = b.basis and a.square = b.square and a.slot = b.slot
    where a.entity <> b.entity and abs(a.s - b.s) <= $window
        and ($wanted is not null and a.entity = $wanted or $wanted is null and a.entity < b.entity)
)
select *, case when basis = 'cell' then 'same_cell' when basis = 'ip' then 'same_address' when accuracy is null then 'unknown'
        when distance + accuracy <= $radius then 'near' else 'possible' end as certainty
from joined where basis <> 'position' or distance - coalesce(accuracy, 0) <= $radius
