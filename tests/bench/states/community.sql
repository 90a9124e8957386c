-- The state of every community by every norm, target and advice of the directive on a day, each table read once.
WITH figures AS (
    SELECT community_id AS unit,
           (array_agg(households ORDER BY counted_on DESC, id DESC) FILTER (WHERE households IS NOT NULL))[1]::bigint AS households,
           (array_agg(population ORDER BY counted_on DESC, id DESC) FILTER (WHERE population IS NOT NULL))[1]::bigint AS population,
           (array_agg(volunteers ORDER BY counted_on DESC, id DESC) FILTER (WHERE volunteers IS NOT NULL))[1]::bigint AS volunteers
    FROM communities_communityfigures WHERE counted_on <= %(day)s GROUP BY community_id
), facilities AS (
    SELECT community_id AS unit,
           max((still AND kind = 'office')::int) + max((still AND kind = 'police_room')::int)
           + max((still AND kind = 'activity_room')::int) + max((still AND kind = 'health_room')::int) AS rooms,
           coalesce(max(floor_area_m2) FILTER (WHERE still AND kind = 'service_station'), 0) AS station,
           bool_or(still AND kind = 'service_station' AND floor_area_m2 IS NULL) AS station_unknown,
           coalesce(max(floor_area_m2) FILTER (WHERE still AND kind = 'activity_room'), 0) AS activity,
           bool_or(still AND kind = 'activity_room' AND floor_area_m2 IS NULL) AS activity_unknown,
           count(*) FILTER (WHERE still AND kind = 'health_institution') AS institutions
    FROM (SELECT *, closed_on IS NULL OR closed_on > %(day)s AS still FROM services_facility
          WHERE community_id IS NOT NULL AND (opened_on IS NULL OR opened_on <= %(day)s)) f
    GROUP BY community_id
), coverage AS (
    SELECT h.community_id AS unit,
           count(*) FILTER (WHERE (h.valid_to IS NULL OR h.valid_to > %(day)s)
                              AND (f.opened_on IS NULL OR f.opened_on <= %(day)s)
                              AND (f.closed_on IS NULL OR f.closed_on > %(day)s)) AS served
    FROM services_healthcoverage h JOIN services_facility f ON f.id = h.institution_id
    WHERE h.valid_from IS NULL OR h.valid_from <= %(day)s GROUP BY h.community_id
), premises AS (
    SELECT community_id AS unit,
           max((still AND use IN ('office', 'both'))::int) + max((still AND use IN ('service', 'both'))::int) AS uses
    FROM (SELECT *, held_to IS NULL OR held_to > %(day)s AS still FROM communities_premises
          WHERE held_from IS NULL OR held_from <= %(day)s) p
    GROUP BY community_id
), honours AS (
    SELECT community_id AS unit,
           count(*) FILTER (WHERE kind = 'civilized' AND level = 'municipal' AND awarded_on IS NOT NULL) AS municipal,
           count(*) FILTER (WHERE kind = 'civilized' AND level = 'municipal' AND awarded_on IS NULL) AS municipal_unknown,
           count(*) FILTER (WHERE kind = 'civilized' AND awarded_on IS NOT NULL) AS civilized,
           count(*) FILTER (WHERE kind = 'civilized' AND awarded_on IS NULL) AS civilized_unknown,
           count(*) FILTER (WHERE kind = 'green' AND awarded_on IS NOT NULL) AS green,
           count(*) FILTER (WHERE kind = 'green' AND awarded_on IS NULL) AS green_unknown
    FROM communities_honour
    WHERE community_id IS NOT NULL AND (awarded_on IS NULL OR awarded_on <= %(day)s)
      AND (withdrawn_on IS NULL OR withdrawn_on > %(day)s)
    GROUP BY community_id
), parties AS (
    SELECT p.community_id AS unit, bool_or(p.still) AS stands, bool_or(p.established_on <= c.founded_on) AS in_time,
           bool_or(p.established_on IS NULL OR c.founded_on IS NULL) AS unknown,
           coalesce(max((p.still AND p.liaison_since <= %(day)s)::int), 0) AS liaison
    FROM (SELECT *, valid_to IS NULL OR valid_to > %(day)s AS still FROM organizations_partyorganization
          WHERE valid_from IS NULL OR valid_from <= %(day)s) p
    JOIN communities_community c ON c.id = p.community_id
    GROUP BY p.community_id
), counted AS (
    SELECT community_id AS unit, max((registered_elsewhere IS NOT NULL)::int) AS elsewhere
    FROM organizations_partymembercount WHERE counted_on <= %(day)s GROUP BY community_id
), mass AS (
    SELECT community_id AS unit, count(DISTINCT kind) FILTER (WHERE valid_to IS NULL OR valid_to > %(day)s) AS kinds
    FROM organizations_massorganization WHERE valid_from IS NULL OR valid_from <= %(day)s GROUP BY community_id
), terms AS MATERIALIZED (
    SELECT t.id, b.community_id, b.kind,
           t.ends_on > %(day)s AND (b.valid_from IS NULL OR b.valid_from <= %(day)s)
           AND (b.valid_to IS NULL OR b.valid_to > %(day)s) AS runs
    FROM organizations_term t JOIN organizations_body b ON b.id = t.body_id WHERE t.started_on <= %(day)s
), bodies AS (
    SELECT community_id AS unit, count(DISTINCT kind) FILTER (WHERE runs) AS kinds FROM terms GROUP BY community_id
), members AS MATERIALIZED (
    SELECT t.community_id, m.person_name, m.party_post,
           t.runs AND (m.valid_to IS NULL OR m.valid_to > %(day)s) AS sits
    FROM organizations_member m JOIN terms t ON t.id = m.term_id
    WHERE t.kind = 'committee' AND (m.valid_from IS NULL OR m.valid_from <= %(day)s)
), committee AS (
    SELECT community_id AS unit, count(*) FILTER (WHERE sits) AS seats,
           count(*) FILTER (WHERE sits AND party_post <> '') AS in_both
    FROM members GROUP BY community_id
), staff AS (
    SELECT community_id AS unit, count(*) FILTER (WHERE still AND full_time) AS full_time,
           count(*) FILTER (WHERE still) AS everybody,
           count(*) FILTER (WHERE still AND birth_year >= extract(year FROM %(day)s::date) - 45) AS young,
           count(*) FILTER (WHERE still AND birth_year IS NULL) AS unknown
    FROM (SELECT *, left_on IS NULL OR left_on > %(day)s AS still FROM organizations_staffmember
          WHERE started_on IS NULL OR started_on <= %(day)s) s
    GROUP BY community_id
), funds AS (
    SELECT community_id AS unit,
           bool_or(fiscal_year = year) AS told,
           bool_or(fiscal_year = year AND kind = 'work' AND budgeted > 0) AS work,
           bool_or(fiscal_year = year AND kind = 'work' AND allocated < budgeted) AS work_short,
           bool_or(fiscal_year = year AND kind = 'work' AND (budgeted IS NULL OR allocated IS NULL AND budgeted > 0)) AS work_unknown,
           bool_or(fiscal_year = year AND kind = 'allowance' AND budgeted > 0) AS allowance,
           bool_or(fiscal_year = year AND kind = 'allowance' AND allocated < budgeted) AS allowance_short,
           bool_or(fiscal_year = year AND kind = 'allowance' AND (budgeted IS NULL OR allocated IS NULL AND budgeted > 0)) AS allowance_unknown,
           sum(budgeted) FILTER (WHERE fiscal_year = year) AS budget,
           sum(budgeted) FILTER (WHERE fiscal_year = year - 1) AS budget_before,
           bool_or(fiscal_year >= year - 1 AND budgeted IS NULL) AS budget_unknown,
           bool_or(fiscal_year < year) AS earlier
    FROM organizations_fund, (SELECT extract(year FROM %(day)s::date)::int AS year) y
    WHERE fiscal_year <= year GROUP BY community_id
), teams AS (
    SELECT community_id AS unit, coalesce(sum(members_count) FILTER (WHERE still), 0) AS volunteers,
           bool_or(still AND members_count IS NULL) AS unknown
    FROM (SELECT *, valid_to IS NULL OR valid_to > %(day)s AS still FROM services_volunteerteam
          WHERE valid_from IS NULL OR valid_from <= %(day)s) t
    GROUP BY community_id
), brands AS (
    SELECT community_id AS unit, count(*) FILTER (WHERE valid_to IS NULL OR valid_to > %(day)s) AS brands
    FROM services_culturebrand WHERE valid_from IS NULL OR valid_from <= %(day)s GROUP BY community_id
), rooms AS (
    SELECT community_id AS unit, bool_or(still AND up_to_standard) AS up_to_standard,
           bool_or(still AND up_to_standard IS NULL) AS unknown
    FROM (SELECT *, valid_to IS NULL OR valid_to > %(day)s AS still FROM security_policeroom
          WHERE valid_from IS NULL OR valid_from <= %(day)s) r
    GROUP BY community_id
), officers AS MATERIALIZED (
    SELECT r.id AS room, r.community_id, o.name, o.is_head,
           (o.valid_to IS NULL OR o.valid_to > %(day)s) AND (r.valid_from IS NULL OR r.valid_from <= %(day)s)
           AND (r.valid_to IS NULL OR r.valid_to > %(day)s) AS serves
    FROM security_policeofficer o JOIN security_policeroom r ON r.id = o.room_id
    WHERE o.valid_from IS NULL OR o.valid_from <= %(day)s
), serving AS (
    SELECT community_id AS unit, count(*) FILTER (WHERE serves) AS officers FROM officers GROUP BY community_id
), heads AS (
    SELECT unit, bool_or(seated) AS seated FROM (
        SELECT o.community_id AS unit, EXISTS (SELECT FROM members m WHERE m.sits AND m.community_id = o.community_id
                                               AND m.person_name = o.name) AS seated
        FROM officers o WHERE o.serves AND o.is_head
        UNION ALL
        SELECT r.community_id, true
        FROM security_policeroom r JOIN organizations_member m ON m.id = r.head_id JOIN terms t ON t.id = m.term_id
        WHERE t.runs AND (m.valid_from IS NULL OR m.valid_from <= %(day)s)
          AND (m.valid_to IS NULL OR m.valid_to > %(day)s) AND (r.valid_from IS NULL OR r.valid_from <= %(day)s)
          AND (r.valid_to IS NULL OR r.valid_to > %(day)s)
          AND NOT EXISTS (SELECT FROM officers o WHERE o.room = r.id AND o.serves AND o.is_head)
    ) h GROUP BY unit
), guards AS (
    SELECT community_id AS unit,
           bool_or(still AND kind = 'security' AND members_count > 0) AS security,
           bool_or(still AND kind = 'security' AND members_count IS NULL) AS security_unknown,
           bool_or(still AND kind = 'mediation' AND members_count > 0) AS mediation,
           bool_or(still AND kind = 'mediation' AND members_count IS NULL) AS mediation_unknown
    FROM (SELECT *, valid_to IS NULL OR valid_to > %(day)s AS still FROM security_securityorganization
          WHERE valid_from IS NULL OR valid_from <= %(day)s) s
    GROUP BY community_id
), measures AS (
    SELECT community_id AS unit, count(DISTINCT kind) FILTER (WHERE valid_to IS NULL OR valid_to > %(day)s) AS kinds
    FROM security_measure WHERE valid_from IS NULL OR valid_from <= %(day)s GROUP BY community_id
), exempt AS (
    SELECT community_id AS unit, array_agg(standard::text) AS codes FROM reporting_exemption
    WHERE community_id IS NOT NULL AND valid_from <= %(day)s AND valid_to > %(day)s GROUP BY community_id
), states AS (
    SELECT coalesce(p.street_id, c.street_id) AS street,
        CASE WHEN 'N01' = ANY (e.codes) THEN 'exempt' WHEN f.households IS NULL THEN 'missing'
             WHEN f.households BETWEEN 2500 AND 5000 THEN 'met' ELSE 'unmet' END AS "N01",
        CASE WHEN 'N02' = ANY (e.codes) THEN 'exempt' WHEN fa.rooms IS NULL THEN 'missing'
             WHEN fa.rooms = 4 THEN 'met' ELSE 'unmet' END AS "N02",
        CASE WHEN 'N06' = ANY (e.codes) THEN 'exempt' WHEN pr.uses IS NULL THEN 'missing'
             WHEN pr.uses = 2 THEN 'met' ELSE 'unmet' END AS "N06",
        CASE WHEN 'N08' = ANY (e.codes) THEN 'exempt' WHEN pa.stands IS NULL THEN 'missing'
             WHEN pa.stands AND pa.in_time THEN 'met' WHEN pa.stands AND pa.unknown THEN 'missing'
             ELSE 'unmet' END AS "N08",
        CASE WHEN 'N09' = ANY (e.codes) THEN 'exempt' WHEN pa.liaison IS NULL AND co.elsewhere IS NULL THEN 'missing'
             WHEN pa.liaison + co.elsewhere = 2 THEN 'met' ELSE 'unmet' END AS "N09",
        CASE WHEN 'N10' = ANY (e.codes) THEN 'exempt' WHEN ma.kinds IS NULL THEN 'missing'
             WHEN ma.kinds = 3 THEN 'met' ELSE 'unmet' END AS "N10",
        CASE WHEN 'N11' = ANY (e.codes) THEN 'exempt' WHEN bo.kinds IS NULL THEN 'missing'
             WHEN bo.kinds = 3 THEN 'met' ELSE 'unmet' END AS "N11",
        CASE WHEN 'N13' = ANY (e.codes) THEN 'exempt' WHEN st.full_time IS NULL OR f.households IS NULL THEN 'missing'
             WHEN st.full_time >= (f.households + 699) / 700 THEN 'met' ELSE 'unmet' END AS "N13",
        CASE WHEN 'N14' = ANY (e.codes) THEN 'exempt' WHEN cm.seats IS NULL THEN 'missing'
             WHEN cm.seats BETWEEN 5 AND 7 THEN 'met' ELSE 'unmet' END AS "N14",
        CASE WHEN 'N16' = ANY (e.codes) THEN 'exempt' WHEN fu.told IS NOT TRUE THEN 'missing'
             WHEN fu.work AND fu.allowance AND coalesce(fu.work_short, false) = false AND fu.work_unknown IS NOT TRUE
                  AND coalesce(fu.allowance_short, false) = false AND fu.allowance_unknown IS NOT TRUE THEN 'met'
             WHEN ((fu.work AND fu.work_short IS NOT TRUE AND fu.work_unknown IS NOT TRUE)
                   OR (fu.work_unknown AND fu.work_short IS NOT TRUE))
              AND ((fu.allowance AND fu.allowance_short IS NOT TRUE AND fu.allowance_unknown IS NOT TRUE)
                   OR (fu.allowance_unknown AND fu.allowance_short IS NOT TRUE)) THEN 'missing'
             ELSE 'unmet' END AS "N16",
        CASE WHEN fu.earlier = false THEN 'not_applicable' WHEN 'N17' = ANY (e.codes) THEN 'exempt'
             WHEN fu.budget IS NULL OR fu.budget_before IS NULL OR fu.budget_unknown THEN 'missing'
             WHEN fu.budget > fu.budget_before THEN 'met' ELSE 'unmet' END AS "N17",
        CASE WHEN 'N19' = ANY (e.codes) THEN 'exempt' WHEN fa.station IS NULL THEN 'missing'
             WHEN fa.station >= 30 THEN 'met' WHEN fa.station_unknown THEN 'missing' ELSE 'unmet' END AS "N19",
        CASE WHEN 'N20' = ANY (e.codes) THEN 'exempt' WHEN fa.activity IS NULL THEN 'missing'
             WHEN fa.activity >= 50 THEN 'met' WHEN fa.activity_unknown THEN 'missing' ELSE 'unmet' END AS "N20",
        CASE WHEN 'N21' = ANY (e.codes) THEN 'exempt'
             WHEN coalesce(te.volunteers, f.volunteers) IS NULL OR f.population IS NULL THEN 'missing'
             WHEN coalesce(te.volunteers, f.volunteers) * 100 >= f.population THEN 'met'
             WHEN te.unknown THEN 'missing' ELSE 'unmet' END AS "N21",
        CASE WHEN 'N22' = ANY (e.codes) THEN 'exempt' WHEN fa.institutions IS NULL AND cv.served IS NULL THEN 'missing'
             WHEN coalesce(fa.institutions, 0) + coalesce(cv.served, 0) > 0 THEN 'met' ELSE 'unmet' END AS "N22",
        CASE WHEN 'N24' = ANY (e.codes) THEN 'exempt' WHEN ro.unknown IS NULL THEN 'missing'
             WHEN ro.up_to_standard THEN 'met' WHEN ro.unknown THEN 'missing' ELSE 'unmet' END AS "N24",
        CASE WHEN 'N25' = ANY (e.codes) THEN 'exempt' WHEN se.officers IS NULL THEN 'missing'
             WHEN se.officers BETWEEN 1 AND 2 THEN 'met' ELSE 'unmet' END AS "N25",
        CASE WHEN 'N26' = ANY (e.codes) THEN 'exempt' WHEN he.seated IS NULL THEN 'missing'
             WHEN he.seated THEN 'met' ELSE 'unmet' END AS "N26",
        CASE WHEN 'N27' = ANY (e.codes) THEN 'exempt' WHEN gu.unit IS NULL THEN 'missing'
             WHEN gu.security AND gu.mediation THEN 'met'
             WHEN (gu.security OR gu.security_unknown) AND (gu.mediation OR gu.mediation_unknown) THEN 'missing'
             ELSE 'unmet' END AS "N27",
        CASE WHEN 'N28' = ANY (e.codes) THEN 'exempt' WHEN me.kinds IS NULL THEN 'missing'
             WHEN me.kinds = 3 THEN 'met' ELSE 'unmet' END AS "N28",
        CASE WHEN cm.in_both IS NULL THEN 'missing' WHEN cm.in_both > 0 THEN 'met' ELSE 'unmet' END AS "A01",
        CASE WHEN st.everybody = 0 THEN 'not_applicable' WHEN st.everybody IS NULL THEN 'missing'
             WHEN st.young * 2 >= st.everybody THEN 'met' WHEN (st.young + st.unknown) * 2 >= st.everybody THEN 'missing'
             ELSE 'unmet' END AS "A02",
        CASE WHEN br.brands IS NULL THEN 'missing' WHEN br.brands > 0 THEN 'met' ELSE 'unmet' END AS "A03",
        CASE WHEN ho.green > 0 THEN 'met' WHEN ho.green_unknown > 0 THEN 'missing' ELSE 'unmet' END AS "A04",
        CASE WHEN ho.municipal > 0 THEN 'met' WHEN ho.municipal_unknown > 0 THEN 'missing' ELSE 'unmet' END AS "T4",
        CASE WHEN ho.civilized > 0 THEN 'met' WHEN ho.civilized_unknown > 0 THEN 'missing' ELSE 'unmet' END AS "T6H"
    FROM communities_community c
    LEFT JOIN communities_communityplacement p ON p.community_id = c.id
         AND (p.valid_from IS NULL OR p.valid_from <= %(day)s) AND (p.valid_to IS NULL OR p.valid_to > %(day)s)
    LEFT JOIN figures f ON f.unit = c.id LEFT JOIN facilities fa ON fa.unit = c.id
    LEFT JOIN coverage cv ON cv.unit = c.id LEFT JOIN premises pr ON pr.unit = c.id
    LEFT JOIN honours ho ON ho.unit = c.id LEFT JOIN parties pa ON pa.unit = c.id
    LEFT JOIN counted co ON co.unit = c.id LEFT JOIN mass ma ON ma.unit = c.id
    LEFT JOIN bodies bo ON bo.unit = c.id LEFT JOIN committee cm ON cm.unit = c.id
    LEFT JOIN staff st ON st.unit = c.id LEFT JOIN funds fu ON fu.unit = c.id
    LEFT JOIN teams te ON te.unit = c.id LEFT JOIN brands br ON br.unit = c.id
    LEFT JOIN rooms ro ON ro.unit = c.id LEFT JOIN serving se ON se.unit = c.id
    LEFT JOIN heads he ON he.unit = c.id LEFT JOIN guards gu ON gu.unit = c.id
    LEFT JOIN measures me ON me.unit = c.id LEFT JOIN exempt e ON e.unit = c.id
    WHERE (c.founded_on IS NULL OR c.founded_on <= %(day)s) AND (c.closed_on IS NULL OR c.closed_on > %(day)s)
    OFFSET 0
)
SELECT states.*, "T4" AS "T5", "N16" AS "T3",
       CASE WHEN 'unmet' IN ("N08", "N11") THEN 'unmet' WHEN 'missing' IN ("N08", "N11") THEN 'missing'
            WHEN 'exempt' IN ("N08", "N11") THEN 'exempt' ELSE 'met' END AS "T2",
       CASE WHEN 'unmet' IN ("N24", "N25", "N27", "N28", "N02", "N19", "N20", "N22", "N21", "T6H", "N11", "N13", "N14", "N16") THEN 'unmet'
            WHEN 'missing' IN ("N24", "N25", "N27", "N28", "N02", "N19", "N20", "N22", "N21", "T6H", "N11", "N13", "N14", "N16") THEN 'missing'
            WHEN 'exempt' IN ("N24", "N25", "N27", "N28", "N02", "N19", "N20", "N22", "N21", "T6H", "N11", "N13", "N14", "N16") THEN 'exempt'
            ELSE 'met' END AS "T6"
FROM states
