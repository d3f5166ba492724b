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
        cell_0 AS "raw list_date",
        cell_1 AS "raw edition",
        cell_2 AS "raw list",
        cell_3 AS "raw state",
        cell_4 AS "raw model",
        cell_5 AS "raw agreements"
    FROM judged
),
given_texts AS (
    SELECT *,
        without_midnight(nullif(bare("raw list_date"), '')) AS "given list_date",
        given("raw edition") AS "edition",
        given("raw list") AS "list",
        given("raw state") AS "state",
        given("raw model") AS "model",
        nullif(bare("raw agreements"), '') AS "given agreements"
    FROM texts
),
typed AS (
    SELECT *,
        read_day("given list_date") AS "list_date",
        CASE WHEN regexp_full_match("given agreements", '-?[0-9]{1,18}') THEN "given agreements"::BIGINT
            WHEN regexp_full_match("given agreements", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given agreements", ',', ''), '[.]0+$', '')::BIGINT END AS "agreements"
    FROM given_texts
)
SELECT
    "list_date",
    "edition",
    "list",
    "state",
    "model",
    "agreements",
    CASE WHEN ("given list_date" IS NOT NULL AND "list_date" IS NULL) OR ("given agreements" IS NOT NULL AND "agreements" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given list_date" IS NOT NULL AND "list_date" IS NULL THEN 'list_date: not a day in a form that is known' END,
        CASE WHEN "given agreements" IS NOT NULL AND "agreements" IS NULL THEN 'agreements: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5])::VARCHAR END AS reject_cells,
    CASE WHEN "raw list_date" = '' AND "raw edition" = '' AND "raw list" = '' AND "raw state" = '' AND "raw model" = '' AND "raw agreements" = '' THEN NULL ELSE hash("raw list_date", "raw edition", "raw list", "raw state", "raw model", "raw agreements", '') END AS content,
    CASE WHEN "given list_date" IS NOT NULL AND "list_date" IS NULL THEN try_cast(regexp_extract("given list_date", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year list_date"
FROM typed
