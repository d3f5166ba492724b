CREATE OR REPLACE TEMP MACRO given(t) AS CASE WHEN t >= '!' AND t < chr(127) THEN t WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL ELSE t END;
CREATE OR REPLACE TEMP MACRO bare(t) AS CASE WHEN t >= '!' AND t < chr(127) AND t[-1] >= '!' AND t[-1] < chr(127) THEN t
    ELSE regexp_replace(t, '^[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+|[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+$', '', 'g') END;
CREATE OR REPLACE TEMP MACRO state_1(t) AS CASE WHEN t = '' THEN 'blank'
    WHEN t >= '!' AND t < chr(127) AND (CASE WHEN t < '@' THEN 335480072 WHEN t < '`' THEN 142868608 ELSE 142868608 END >> (ord(t) & 31)) & 1 = 0 THEN NULL
    WHEN t = '***' THEN 'withheld'
    WHEN t = '###' THEN 'withheld'
    WHEN t = 'REDACTED' THEN 'withheld'
    WHEN t = '[REDACTED]' THEN 'withheld'
    WHEN t = 'WITHHELD' THEN 'withheld'
    WHEN t = '███' THEN 'withheld'
    WHEN t = '7923.600 GC' THEN 'withheld'
    WHEN t = 'GC 7923.600' THEN 'withheld'
    WHEN t = '(b)(7)(C)' THEN 'withheld'
    WHEN NOT regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:|(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'withheld'
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
        cell_0 AS "raw row_id",
        cell_1 AS "raw requester",
        cell_2 AS "raw requester_group",
        cell_3 AS "raw state",
        cell_4 AS "raw month",
        cell_5 AS "raw queries"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw requester") AS "requester_state",
        state_1("raw queries") AS "queries_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw row_id") AS "row_id",
        CASE WHEN "requester_state" IS NULL THEN "raw requester" END AS "requester",
        given("raw requester_group") AS "requester_group",
        given("raw state") AS "state",
        nullif(bare("raw month"), '') AS "given month",
        CASE WHEN "queries_state" IS NULL THEN bare("raw queries") END AS "given queries"
    FROM states
),
typed AS (
    SELECT *,
        CASE WHEN regexp_full_match("given month", '[0-9]{4}-(?:0[1-9]|1[0-2])') THEN "given month" END AS "month",
        CASE WHEN regexp_full_match("given queries", '-?[0-9]{1,18}') THEN "given queries"::BIGINT
            WHEN regexp_full_match("given queries", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given queries", ',', ''), '[.]0+$', '')::BIGINT END AS "queries"
    FROM given_texts
)
SELECT
    "row_id",
    "requester",
    "requester_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "requester_state",
    "requester_group",
    "state",
    "month",
    "queries",
    "queries_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "queries_state",
    CASE WHEN ("given month" IS NOT NULL AND "month" IS NULL) OR ("given queries" IS NOT NULL AND "queries" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given month" IS NOT NULL AND "month" IS NULL THEN 'month: not a month written YYYY-MM' END,
        CASE WHEN "given queries" IS NOT NULL AND "queries" IS NULL THEN 'queries: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5])::VARCHAR END AS reject_cells,
    CASE WHEN "raw requester" = '' AND "raw requester_group" = '' AND "raw state" = '' AND "raw month" = '' AND "raw queries" = '' THEN NULL ELSE hash("raw requester", "raw requester_group", "raw state", "raw month", "raw queries", '') END AS content,
    CASE WHEN "given month" IS NOT NULL AND "month" IS NULL THEN try_cast(regexp_extract("given month", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year month"
FROM typed
