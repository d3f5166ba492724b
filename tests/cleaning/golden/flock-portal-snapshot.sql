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
        cell_7 AS "raw offense_type",
        cell_8 AS "raw record",
        cell_9 AS "raw page_agency",
        cell_10 AS "raw page_date",
        cell_11 AS "raw page_retention_days",
        cell_12 AS "raw page_cameras",
        cell_13 AS "raw page_vehicles_30d",
        cell_14 AS "raw page_hotlist_hits_30d",
        cell_15 AS "raw page_searches_30d",
        cell_16 AS "raw page_networks_outbound",
        cell_17 AS "raw page_networks_inbound",
        cell_18 AS "raw page_names_outbound",
        cell_19 AS "raw page_names_inbound"
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
        CASE WHEN "offense_type_state" IS NULL THEN "raw offense_type" END AS "offense_type",
        given("raw record") AS "record",
        given("raw page_agency") AS "page_agency",
        without_midnight(nullif(bare("raw page_date"), '')) AS "given page_date",
        nullif(bare("raw page_retention_days"), '') AS "given page_retention_days",
        nullif(bare("raw page_cameras"), '') AS "given page_cameras",
        nullif(bare("raw page_vehicles_30d"), '') AS "given page_vehicles_30d",
        nullif(bare("raw page_hotlist_hits_30d"), '') AS "given page_hotlist_hits_30d",
        nullif(bare("raw page_searches_30d"), '') AS "given page_searches_30d",
        nullif(bare("raw page_networks_outbound"), '') AS "given page_networks_outbound",
        nullif(bare("raw page_networks_inbound"), '') AS "given page_networks_inbound",
        given("raw page_names_outbound") AS "page_names_outbound",
        given("raw page_names_inbound") AS "page_names_inbound"
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
            THEN regexp_replace(replace("given cameras", ',', ''), '[.]0+$', '')::BIGINT END AS "cameras",
        read_day("given page_date") AS "page_date",
        CASE WHEN regexp_full_match("given page_retention_days", '-?[0-9]{1,18}') THEN "given page_retention_days"::BIGINT
            WHEN regexp_full_match("given page_retention_days", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_retention_days", ',', ''), '[.]0+$', '')::BIGINT END AS "page_retention_days",
        CASE WHEN regexp_full_match("given page_cameras", '-?[0-9]{1,18}') THEN "given page_cameras"::BIGINT
            WHEN regexp_full_match("given page_cameras", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_cameras", ',', ''), '[.]0+$', '')::BIGINT END AS "page_cameras",
        CASE WHEN NOT (regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN CASE WHEN regexp_full_match("given page_vehicles_30d", '-?[0-9]{1,18}') THEN "given page_vehicles_30d"::BIGINT
            WHEN regexp_full_match("given page_vehicles_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_vehicles_30d", ',', ''), '[.]0+$', '')::BIGINT END END AS "page_vehicles_30d",
        CASE WHEN regexp_full_match("given page_hotlist_hits_30d", '-?[0-9]{1,18}') THEN "given page_hotlist_hits_30d"::BIGINT
            WHEN regexp_full_match("given page_hotlist_hits_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_hotlist_hits_30d", ',', ''), '[.]0+$', '')::BIGINT END AS "page_hotlist_hits_30d",
        CASE WHEN NOT (regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN CASE WHEN regexp_full_match("given page_searches_30d", '-?[0-9]{1,18}') THEN "given page_searches_30d"::BIGINT
            WHEN regexp_full_match("given page_searches_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_searches_30d", ',', ''), '[.]0+$', '')::BIGINT END END AS "page_searches_30d",
        CASE WHEN regexp_full_match("given page_networks_outbound", '-?[0-9]{1,18}') THEN "given page_networks_outbound"::BIGINT
            WHEN regexp_full_match("given page_networks_outbound", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_networks_outbound", ',', ''), '[.]0+$', '')::BIGINT END AS "page_networks_outbound",
        CASE WHEN regexp_full_match("given page_networks_inbound", '-?[0-9]{1,18}') THEN "given page_networks_inbound"::BIGINT
            WHEN regexp_full_match("given page_networks_inbound", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_networks_inbound", ',', ''), '[.]0+$', '')::BIGINT END AS "page_networks_inbound"
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
    "record",
    "page_agency",
    "page_date",
    "page_retention_days",
    "page_cameras",
    "page_vehicles_30d",
    "page_hotlist_hits_30d",
    "page_searches_30d",
    "page_networks_outbound",
    "page_networks_inbound",
    "page_names_outbound",
    "page_names_inbound",
    CASE WHEN ("given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL) OR ("given networks" IS NOT NULL AND "networks" IS NULL) OR ("given cameras" IS NOT NULL AND "cameras" IS NULL) OR ("given page_date" IS NOT NULL AND "page_date" IS NULL) OR ("given page_retention_days" IS NOT NULL AND "page_retention_days" IS NULL) OR ("given page_cameras" IS NOT NULL AND "page_cameras" IS NULL) OR (regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) OR ("given page_vehicles_30d" IS NOT NULL AND "page_vehicles_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*'))) OR ("given page_hotlist_hits_30d" IS NOT NULL AND "page_hotlist_hits_30d" IS NULL) OR (regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) OR ("given page_searches_30d" IS NOT NULL AND "page_searches_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*'))) OR ("given page_networks_outbound" IS NOT NULL AND "page_networks_outbound" IS NULL) OR ("given page_networks_inbound" IS NOT NULL AND "page_networks_inbound" IS NULL) THEN concat_ws('; ',
        CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN 'searched_at: not a time in a form that is known' END,
        CASE WHEN "given networks" IS NOT NULL AND "networks" IS NULL THEN 'networks: not a whole number' END,
        CASE WHEN "given cameras" IS NOT NULL AND "cameras" IS NULL THEN 'cameras: not a whole number' END,
        CASE WHEN "given page_date" IS NOT NULL AND "page_date" IS NULL THEN 'page_date: not a day in a form that is known' END,
        CASE WHEN "given page_retention_days" IS NOT NULL AND "page_retention_days" IS NULL THEN 'page_retention_days: not a whole number' END,
        CASE WHEN "given page_cameras" IS NOT NULL AND "page_cameras" IS NULL THEN 'page_cameras: not a whole number' END,
        CASE WHEN regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'page_vehicles_30d: 0 beside a 0 of page_searches_30d, so it may not be a count' END,
        CASE WHEN "given page_vehicles_30d" IS NOT NULL AND "page_vehicles_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN 'page_vehicles_30d: not a whole number' END,
        CASE WHEN "given page_hotlist_hits_30d" IS NOT NULL AND "page_hotlist_hits_30d" IS NULL THEN 'page_hotlist_hits_30d: not a whole number' END,
        CASE WHEN regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'page_searches_30d: 0 beside a 0 of page_vehicles_30d, so it may not be a count' END,
        CASE WHEN "given page_searches_30d" IS NOT NULL AND "page_searches_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_15, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_13, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN 'page_searches_30d: not a whole number' END,
        CASE WHEN "given page_networks_outbound" IS NOT NULL AND "page_networks_outbound" IS NULL THEN 'page_networks_outbound: not a whole number' END,
        CASE WHEN "given page_networks_inbound" IS NOT NULL AND "page_networks_inbound" IS NULL THEN 'page_networks_inbound: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7, cell_8, cell_9, cell_10, cell_11, cell_12, cell_13, cell_14, cell_15, cell_16, cell_17, cell_18, cell_19])::VARCHAR END AS reject_cells,
    CASE WHEN "raw user" = '' AND "raw searched_at" = '' AND "raw networks" = '' AND "raw cameras" = '' AND "raw reason" = '' AND "raw case_number" = '' AND "raw offense_type" = '' AND "raw record" = '' AND "raw page_agency" = '' AND "raw page_date" = '' AND "raw page_retention_days" = '' AND "raw page_cameras" = '' AND "raw page_vehicles_30d" = '' AND "raw page_hotlist_hits_30d" = '' AND "raw page_searches_30d" = '' AND "raw page_networks_outbound" = '' AND "raw page_networks_inbound" = '' AND "raw page_names_outbound" = '' AND "raw page_names_inbound" = '' THEN NULL ELSE hash("raw user", "raw searched_at", "raw networks", "raw cameras", "raw reason", "raw case_number", "raw offense_type", "raw record", "raw page_agency", "raw page_date", "raw page_retention_days", "raw page_cameras", "raw page_vehicles_30d", "raw page_hotlist_hits_30d", "raw page_searches_30d", "raw page_networks_outbound", "raw page_networks_inbound", "raw page_names_outbound", "raw page_names_inbound", '') END AS content,
    CASE WHEN "given searched_at" IS NOT NULL AND "searched_at_utc" IS NULL THEN try_cast(regexp_extract("given searched_at", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year searched_at",
    CASE WHEN "given page_date" IS NOT NULL AND "page_date" IS NULL THEN try_cast(regexp_extract("given page_date", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year page_date"
FROM local_times
