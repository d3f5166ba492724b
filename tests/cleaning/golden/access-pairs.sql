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
        cell_0 AS "raw owner",
        cell_1 AS "raw has_access",
        cell_2 AS "raw owner_id",
        cell_3 AS "raw has_access_id",
        cell_4 AS "raw seen"
    FROM judged
),
given_texts AS (
    SELECT *,
        given("raw owner") AS "owner",
        given("raw has_access") AS "has_access",
        given("raw owner_id") AS "owner_id",
        given("raw has_access_id") AS "has_access_id",
        without_midnight(nullif(bare("raw seen"), '')) AS "given seen"
    FROM texts
),
typed AS (
    SELECT *,
        read_day("given seen") AS "seen"
    FROM given_texts
)
SELECT
    "owner",
    "has_access",
    "owner_id",
    "has_access_id",
    "seen",
    CASE WHEN ("given seen" IS NOT NULL AND "seen" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given seen" IS NOT NULL AND "seen" IS NULL THEN 'seen: not a day in a form that is known' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4])::VARCHAR END AS reject_cells,
    CASE WHEN "raw owner" = '' AND "raw has_access" = '' AND "raw owner_id" = '' AND "raw has_access_id" = '' AND "raw seen" = '' THEN NULL ELSE hash("raw owner", "raw has_access", "raw owner_id", "raw has_access_id", "raw seen", '') END AS content,
    CASE WHEN "given seen" IS NOT NULL AND "seen" IS NULL THEN try_cast(regexp_extract("given seen", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year seen"
FROM typed
