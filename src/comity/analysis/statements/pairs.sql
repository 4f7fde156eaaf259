-- pairs of nodes that take part in one event in given roles, with the first rows of each
select l.key, r.key, count(*), list_slice(list_sort(list(distinct a.n)), 1, $few)
from part a join part b using (n) join numbered e on e.file_row_number = a.n
join node l on l.node = a.node join node r on r.node = b.node
where a.role = $left and b.role = $right and list_contains($kinds, e.kind) and l.key <> r.key
    and list_contains($lefts, l.kind) and list_contains($rights, r.kind)
    and ($any or list_contains($directions, coalesce(e.direction, '')))
group by l.key, r.key
