CREATE OR REPLACE TEMP MACRO given(t) AS CASE WHEN t >= '!' AND t < chr(127) THEN t WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL ELSE t END;
CREATE OR REPLACE TEMP MACRO bare(t) AS CASE WHEN t >= '!' AND t < chr(127) AND t[-1] >= '!' AND t[-1] < chr(127) THEN t
    ELSE regexp_replace(t, '^[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+|[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+$', '', 'g') END;
CREATE OR REPLACE TEMP MACRO state_1(t) AS CASE WHEN t = '' THEN 'blank'
    WHEN t >= '!' AND t < chr(127) AND (CASE WHEN t < '@' THEN 0 WHEN t < '`' THEN 16384 ELSE 16384 END >> (ord(t) & 31)) & 1 = 0 THEN NULL
    WHEN t = '——' THEN 'not available'
    WHEN t = 'N/A' THEN 'not available'
    WHEN NOT regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:|(?:[—–]{1,3})|(?:(?i:n/a)|NA))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[—–]{1,3})|(?:(?i:n/a)|NA))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'not available'
    ELSE 'blank' END;

WITH records AS (
    FROM records_of_a_file
),
judged AS (
    SELECT *, NULL::VARCHAR AS reject
    FROM records
),
texts AS (
    SELECT *,
        cell_0 AS "raw state",
        cell_1 AS "raw agency",
        cell_2 AS "raw agency_type",
        cell_3 AS "raw county",
        cell_4 AS "raw model",
        cell_5 AS "raw signed",
        cell_6 AS "raw memorandum",
        cell_7 AS "raw addendum"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw county") AS "county_state",
        state_1("raw signed") AS "signed_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw state") AS "state",
        given("raw agency") AS "agency",
        given("raw agency_type") AS "agency_type",
        CASE WHEN "county_state" IS NULL THEN "raw county" END AS "county",
        given("raw model") AS "model",
        without_midnight(CASE WHEN "signed_state" IS NULL THEN bare("raw signed") END) AS "given signed",
        given("raw memorandum") AS "memorandum",
        given("raw addendum") AS "addendum"
    FROM states
),
typed AS (
    SELECT *,
        read_day("given signed") AS "signed"
    FROM given_texts
),
complete AS (
    SELECT *,
        NULL::VARCHAR AS "list"
    FROM typed
),
projected_1 AS (
    SELECT * REPLACE (
        coalesce(list, CASE WHEN signed_state IN ('never released', 'in this file, unread') THEN 'not known' ELSE 'participating' END) AS "list")
    FROM complete
)
SELECT
    "state",
    "agency",
    "agency_type",
    "county",
    "county_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "county_state",
    "model",
    "signed",
    "signed_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "signed_state",
    "memorandum",
    "addendum",
    "list",
    CASE WHEN ("given signed" IS NOT NULL AND "signed" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given signed" IS NOT NULL AND "signed" IS NULL THEN 'signed: not a day in a form that is known' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7])::VARCHAR END AS reject_cells,
    CASE WHEN "raw state" = '' AND "raw agency" = '' AND "raw agency_type" = '' AND "raw county" = '' AND "raw model" = '' AND "raw signed" = '' AND "raw memorandum" = '' AND "raw addendum" = '' THEN NULL ELSE hash("raw state", "raw agency", "raw agency_type", "raw county", "raw model", "raw signed", "raw memorandum", "raw addendum", '', '') END AS content,
    CASE WHEN "given signed" IS NOT NULL AND "signed" IS NULL THEN try_cast(regexp_extract("given signed", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year signed"
FROM projected_1
