-- crowd: places and slots where too many were
create temp table crowd as select basis, square, slot from points group by all having count(distinct entity) > $people
