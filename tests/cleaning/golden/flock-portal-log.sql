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
        cell_0 AS "raw search_id",
        cell_1 AS "raw user",
        cell_2 AS "raw searched_at",
        cell_3 AS "raw networks",
        cell_4 AS "raw cameras",
        cell_5 AS "raw reason",
        cell_6 AS "raw case_number",
        cell_7 AS "raw offense_type"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw user") AS "user_state",
        state_1("raw reason") AS "reason_state",
        state_1("raw case_number") AS "case_number_state",
        state_1("raw offense_type") AS "offense_type_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw search_id") AS "search_id",
        CASE WHEN "user_state" IS NULL THEN "raw user" END AS "user",
        given("raw searched_at") AS "given searched_at",
        nullif(bare("raw networks"), '') AS "given networks",
        nullif(bare("raw cameras"), '') AS "given cameras",
        CASE WHEN "reason_state" IS NULL THEN "raw reason" END AS "reason",
        CASE WHEN "case_number_state" IS NULL THEN "raw case_number" END AS "case_number",
        CASE WHEN "offense_type_state" IS NULL THEN "raw offense_type" END AS "offense_type"
    FROM states
),
typed AS (
    SELECT *,
        try_cast("given searched_at" AS TIMESTAMP) AS "time searched_at",
        CASE WHEN regexp_full_match("given networks", '-?[0-9]{1,18}') THEN "given networks"::BIGINT
            WHEN regexp_full_match("given networks", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given networks", ',', ''), '[.]0+$', '')::BIGINT END AS "networks",
        CASE WHEN regexp_full_match("given cameras", '-?[0-9]{1,18}') THEN "given cameras"::BIGINT
            WHEN regexp_full_match("given cameras", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given cameras", ',', ''), '[.]0+$', '')::BIGINT END AS "cameras"
    FROM given_texts
),
checked AS (
    SELECT *,
        CASE WHEN "time searched_at"::VARCHAR = "given searched_at"
            AND "time searched_at" >= TIMESTAMP '1970-01-01 00:00:00' AND "time searched_at" < TIMESTAMP '2050-01-01 00:00:00' THEN "time searched_at" END AS "usual searched_at"
    FROM typed
),
odd AS (
    SELECT *,
        CASE WHEN "usual searched_at" IS NULL THEN even("given searched_at") END AS "odd searched_at"
    FROM checked
),
read_times AS (
    SELECT *,
        coalesce("usual searched_at", read_timestamp("odd searched_at")) AS "read searched_at"
    FROM odd
),
utc_times AS (
    SELECT *,
        "read searched_at" AS "searched_at_utc"
    FROM read_times
),
local_times AS (
    SELECT *,
        local_of("searched_at_utc") AS "searched_at_local"
    FROM utc_times
)
SELECT
    "search_id",
    "user",
    "user_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "user_state",
    "searched_at_utc",
    "searched_at_local",
    (flag_of("searched_at_local"))::ENUM('ok', 'overlap', 'gap') AS "searched_at_flag",
    "networks",
    "cameras",
    "reason",
    "reason_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "reason_state",
    "case_number",
    "case_number_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "case_number_state",
    "offense_type",
    "offense_type_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "offense_type_state",
    CASE WHEN ("given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL) OR ("given networks" IS NOT NULL AND "networks" IS NULL) OR ("given cameras" IS NOT NULL AND "cameras" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN 'searched_at: not a time in a form that is known' END,
        CASE WHEN "given networks" IS NOT NULL AND "networks" IS NULL THEN 'networks: not a whole number' END,
        CASE WHEN "given cameras" IS NOT NULL AND "cameras" IS NULL THEN 'cameras: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7])::VARCHAR END AS reject_cells,
    CASE WHEN "raw user" = '' AND "raw searched_at" = '' AND "raw networks" = '' AND "raw cameras" = '' AND "raw reason" = '' AND "raw case_number" = '' AND "raw offense_type" = '' THEN NULL ELSE hash("raw user", "raw searched_at", "raw networks", "raw cameras", "raw reason", "raw case_number", "raw offense_type", '') END AS content,
    CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN try_cast(regexp_extract("given searched_at", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year searched_at"
FROM local_times
