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
        cell_0 AS "raw place",
        cell_1 AS "raw month",
        cell_2 AS "raw measure",
        cell_3 AS "raw value",
        cell_4 AS "raw source"
    FROM judged
),
given_texts AS (
    SELECT *,
        given("raw place") AS "place",
        nullif(bare("raw month"), '') AS "given month",
        given("raw measure") AS "measure",
        nullif(bare("raw value"), '') AS "given value",
        given("raw source") AS "source"
    FROM texts
),
typed AS (
    SELECT *,
        CASE WHEN regexp_full_match("given month", '[0-9]{4}-(?:0[1-9]|1[0-2])') THEN "given month" END AS "month",
        CASE WHEN regexp_full_match("given value", '-?[0-9]{1,18}') THEN "given value"::BIGINT
            WHEN regexp_full_match("given value", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given value", ',', ''), '[.]0+$', '')::BIGINT END AS "value"
    FROM given_texts
)
SELECT
    "place",
    "month",
    "measure",
    "value",
    "source",
    CASE WHEN ("given month" IS NOT NULL AND "month" IS NULL) OR ("given value" IS NOT NULL AND "value" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given month" IS NOT NULL AND "month" IS NULL THEN 'month: not a month written YYYY-MM' END,
        CASE WHEN "given value" IS NOT NULL AND "value" IS NULL THEN 'value: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4])::VARCHAR END AS reject_cells,
    CASE WHEN "raw place" = '' AND "raw month" = '' AND "raw measure" = '' AND "raw value" = '' AND "raw source" = '' THEN NULL ELSE hash("raw place", "raw month", "raw measure", "raw value", "raw source", '') END AS content,
    CASE WHEN "given month" IS NOT NULL AND "month" IS NULL THEN try_cast(regexp_extract("given month", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year month"
FROM typed
