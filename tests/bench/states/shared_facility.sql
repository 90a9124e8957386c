-- Facilities of resident units that are not known to be run for profit.
SELECT coalesce(p.street_id, c.street_id) AS street,
       CASE WHEN s.is_open AND s.fee IN ('free', 'low') THEN 'met'
            WHEN s.non_profit IS NULL OR s.is_open AND s.fee = '' THEN 'missing' ELSE 'unmet' END AS "N07"
FROM (SELECT *, opened <= %(day)s AND (opened_until IS NULL OR opened_until > %(day)s) AS is_open
      FROM services_sharedfacility) s
    JOIN organizations_residentunit x ON x.id = s.resident_unit_id
    JOIN communities_community c ON c.id = x.community_id
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
WHERE s.non_profit IS NOT FALSE
  AND (x.valid_from IS NULL OR x.valid_from <= %(day)s) AND (x.valid_to IS NULL OR x.valid_to > %(day)s)
  AND (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
