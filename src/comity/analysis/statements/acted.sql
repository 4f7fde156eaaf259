-- acted: what an entity, or everybody, did itself
create temp table acted as
with spoke as (select n, entity from part join member using (node) where role = 'actor'),
used as (
    select p.n, entity from part p join member using (node) join numbered e on e.file_row_number = p.n
    where p.role in ('account', 'device', 'sim') and coalesce(e.direction, 'out') = 'out' and p.n not in (select n from spoke)
),
did as (select n from spoke where entity = $wanted union select n from used where entity = $wanted)
select kind, ts_utc, ts_basis, ts_precision from numbered
where duplicate_of is null and kind not in ('contact', 'subscriber', 'file')
    and ($wanted is null or file_row_number in (select n from did))
