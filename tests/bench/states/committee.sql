-- Old committees: absorbed into a community, and everything of a closed one handed over.
WITH shares AS (
    SELECT s.from_committee_id AS unit,
           bool_or(s.to_community_id IS NOT NULL AND (s.extent = 'whole' OR o.valid_to <= %(day)s)) AS absorbed,
           sum(s.households) AS households, max(o.households) AS before,
           bool_or(s.households IS NULL AND s.extent = 'part') AS silent,
           sum(h.things) AS things, sum(h.unsettled) AS unsettled, sum(h.unknown) AS unknown
    FROM communities_adjustmentshare s
    JOIN communities_adjustment a ON a.id = s.adjustment_id
    JOIN communities_residentscommittee o ON o.id = s.from_committee_id
    LEFT JOIN (SELECT share_id, count(*) AS things, count(*) - count(amount) AS unknown,
                      count(*) FILTER (WHERE settled_on IS NULL OR settled_on > %(day)s) AS unsettled
               FROM communities_handover GROUP BY share_id) h ON h.share_id = s.id
    WHERE a.effective_on <= %(day)s GROUP BY s.from_committee_id
)
SELECT x.street_id AS street,
       CASE WHEN s.absorbed THEN 'met' WHEN s.absorbed = false OR x.valid_to IS NULL OR x.valid_to > %(day)s THEN 'unmet'
            ELSE 'missing' END AS "T1",
       CASE WHEN x.valid_to IS NULL OR x.valid_to > %(day)s THEN 'not_applicable'
            WHEN EXISTS (SELECT FROM reporting_exemption e WHERE e.committee_id = x.id AND e.standard = 'N03'
                         AND e.valid_from <= %(day)s AND e.valid_to > %(day)s) THEN 'exempt'
            WHEN s.unit IS NULL THEN 'missing'
            WHEN s.unsettled > 0 OR s.households > s.before OR s.households < s.before AND NOT s.silent THEN 'unmet'
            WHEN s.things IS NULL OR s.unknown > 0 OR s.silent THEN 'missing' ELSE 'met' END AS "N03"
FROM communities_residentscommittee x LEFT JOIN shares s ON s.unit = x.id
WHERE x.valid_from IS NULL OR x.valid_from <= %(day)s
