-- records whose fields tell about accounts or contacts, with who takes part in them
select e.file_row_number as n, e.kind, e.text, e.attrs, e.source_sha256,
    coalesce(any_value(d.key) filter (p.role = 'account'), any_value(d.key) filter (p.role = 'device')) as subject,
    list(distinct d.key) filter (p.role = 'target') as targets, list(distinct d.key) filter (p.role = 'actor') as actors
from numbered e left join part p on p.n = e.file_row_number left join node d on d.node = p.node
where e.duplicate_of is null and list_contains($kinds, e.kind) and (e.attrs is not null or e.text is not null)
group by all order by n
