-- spoke: who spoke to whom, one row an event and hearer
create temp table spoke as
with events as (
    select file_row_number as n, kind, provider, ts_utc, thread_id, source_sha256, event_id
    from numbered where duplicate_of is null and kind in ('message', 'mail', 'sms', 'call')
), actors as (select n, min(entity) as entity from part join member using (node) where role = 'actor' group by n),
targets as (select distinct n, entity from part join member using (node) where role = 'target'),
pairs as (
    select thread_id, source_sha256, min(entity) as one, max(entity) as other from events join actors using (n)
    where thread_id is not null group by all having count(distinct entity) = 2
)
select e.n, e.kind, e.provider, e.ts_utc, e.event_id, a.entity as speaker,
    coalesce(t.entity, case when a.entity = p.one then p.other when a.entity = p.other then p.one end) as hearer,
    t.entity is null as by_thread
from events e left join actors a using (n) left join targets t using (n)
left join pairs p on t.entity is null and p.thread_id = e.thread_id and p.source_sha256 = e.source_sha256
