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

WITH records AS (
    FROM records_of_a_file
),
judged AS (
    SELECT *, NULL::VARCHAR AS reject
    FROM records
),
texts AS (
    SELECT *,
        cell_0 AS "raw message_id",
        cell_1 AS "raw sent_at",
        cell_2 AS "raw requester",
        cell_3 AS "raw requester_group",
        cell_4 AS "raw user",
        cell_5 AS "raw state",
        cell_6 AS "raw message_type",
        cell_7 AS "raw purpose",
        cell_8 AS "raw subject",
        cell_9 AS "raw answer"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw requester") AS "requester_state",
        state_1("raw user") AS "user_state",
        state_1("raw subject") AS "subject_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw message_id") AS "message_id",
        given("raw sent_at") AS "given sent_at",
        CASE WHEN "requester_state" IS NULL THEN "raw requester" END AS "requester",
        given("raw requester_group") AS "requester_group",
        CASE WHEN "user_state" IS NULL THEN "raw user" END AS "user",
        given("raw state") AS "state",
        given("raw message_type") AS "message_type",
        given("raw purpose") AS "purpose",
        CASE WHEN "subject_state" IS NULL THEN "raw subject" END AS "subject",
        given("raw answer") AS "answer"
    FROM states
),
typed AS (
    SELECT *,
        try_cast("given sent_at" AS TIMESTAMP) AS "time sent_at"
    FROM given_texts
),
checked AS (
    SELECT *,
        CASE WHEN "time sent_at"::VARCHAR = "given sent_at"
            AND "time sent_at" >= TIMESTAMP '1970-01-01 00:00:00' AND "time sent_at" < TIMESTAMP '2050-01-01 00:00:00' THEN "time sent_at" END AS "usual sent_at"
    FROM typed
),
odd AS (
    SELECT *,
        CASE WHEN "usual sent_at" IS NULL THEN even("given sent_at") END AS "odd sent_at"
    FROM checked
),
read_times AS (
    SELECT *,
        coalesce("usual sent_at", read_timestamp("odd sent_at")) AS "read sent_at"
    FROM odd
),
utc_times AS (
    SELECT *,
        "read sent_at" AS "sent_at_utc"
    FROM read_times
),
local_times AS (
    SELECT *,
        local_of("sent_at_utc") AS "sent_at_local"
    FROM utc_times
)
SELECT
    "message_id",
    "sent_at_utc",
    "sent_at_local",
    (flag_of("sent_at_local"))::ENUM('ok', 'overlap', 'gap') AS "sent_at_flag",
    "requester",
    "requester_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "requester_state",
    "requester_group",
    "user",
    "user_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "user_state",
    "state",
    "message_type",
    "purpose",
    "subject",
    "subject_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "subject_state",
    "answer",
    CASE WHEN ("given sent_at" IS NOT NULL AND "sent_at_utc" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given sent_at" IS NOT NULL AND "sent_at_utc" IS NULL THEN 'sent_at: not a time in a form that is known' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7, cell_8, cell_9])::VARCHAR END AS reject_cells,
    CASE WHEN "raw sent_at" = '' AND "raw requester" = '' AND "raw requester_group" = '' AND "raw user" = '' AND "raw state" = '' AND "raw message_type" = '' AND "raw purpose" = '' AND "raw subject" = '' AND "raw answer" = '' THEN NULL ELSE hash("raw sent_at", "raw requester", "raw requester_group", "raw user", "raw state", "raw message_type", "raw purpose", "raw subject", "raw answer", '') END AS content,
    CASE WHEN "given sent_at" IS NOT NULL AND "sent_at_utc" IS NULL THEN try_cast(regexp_extract("given sent_at", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year sent_at"
FROM local_times
