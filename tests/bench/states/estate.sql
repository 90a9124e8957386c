-- Estates: the safe-estate honour, and the rooms of those that were approved under the rule.
SELECT coalesce(p.street_id, c.street_id) AS street,
       CASE WHEN h.known > 0 THEN 'met' WHEN h.unknown > 0 THEN 'missing' ELSE 'unmet' END AS "T7",
       CASE WHEN x.approved_on < '2002-06-24' OR x.approved_on IS NULL AND x.completed_on < '2002-06-24'
                 OR NOT x.contiguous_development AND x.households < 1500 THEN 'not_applicable'
            WHEN EXISTS (SELECT FROM reporting_exemption e WHERE e.estate_id = x.id AND e.standard = 'N05'
                         AND e.valid_from <= %(day)s AND e.valid_to > %(day)s) THEN 'exempt'
            WHEN least(x.office_m2, x.activity_m2) IS NULL THEN 'missing'
            WHEN (x.office_m2 IS NULL OR x.activity_m2 IS NULL) AND least(x.office_m2, x.activity_m2) >= 100 THEN 'missing'
            WHEN least(x.office_m2, x.activity_m2) >= 100 THEN 'met'
            WHEN x.approved_on >= '2002-06-24' AND (x.contiguous_development OR x.households >= 1500) THEN 'unmet'
            ELSE 'missing' END AS "N05"
FROM communities_estate x
    JOIN communities_community c ON c.id = x.community_id
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    LEFT JOIN (SELECT estate_id, count(awarded_on) AS known, count(*) - count(awarded_on) AS unknown
               FROM communities_honour
               WHERE kind = 'safe' AND estate_id IS NOT NULL AND (awarded_on IS NULL OR awarded_on <= %(day)s)
                 AND (withdrawn_on IS NULL OR withdrawn_on > %(day)s) GROUP BY estate_id) h ON h.estate_id = x.id
WHERE (x.completed_on IS NULL OR x.completed_on <= %(day)s) AND (x.closed_on IS NULL OR x.closed_on > %(day)s)
  AND (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
