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
        cell_0 AS "raw organization"
    FROM judged
),
given_texts AS (
    SELECT *,
        given("raw organization") AS "organization"
    FROM texts
),
complete AS (
    SELECT *,
        NULL::VARCHAR AS "direction"
    FROM given_texts
),
projected_1 AS (
    SELECT * REPLACE (
        coalesce(direction, 'not known') AS "direction")
    FROM complete
)
SELECT
    "organization",
    "direction",
    NULL::VARCHAR AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0])::VARCHAR END AS reject_cells,
    CASE WHEN "raw organization" = '' THEN NULL ELSE hash("raw organization", '', '') END AS content
FROM projected_1
