-- Members' congresses: members from residents and from resident units, and an election of the running term.
WITH seated AS (
    SELECT t.body_id, max((s.sits AND s.elected_from = 'residents')::int)
           + max((s.sits AND s.elected_from = 'resident_unit')::int) AS origins,
           count(*) FILTER (WHERE s.sits AND s.elected_from = '') AS unknown
    FROM organizations_term t JOIN organizations_body b ON b.id = t.body_id
    CROSS JOIN LATERAL (SELECT t.ends_on > %(day)s AND (b.valid_from IS NULL OR b.valid_from <= %(day)s)
                               AND (b.valid_to IS NULL OR b.valid_to > %(day)s) AS runs) r
    JOIN (SELECT term_id, elected_from, valid_to IS NULL OR valid_to > %(day)s AS there FROM organizations_member
          WHERE valid_from IS NULL OR valid_from <= %(day)s) m ON m.term_id = t.id
    CROSS JOIN LATERAL (SELECT r.runs AND m.there AS sits, m.elected_from) s
    WHERE b.kind = 'congress' AND t.started_on <= %(day)s GROUP BY t.body_id
), elected AS (
    SELECT t.body_id, max((t.started_on <= %(day)s AND t.ends_on > %(day)s)::int) AS election
    FROM organizations_election e JOIN organizations_term t ON t.id = e.term_id
    JOIN organizations_body b ON b.id = t.body_id
    WHERE b.kind = 'congress' AND e.held_on <= %(day)s GROUP BY t.body_id
)
SELECT coalesce(p.street_id, c.street_id) AS street,
       CASE WHEN s.origins IS NULL AND e.election IS NULL THEN 'missing'
            WHEN coalesce(s.origins, 0) + coalesce(e.election, 0) = 3 THEN 'met'
            WHEN coalesce(s.origins, 0) + coalesce(e.election, 0) + coalesce(least(s.unknown, 2 - s.origins), 0) >= 3
            THEN 'missing' ELSE 'unmet' END AS "N12"
FROM organizations_body x
    JOIN communities_community c ON c.id = x.community_id
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    LEFT JOIN seated s ON s.body_id = x.id LEFT JOIN elected e ON e.body_id = x.id
WHERE x.kind = 'congress' AND (x.valid_from IS NULL OR x.valid_from <= %(day)s)
  AND (x.valid_to IS NULL OR x.valid_to > %(day)s) AND (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
