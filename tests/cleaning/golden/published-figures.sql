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
        cell_0 AS "raw claim_id",
        cell_1 AS "raw type",
        cell_2 AS "raw topic",
        cell_3 AS "raw statement",
        cell_4 AS "raw value",
        cell_5 AS "raw unit",
        cell_6 AS "raw qualifier",
        cell_7 AS "raw period_start",
        cell_8 AS "raw period_end",
        cell_9 AS "raw agency_or_state",
        cell_10 AS "raw members",
        cell_11 AS "raw origin",
        cell_12 AS "raw rank",
        cell_13 AS "raw source_org",
        cell_14 AS "raw source_title",
        cell_15 AS "raw source_url",
        cell_16 AS "raw source_date",
        cell_17 AS "raw notes"
    FROM judged
),
given_texts AS (
    SELECT *,
        given("raw claim_id") AS "claim_id",
        given("raw type") AS "type",
        given("raw topic") AS "topic",
        given("raw statement") AS "statement",
        given("raw value") AS "value",
        given("raw unit") AS "unit",
        given("raw qualifier") AS "qualifier",
        given("raw period_start") AS "period_start",
        given("raw period_end") AS "period_end",
        given("raw agency_or_state") AS "agency_or_state",
        given("raw members") AS "members",
        given("raw origin") AS "origin",
        given("raw rank") AS "rank",
        given("raw source_org") AS "source_org",
        given("raw source_title") AS "source_title",
        given("raw source_url") AS "source_url",
        given("raw source_date") AS "source_date",
        given("raw notes") AS "notes"
    FROM texts
)
SELECT
    "claim_id",
    "type",
    "topic",
    "statement",
    "value",
    "unit",
    "qualifier",
    "period_start",
    "period_end",
    "agency_or_state",
    "members",
    "origin",
    "rank",
    "source_org",
    "source_title",
    "source_url",
    "source_date",
    "notes",
    NULL::VARCHAR AS problems,
    reject,
    CASE WHEN reject IS NOT NULL THEN [cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7, cell_8, cell_9, cell_10, cell_11, cell_12, cell_13, cell_14, cell_15, cell_16, cell_17] END AS reject_cells,
    CASE WHEN "raw type" = '' AND "raw topic" = '' AND "raw statement" = '' AND "raw value" = '' AND "raw unit" = '' AND "raw qualifier" = '' AND "raw period_start" = '' AND "raw period_end" = '' AND "raw agency_or_state" = '' AND "raw members" = '' AND "raw origin" = '' AND "raw rank" = '' AND "raw source_org" = '' AND "raw source_title" = '' AND "raw source_url" = '' AND "raw source_date" = '' AND "raw notes" = '' THEN NULL ELSE hash("raw type", "raw topic", "raw statement", "raw value", "raw unit", "raw qualifier", "raw period_start", "raw period_end", "raw agency_or_state", "raw members", "raw origin", "raw rank", "raw source_org", "raw source_title", "raw source_url", "raw source_date", "raw notes", '') END AS content
FROM given_texts
