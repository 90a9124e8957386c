-- Streets: the service centre, and health institutions for the population.
WITH centres AS (
    SELECT f.street_id, f.floor_area_m2, f.closed_on IS NULL OR f.closed_on > %(day)s AS is_open,
           coalesce(i.groups, 0) AS groups, i.provider_id IS NOT NULL AS told
    FROM services_facility f
    LEFT JOIN (SELECT provider_id, count(DISTINCT "group") FILTER (WHERE (valid_to IS NULL OR valid_to > %(day)s)
                      AND "group" IN ('elderly', 'disabled', 'preferential')) AS groups
               FROM services_serviceitem WHERE valid_from IS NULL OR valid_from <= %(day)s
               GROUP BY provider_id) i ON i.provider_id = f.id
    WHERE f.kind = 'service_centre' AND (f.opened_on IS NULL OR f.opened_on <= %(day)s)
), centre AS (
    SELECT street_id, coalesce(max(floor_area_m2) FILTER (WHERE is_open AND groups = 3), 0) AS size,
           bool_or(is_open AND (groups = 3 OR NOT told) AND (floor_area_m2 IS NULL OR floor_area_m2 >= 300)) AS unknown
    FROM centres GROUP BY street_id
), institutions AS (
    SELECT street, count(*) FILTER (WHERE is_open) AS number
    FROM (SELECT coalesce(f.street_id, p.street_id, c.street_id) AS street,
                 f.kind = 'health_institution' AND (f.closed_on IS NULL OR f.closed_on > %(day)s) AS is_open
          FROM services_facility f LEFT JOIN communities_community c ON c.id = f.community_id
          LEFT JOIN communities_communityplacement p ON p.community_id = c.id
               AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
          WHERE f.opened_on IS NULL OR f.opened_on <= %(day)s) i
    GROUP BY street
), people AS (
    SELECT DISTINCT ON (street_id) street_id, population FROM communities_streetfigures
    WHERE counted_on <= %(day)s AND population IS NOT NULL ORDER BY street_id, counted_on DESC, id DESC
)
SELECT x.id AS street,
       CASE WHEN EXISTS (SELECT FROM reporting_exemption e WHERE e.street_id = x.id AND e.standard = 'N18'
                         AND e.valid_from <= %(day)s AND e.valid_to > %(day)s) THEN 'exempt'
            WHEN c.size IS NULL THEN 'missing' WHEN c.size >= 300 THEN 'met' WHEN c.unknown THEN 'missing'
            ELSE 'unmet' END AS "N18",
       CASE WHEN EXISTS (SELECT FROM reporting_exemption e WHERE e.street_id = x.id AND e.standard = 'N23'
                         AND e.valid_from <= %(day)s AND e.valid_to > %(day)s) THEN 'exempt'
            WHEN i.number IS NULL OR n.population IS NULL THEN 'missing'
            WHEN i.number >= (n.population + 24999) / 25000 THEN 'met' ELSE 'unmet' END AS "N23"
FROM communities_street x LEFT JOIN centre c ON c.street_id = x.id LEFT JOIN institutions i ON i.street = x.id
    LEFT JOIN people n ON n.street_id = x.id
WHERE (x.valid_from IS NULL OR x.valid_from <= %(day)s) AND (x.valid_to IS NULL OR x.valid_to > %(day)s)
