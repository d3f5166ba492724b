CREATE OR REPLACE TEMP MACRO given(t) AS CASE WHEN t >= '!' AND t < chr(127) THEN t WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL ELSE t END;
CREATE OR REPLACE TEMP MACRO bare(t) AS CASE WHEN t >= '!' AND t < chr(127) AND t[-1] >= '!' AND t[-1] < chr(127) THEN t
    ELSE regexp_replace(t, '^[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+|[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]+$', '', 'g') END;
CREATE OR REPLACE TEMP MACRO state_1(t) AS CASE WHEN t = '' THEN 'blank'
    WHEN t >= '!' AND t < chr(127) AND (CASE WHEN t < '@' THEN 335480072 WHEN t < '`' THEN 142884992 ELSE 142884992 END >> (ord(t) & 31)) & 1 = 0 THEN NULL
    WHEN t = '***' THEN 'withheld'
    WHEN t = '###' THEN 'withheld'
    WHEN t = 'REDACTED' THEN 'withheld'
    WHEN t = '[REDACTED]' THEN 'withheld'
    WHEN t = 'WITHHELD' THEN 'withheld'
    WHEN t = '███' THEN 'withheld'
    WHEN t = '7923.600 GC' THEN 'withheld'
    WHEN t = 'GC 7923.600' THEN 'withheld'
    WHEN t = '(b)(7)(C)' THEN 'withheld'
    WHEN t = '——' THEN 'not available'
    WHEN t = 'N/A' THEN 'not available'
    WHEN NOT regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:|(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*)|(?:[—–]{1,3})|(?:(?i:n/a)|NA))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'withheld'
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[—–]{1,3})|(?:(?i:n/a)|NA))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'not available'
    ELSE 'blank' END;
CREATE OR REPLACE TEMP MACRO state_2(t) AS CASE WHEN t = '' THEN 'blank'
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
        cell_0 AS "raw event_id",
        cell_1 AS "raw event_at",
        cell_2 AS "raw user",
        cell_3 AS "raw event_type",
        cell_4 AS "raw entity_type",
        cell_5 AS "raw entity_details"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw user") AS "user_state",
        state_2("raw event_type") AS "event_type_state",
        state_2("raw entity_type") AS "entity_type_state",
        state_1("raw entity_details") AS "entity_details_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw event_id") AS "event_id",
        given("raw event_at") AS "given event_at",
        CASE WHEN "user_state" IS NULL THEN "raw user" END AS "user",
        CASE WHEN "event_type_state" IS NULL THEN "raw event_type" END AS "event_type",
        CASE WHEN "entity_type_state" IS NULL THEN "raw entity_type" END AS "entity_type",
        CASE WHEN "entity_details_state" IS NULL THEN "raw entity_details" END AS "entity_details"
    FROM states
),
typed AS (
    SELECT *,
        try_cast("given event_at" AS TIMESTAMP) AS "time event_at"
    FROM given_texts
),
checked AS (
    SELECT *,
        CASE WHEN "time event_at"::VARCHAR = "given event_at"
            AND "time event_at" >= TIMESTAMP '1970-01-01 00:00:00' AND "time event_at" < TIMESTAMP '2050-01-01 00:00:00' THEN "time event_at" END AS "usual event_at"
    FROM typed
),
odd AS (
    SELECT *,
        CASE WHEN "usual event_at" IS NULL THEN even("given event_at") END AS "odd event_at"
    FROM checked
),
read_times AS (
    SELECT *,
        coalesce("usual event_at", read_timestamp("odd event_at")) AS "read event_at"
    FROM odd
),
utc_times AS (
    SELECT *,
        "read event_at" AS "event_at_utc"
    FROM read_times
),
local_times AS (
    SELECT *,
        local_of("event_at_utc") AS "event_at_local"
    FROM utc_times
)
SELECT
    "event_id",
    "event_at_utc",
    "event_at_local",
    (flag_of("event_at_local"))::ENUM('ok', 'overlap', 'gap') AS "event_at_flag",
    "user",
    "user_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "user_state",
    "event_type",
    "event_type_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "event_type_state",
    "entity_type",
    "entity_type_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "entity_type_state",
    "entity_details",
    "entity_details_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "entity_details_state",
    CASE WHEN ("given event_at" IS NOT NULL AND "event_at_utc" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given event_at" IS NOT NULL AND "event_at_utc" IS NULL THEN 'event_at: not a time in a form that is known' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5])::VARCHAR END AS reject_cells,
    CASE WHEN "raw event_at" = '' AND "raw user" = '' AND "raw event_type" = '' AND "raw entity_type" = '' AND "raw entity_details" = '' THEN NULL ELSE hash("raw event_at", "raw user", "raw event_type", "raw entity_type", "raw entity_details", '') END AS content,
    CASE WHEN "given event_at" IS NOT NULL AND "event_at_utc" IS NULL THEN try_cast(regexp_extract("given event_at", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year event_at"
FROM local_times
