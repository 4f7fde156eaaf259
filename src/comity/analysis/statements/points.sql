-- points: moments at places, thinned, in slots of time and squares of the ground
create temp table points as
with timed as (
    select n, event_id, basis, place, entity, assumed, portless, lat, lon, accuracy,
        unnest(case when until > ts_utc then range(epoch_us(ts_utc), least(epoch_us(until), epoch_us(ts_utc) + 172800000000) + 1,
            $window * 1000000) else [epoch_us(ts_utc)] end) / 1e6 as s
    from placed where timed and entity is not null and (basis <> 'position' or accuracy is null or accuracy <= $coarsest)
), celled as (
    select *, floor(s / $window)::bigint as slot, case when basis = 'position'
            then floor((lat + 90) / $high)::bigint::text || '/' || floor((lon + 180) / $wide)::bigint::text else place end as square
    from timed
)
select min_by(n, coalesce(accuracy, 1e9)) as n, min_by(event_id, coalesce(accuracy, 1e9)) as event_id, basis,
    min_by(place, coalesce(accuracy, 1e9)) as place, entity, bool_or(assumed) as assumed, bool_or(portless) as portless,
    min_by(lat, coalesce(accuracy, 1e9)) as lat, min_by(lon, coalesce(accuracy, 1e9)) as lon,
    arg_min(accuracy, coalesce(accuracy, 1e9)) as accuracy, min_by(s, coalesce(accuracy, 1e9)) as s, slot, square
from celled group by basis, entity, square, slot, floor(s / $step)
