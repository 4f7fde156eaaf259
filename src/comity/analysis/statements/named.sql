-- named: identifiers as the store names them, numbered from 1; 0 is the owner of a source, who has no name
create temp table named as
select row_number() over (order by entity_id) as named, entity_id, kind,
    substr(entity_id, strpos(entity_id, ':') + 1) as value
from (select distinct entity_id, split_part(entity_id, ':', 1) as kind from entity)
where entity_id <> split_part(entity_id, ':', 1) || ':'
union all select 0, 'person:owner within a source', 'person', 'owner'
