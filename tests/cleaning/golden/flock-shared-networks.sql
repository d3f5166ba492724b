CREATE OR REPLACE TEMP MACRO given(t) AS CASE WHEN t >= '!' AND t < chr(127) THEN t WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL ELSE t END;
CREATE OR REPLACE TEMP MACRO bare(t) AS CASE WHEN t >= '!' AND t < chr(127) AND t[-1] >= '!' AND t[-1] < chr(127) THEN t
    ELSE regexp_replace(t, '^[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+|[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+$', '', 'g') END;

WITH records AS (
    FROM records_of_a_file
),
judged AS (
    SELECT *, NULL::VARCHAR AS reject
    FROM records
),
texts AS (
    SELECT *,
        cell_0 AS "raw organization",
        cell_1 AS "raw shared_with_me",
        cell_2 AS "raw i_share"
    FROM judged
),
given_texts AS (
    SELECT *,
        given("raw organization") AS "organization",
        given("raw shared_with_me") AS "shared_with_me",
        given("raw i_share") AS "i_share"
    FROM texts
),
complete AS (
    SELECT *,
        NULL::BIGINT AS "networks_from_them",
        NULL::BIGINT AS "networks_to_them",
        NULL::VARCHAR AS "direction"
    FROM given_texts
),
projected_1 AS (
    SELECT * REPLACE (
        len(list_filter(string_split(regexp_replace(regexp_replace(coalesce(shared_with_me, ''), ',([^\s\v\x{1c}-\x{1f}\x{85}\p{Z}])', chr(1) || '\1', 'g'), ',([^\s\v\x{1c}-\x{1f}\x{85}\p{Z}])', chr(1) || '\1', 'g'), chr(1)), lambda n: regexp_matches(n, '[^\s\v\x{1c}-\x{1f}\x{85}\p{Z}]'))) AS "networks_from_them",
        len(list_filter(string_split(regexp_replace(regexp_replace(coalesce(i_share, ''), ',([^\s\v\x{1c}-\x{1f}\x{85}\p{Z}])', chr(1) || '\1', 'g'), ',([^\s\v\x{1c}-\x{1f}\x{85}\p{Z}])', chr(1) || '\1', 'g'), chr(1)), lambda n: regexp_matches(n, '[^\s\v\x{1c}-\x{1f}\x{85}\p{Z}]'))) AS "networks_to_them")
    FROM complete
),
projected_2 AS (
    SELECT * REPLACE (
        CASE WHEN networks_from_them > 0 AND networks_to_them > 0 THEN 'both'
        WHEN networks_from_them > 0 THEN 'with me'
        WHEN networks_to_them > 0 THEN 'from me' ELSE 'neither' END AS "direction")
    FROM projected_1
)
SELECT
    "organization",
    "shared_with_me",
    "i_share",
    "networks_from_them",
    "networks_to_them",
    "direction",
    NULL::VARCHAR AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2])::VARCHAR END AS reject_cells,
    CASE WHEN "raw organization" = '' AND "raw shared_with_me" = '' AND "raw i_share" = '' THEN NULL ELSE hash("raw organization", "raw shared_with_me", "raw i_share", '', '', '', '') END AS content
FROM projected_2
