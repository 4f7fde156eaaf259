-- pairs of moments joined to meetings without a gap longer than the window
with ordered as (
    select *, least(s, t) as early, greatest(s, t) as late, coalesce(place, '') as spot from met
), marked as (
    select *, if(early - max(late) over (
        partition by one, other, basis, spot order by early, late, one_event, other_event
        rows between unbounded preceding and 1 preceding) <= $window, 0, 1) as fresh
    from ordered
), numbered_meetings as (
    select *, sum(fresh) over (
        partition by one, other, basis, spot order by early, late, one_event, other_event rows unbounded preceding) as meeting
    from marked
)
select one, other, basis, coalesce(place, round(avg(lat), 5)::text || ',' || round(avg(lon), 5)::text) as place,
    make_timestamptz((min(early) * 1e6)::bigint) as starts, make_timestamptz((max(late) * 1e6)::bigint) as ends,
    case when bool_or(certainty = 'near') then 'near' when bool_or(certainty = 'possible') then 'possible' else any_value(certainty) end,
    count(*), min(distance), min(gap), bool_or(assumed), bool_or(portless),
    min_by(one_event, coalesce(distance, 0) * 1e6 + gap), min_by(other_event, coalesce(distance, 0) * 1e6 + gap)
from numbered_meetings group by one, other, basis, spot, meeting, place order by one, other, starts, basis, 4
