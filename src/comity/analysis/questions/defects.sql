-- What is doubtful: defects of records by reader and file, with an example
select parser, member_path, defect, count(*) as records, min(event_id) as example
from (select parser, member_path, unnest(defects) as defect, event_id from event)
group by all
order by records desc, parser, defect
