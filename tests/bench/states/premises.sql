-- Premises: whether the community's committee holds the title, with the day of its transfer.
SELECT coalesce(p.street_id, c.street_id) AS street,
       CASE WHEN x.title_holder = 'committee' AND x.transferred_on <= %(day)s THEN 'met'
            WHEN x.property_management IS NULL OR x.title_holder = ''
                 OR x.title_holder = 'committee' AND x.transferred_on IS NULL THEN 'missing'
            ELSE 'unmet' END AS "N04"
FROM communities_premises x
    JOIN communities_community c ON c.id = x.community_id
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
WHERE x.origin IN ('public', 'commission') AND x.property_management IS NOT TRUE
  AND (x.held_from IS NULL OR x.held_from <= %(day)s) AND (x.held_to IS NULL OR x.held_to > %(day)s)
  AND (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
