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
    WHEN t = '——' THEN 'not available'
    WHEN NOT regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:|(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*)|(?:[—–]{1,3}))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN NULL
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[*](?: ?[*]){2,})|(?:#(?: ?#){2,})|(?:(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))?)|(?:[\[({<] ?(?i:redacted|redaction)(?: ?[,:;/(–—-](?s:.*))? ?[\])}>](?:(?: ?[,:;/(–—-](?s:.*))?|(?: (?i:per|under|pursuant to|by) (?s:.*))?))|(?:[\[(]?(?i:withheld)[\])]?(?: ?[,:;/(–—-](?s:.*))?)|(?:[█▇▆▅▓▒░■▮▬](?: ?[█▇▆▅▓▒░■▮▬])*)|(?:(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])* ?(?i:GC|PC|EC|Gov(?:ernment|[.]?)? Code))|(?:(?i:GC|Gov(?:ernment|[.]?)? Code) ?(?:§ ?)?[0-9]{3,5}[.][0-9]{1,4}(?: ?[(][0-9A-Za-z]{1,4}[)])*)|(?:[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?(?:[ \n,;&/]+[(]b[)] ?[(][0-9][)](?: ?[(][A-F][)])?)*))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'withheld'
    WHEN regexp_full_match(t, '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*(?:(?:[—–]{1,3}))[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'not available'
    ELSE 'blank' END;
CREATE OR REPLACE TEMP MACRO state_2(t) AS CASE WHEN t = '' THEN 'blank'
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
        cell_0 AS "raw search_id",
        cell_1 AS "raw user",
        cell_2 AS "raw org_name",
        cell_3 AS "raw networks",
        cell_4 AS "raw devices",
        cell_5 AS "raw time_frame",
        cell_5 AS "raw time_frame_from",
        cell_6 AS "raw plate",
        cell_7 AS "raw case_number",
        cell_8 AS "raw filters",
        cell_9 AS "raw reason",
        cell_10 AS "raw searched_at",
        cell_11 AS "raw search_type",
        cell_12 AS "raw text_prompt",
        cell_13 AS "raw moderation"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw search_id") AS "search_id_state",
        state_1("raw user") AS "user_state",
        state_1("raw org_name") AS "org_name_state",
        state_2("raw networks") AS "networks_state",
        state_2("raw devices") AS "devices_state",
        state_1("raw time_frame") AS "time_frame_state",
        state_2("raw time_frame_from") AS "time_frame_from_state",
        state_1("raw plate") AS "plate_state",
        state_1("raw case_number") AS "case_number_state",
        state_1("raw filters") AS "filters_state",
        state_1("raw reason") AS "reason_state",
        state_2("raw searched_at") AS "searched_at_state",
        state_1("raw search_type") AS "search_type_state",
        state_1("raw text_prompt") AS "text_prompt_state",
        state_1("raw moderation") AS "moderation_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        CASE WHEN "search_id_state" IS NULL THEN "raw search_id" END AS "search_id",
        CASE WHEN "user_state" IS NULL THEN "raw user" END AS "user",
        CASE WHEN "org_name_state" IS NULL THEN "raw org_name" END AS "org_name",
        CASE WHEN "networks_state" IS NULL THEN bare("raw networks") END AS "given networks",
        CASE WHEN "devices_state" IS NULL THEN bare("raw devices") END AS "given devices",
        CASE WHEN "time_frame_state" IS NULL THEN "raw time_frame" END AS "time_frame",
        CASE WHEN "time_frame_from_state" IS NULL THEN "raw time_frame_from" END AS "given time_frame_from",
        CASE WHEN "plate_state" IS NULL THEN "raw plate" END AS "plate",
        CASE WHEN "case_number_state" IS NULL THEN "raw case_number" END AS "case_number",
        CASE WHEN "filters_state" IS NULL THEN "raw filters" END AS "filters",
        CASE WHEN "reason_state" IS NULL THEN "raw reason" END AS "reason",
        CASE WHEN "searched_at_state" IS NULL THEN "raw searched_at" END AS "given searched_at",
        CASE WHEN "search_type_state" IS NULL THEN "raw search_type" END AS "search_type",
        CASE WHEN "text_prompt_state" IS NULL THEN "raw text_prompt" END AS "text_prompt",
        CASE WHEN "moderation_state" IS NULL THEN "raw moderation" END AS "moderation"
    FROM states
),
typed AS (
    SELECT *,
        CASE WHEN regexp_full_match("given networks", '-?[0-9]{1,18}') THEN "given networks"::BIGINT
            WHEN regexp_full_match("given networks", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given networks", ',', ''), '[.]0+$', '')::BIGINT END AS "networks",
        CASE WHEN regexp_full_match("given devices", '-?[0-9]{1,18}') THEN "given devices"::BIGINT
            WHEN regexp_full_match("given devices", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given devices", ',', ''), '[.]0+$', '')::BIGINT END AS "devices",
        try_cast(left("given time_frame_from", 19) AS TIMESTAMP) AS "first time time_frame_from",
        try_cast(right("given time_frame_from", 19) AS TIMESTAMP) AS "last time time_frame_from",
        try_cast("given searched_at" AS TIMESTAMP) AS "time searched_at"
    FROM given_texts
),
fitting AS (
    SELECT *,
        strlen("given time_frame_from") = 39 AND "given time_frame_from"[20:20] = ' '
            AND "first time time_frame_from"::VARCHAR = left("given time_frame_from", 19)
            AND "first time time_frame_from" >= TIMESTAMP '1970-01-01 00:00:00' AND "first time time_frame_from" < TIMESTAMP '2050-01-01 00:00:00'
            AND "last time time_frame_from"::VARCHAR = right("given time_frame_from", 19)
            AND "last time time_frame_from" >= TIMESTAMP '1970-01-01 00:00:00' AND "last time time_frame_from" < TIMESTAMP '2050-01-01 00:00:00' AS "fits time_frame_from"
    FROM typed
),
checked AS (
    SELECT *,
        CASE WHEN "fits time_frame_from" THEN "first time time_frame_from" END AS "usual time_frame_from",
        CASE WHEN "fits time_frame_from" THEN "last time time_frame_from" END AS "usual time_frame_to",
        CASE WHEN "time searched_at"::VARCHAR = "given searched_at"
            AND "time searched_at" >= TIMESTAMP '1970-01-01 00:00:00' AND "time searched_at" < TIMESTAMP '2050-01-01 00:00:00' THEN "time searched_at" END AS "usual searched_at"
    FROM fitting
),
odd AS (
    SELECT *,
        CASE WHEN "usual time_frame_from" IS NULL THEN window_part(even("given time_frame_from"), 1) END AS "odd time_frame_from",
        CASE WHEN "usual time_frame_to" IS NULL THEN window_part(even("given time_frame_from"), 2) END AS "odd time_frame_to",
        CASE WHEN "usual searched_at" IS NULL THEN even("given searched_at") END AS "odd searched_at"
    FROM checked
),
read_times AS (
    SELECT *,
        coalesce("usual time_frame_from", read_timestamp("odd time_frame_from")) AS "read time_frame_from",
        coalesce("usual time_frame_to", read_timestamp("odd time_frame_to")) AS "read time_frame_to",
        coalesce("usual searched_at", read_timestamp("odd searched_at")) AS "read searched_at"
    FROM odd
),
utc_times AS (
    SELECT *,
        "read time_frame_from" AS "time_frame_from_utc",
        "read time_frame_to" AS "time_frame_to_utc",
        "read searched_at" AS "searched_at_utc"
    FROM read_times
),
local_times AS (
    SELECT *,
        local_of("time_frame_from_utc") AS "time_frame_from_local",
        local_of("time_frame_to_utc") AS "time_frame_to_local",
        local_of("searched_at_utc") AS "searched_at_local"
    FROM utc_times
)
SELECT
    "search_id",
    "search_id_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "search_id_state",
    "user",
    "user_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "user_state",
    "org_name",
    "org_name_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "org_name_state",
    "networks",
    "networks_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "networks_state",
    "devices",
    "devices_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "devices_state",
    "time_frame",
    "time_frame_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "time_frame_state",
    "time_frame_from_utc",
    "time_frame_from_local",
    (flag_of("time_frame_from_local"))::ENUM('ok', 'overlap', 'gap') AS "time_frame_from_flag",
    "time_frame_from_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "time_frame_from_state",
    "time_frame_to_utc",
    "time_frame_to_local",
    (flag_of("time_frame_to_local"))::ENUM('ok', 'overlap', 'gap') AS "time_frame_to_flag",
    "time_frame_from_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "time_frame_to_state",
    "plate",
    "plate_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "plate_state",
    "case_number",
    "case_number_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "case_number_state",
    "filters",
    "filters_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "filters_state",
    "reason",
    "reason_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "reason_state",
    "searched_at_utc",
    "searched_at_local",
    (flag_of("searched_at_local"))::ENUM('ok', 'overlap', 'gap') AS "searched_at_flag",
    "searched_at_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "searched_at_state",
    "search_type",
    "search_type_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "search_type_state",
    "text_prompt",
    "text_prompt_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "text_prompt_state",
    "moderation",
    "moderation_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "moderation_state",
    CASE WHEN ("given networks" IS NOT NULL AND "networks" IS NULL) OR ("given devices" IS NOT NULL AND "devices" IS NULL) OR ("given time_frame_from" IS NOT NULL AND "time_frame_from_utc" IS NULL) OR ("given time_frame_from" IS NOT NULL AND "time_frame_to_utc" IS NULL) OR ("given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given networks" IS NOT NULL AND "networks" IS NULL THEN 'networks: not a whole number' END,
        CASE WHEN "given devices" IS NOT NULL AND "devices" IS NULL THEN 'devices: not a whole number' END,
        CASE WHEN "given time_frame_from" IS NOT NULL AND "time_frame_from_utc" IS NULL THEN 'time_frame_from: not a time in a form that is known' END,
        CASE WHEN "given time_frame_from" IS NOT NULL AND "time_frame_to_utc" IS NULL THEN 'time_frame_to: not a time in a form that is known' END,
        CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN 'searched_at: not a time in a form that is known' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7, cell_8, cell_9, cell_10, cell_11, cell_12, cell_13])::VARCHAR END AS reject_cells,
    CASE WHEN "raw user" = '' AND "raw org_name" = '' AND "raw networks" = '' AND "raw devices" = '' AND "raw time_frame" = '' AND "raw plate" = '' AND "raw case_number" = '' AND "raw filters" = '' AND "raw reason" = '' AND "raw searched_at" = '' AND "raw search_type" = '' AND "raw text_prompt" = '' AND "raw moderation" = '' THEN NULL ELSE hash("raw user", "raw org_name", "raw networks", "raw devices", "raw time_frame", '', '', "raw plate", "raw case_number", "raw filters", "raw reason", "raw searched_at", "raw search_type", "raw text_prompt", "raw moderation", '') END AS content,
    CASE WHEN "given time_frame_from" IS NOT NULL AND "time_frame_from_utc" IS NULL THEN try_cast(regexp_extract("given time_frame_from", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year time_frame_from",
    CASE WHEN "given time_frame_from" IS NOT NULL AND "time_frame_to_utc" IS NULL THEN try_cast(regexp_extract("given time_frame_from", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year time_frame_to",
    CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN try_cast(regexp_extract("given searched_at", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year searched_at"
FROM local_times
