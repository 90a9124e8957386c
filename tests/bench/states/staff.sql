-- Staff who serve: by which way they were recruited.
SELECT coalesce(p.street_id, c.street_id) AS street,
       CASE WHEN x.recruited_by IN ('open_recruitment', 'election', 'competition') THEN 'met'
            WHEN x.recruited_by = '' THEN 'missing' ELSE 'unmet' END AS "N15"
FROM organizations_staffmember x
    JOIN communities_community c ON c.id = x.community_id
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
WHERE (x.started_on IS NULL OR x.started_on <= %(day)s) AND (x.left_on IS NULL OR x.left_on > %(day)s)
  AND (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
