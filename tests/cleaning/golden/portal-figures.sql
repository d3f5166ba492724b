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
        cell_0 AS "raw page_agency",
        cell_1 AS "raw updated",
        cell_2 AS "raw accessed",
        cell_3 AS "raw page_retention_days",
        cell_4 AS "raw page_cameras",
        cell_5 AS "raw page_vehicles_30d",
        cell_6 AS "raw page_hotlist_hits_30d",
        cell_7 AS "raw page_searches_30d",
        cell_8 AS "raw page_names_outbound"
    FROM judged
),
states AS (
    SELECT *,
        state_1("raw page_retention_days") AS "page_retention_days_state",
        state_1("raw page_cameras") AS "page_cameras_state",
        state_1("raw page_vehicles_30d") AS "page_vehicles_30d_state",
        state_1("raw page_hotlist_hits_30d") AS "page_hotlist_hits_30d_state",
        state_1("raw page_searches_30d") AS "page_searches_30d_state",
        state_1("raw page_names_outbound") AS "page_names_outbound_state"
    FROM texts
),
given_texts AS (
    SELECT *,
        given("raw page_agency") AS "page_agency",
        given("raw updated") AS "given updated",
        given("raw accessed") AS "given accessed",
        regexp_replace(CASE WHEN "page_retention_days_state" IS NULL THEN bare("raw page_retention_days") END, '(?i) *(?:days|day)[.]?$', '') AS "given page_retention_days",
        CASE WHEN "page_cameras_state" IS NULL THEN bare("raw page_cameras") END AS "given page_cameras",
        CASE WHEN "page_vehicles_30d_state" IS NULL THEN bare("raw page_vehicles_30d") END AS "given page_vehicles_30d",
        CASE WHEN "page_hotlist_hits_30d_state" IS NULL THEN bare("raw page_hotlist_hits_30d") END AS "given page_hotlist_hits_30d",
        CASE WHEN "page_searches_30d_state" IS NULL THEN bare("raw page_searches_30d") END AS "given page_searches_30d",
        CASE WHEN "page_names_outbound_state" IS NULL THEN "raw page_names_outbound" END AS "page_names_outbound"
    FROM states
),
typed AS (
    SELECT *,
        try_cast("given updated" AS TIMESTAMP) AS "time updated",
        try_cast("given accessed" AS TIMESTAMP) AS "time accessed",
        CASE WHEN regexp_full_match("given page_retention_days", '-?[0-9]{1,18}') THEN "given page_retention_days"::BIGINT
            WHEN regexp_full_match("given page_retention_days", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_retention_days", ',', ''), '[.]0+$', '')::BIGINT END AS "page_retention_days",
        CASE WHEN regexp_full_match("given page_cameras", '-?[0-9]{1,18}') THEN "given page_cameras"::BIGINT
            WHEN regexp_full_match("given page_cameras", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_cameras", ',', ''), '[.]0+$', '')::BIGINT END AS "page_cameras",
        CASE WHEN NOT (regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN CASE WHEN regexp_full_match("given page_vehicles_30d", '-?[0-9]{1,18}') THEN "given page_vehicles_30d"::BIGINT
            WHEN regexp_full_match("given page_vehicles_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_vehicles_30d", ',', ''), '[.]0+$', '')::BIGINT END END AS "page_vehicles_30d",
        CASE WHEN regexp_full_match("given page_hotlist_hits_30d", '-?[0-9]{1,18}') THEN "given page_hotlist_hits_30d"::BIGINT
            WHEN regexp_full_match("given page_hotlist_hits_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_hotlist_hits_30d", ',', ''), '[.]0+$', '')::BIGINT END AS "page_hotlist_hits_30d",
        CASE WHEN NOT (regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN CASE WHEN regexp_full_match("given page_searches_30d", '-?[0-9]{1,18}') THEN "given page_searches_30d"::BIGINT
            WHEN regexp_full_match("given page_searches_30d", '-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?')
            THEN regexp_replace(replace("given page_searches_30d", ',', ''), '[.]0+$', '')::BIGINT END END AS "page_searches_30d"
    FROM given_texts
),
checked AS (
    SELECT *,
        CASE WHEN "time updated"::VARCHAR = "given updated"
            AND "time updated" >= TIMESTAMP '1970-01-01 00:00:00' AND "time updated" < TIMESTAMP '2050-01-01 00:00:00' THEN "time updated" END AS "usual updated",
        CASE WHEN "time accessed"::VARCHAR = "given accessed"
            AND "time accessed" >= TIMESTAMP '1970-01-01 00:00:00' AND "time accessed" < TIMESTAMP '2050-01-01 00:00:00' THEN "time accessed" END AS "usual accessed"
    FROM typed
),
odd AS (
    SELECT *,
        CASE WHEN "usual updated" IS NULL THEN even("given updated") END AS "odd updated",
        CASE WHEN "usual accessed" IS NULL THEN even("given accessed") END AS "odd accessed"
    FROM checked
),
read_times AS (
    SELECT *,
        coalesce("usual updated", read_timestamp("odd updated")) AS "read updated",
        coalesce("usual accessed", read_timestamp("odd accessed")) AS "read accessed"
    FROM odd
),
utc_times AS (
    SELECT *,
        "read updated" AS "updated_utc",
        "read accessed" AS "accessed_utc"
    FROM read_times
),
local_times AS (
    SELECT *,
        local_of("updated_utc") AS "updated_local",
        local_of("accessed_utc") AS "accessed_local"
    FROM utc_times
),
complete AS (
    SELECT *,
        NULL::VARCHAR AS "page_date",
        NULL::BIGINT AS "page_networks_outbound"
    FROM local_times
),
projected_1 AS (
    SELECT * REPLACE (
        coalesce(page_date, updated_utc::DATE::VARCHAR, accessed_utc::DATE::VARCHAR) AS "page_date",
        coalesce(page_networks_outbound, CASE WHEN regexp_full_match(page_names_outbound, '[0-9]{1,6}') THEN page_names_outbound::BIGINT
        WHEN page_names_outbound LIKE '[%' THEN json_array_length(try_cast(page_names_outbound AS JSON))
        WHEN page_names_outbound IS NOT NULL THEN len(list_filter(string_split(page_names_outbound, ','), lambda n: trim(n) <> '')) - len(regexp_extract_all(page_names_outbound, 'University of [A-Z][a-z.]+(?: [A-Z][a-z.]+)*, [A-Z][a-z.]+(?: [A-Z][a-z.]+)*(?:,|$)|, (?:Precinct|Pct|Troop|Campus|District|Division|Inc|LLC)')) END) AS "page_networks_outbound")
    FROM complete
)
SELECT
    "page_agency",
    "page_date",
    "updated_utc",
    "updated_local",
    (flag_of("updated_local"))::ENUM('ok', 'overlap', 'gap') AS "updated_flag",
    "accessed_utc",
    "accessed_local",
    (flag_of("accessed_local"))::ENUM('ok', 'overlap', 'gap') AS "accessed_flag",
    "page_retention_days",
    "page_retention_days_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_retention_days_state",
    "page_cameras",
    "page_cameras_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_cameras_state",
    "page_vehicles_30d",
    "page_vehicles_30d_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_vehicles_30d_state",
    "page_hotlist_hits_30d",
    "page_hotlist_hits_30d_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_hotlist_hits_30d_state",
    "page_searches_30d",
    "page_searches_30d_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_searches_30d_state",
    "page_names_outbound",
    "page_names_outbound_state"::ENUM('given', 'withheld', 'blank', 'not available', 'never released', 'in this file, unread') AS "page_names_outbound_state",
    "page_networks_outbound",
    CASE WHEN ("given updated" IS NOT NULL AND "updated_utc" IS NULL) OR ("given accessed" IS NOT NULL AND "accessed_utc" IS NULL) OR ("given page_retention_days" IS NOT NULL AND "page_retention_days" IS NULL) OR ("given page_cameras" IS NOT NULL AND "page_cameras" IS NULL) OR (regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) OR ("given page_vehicles_30d" IS NOT NULL AND "page_vehicles_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*'))) OR ("given page_hotlist_hits_30d" IS NOT NULL AND "page_hotlist_hits_30d" IS NULL) OR (regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) OR ("given page_searches_30d" IS NOT NULL AND "page_searches_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*'))) THEN concat_ws('; ',
        CASE WHEN "given updated" IS NOT NULL AND "updated_utc" IS NULL THEN 'updated: not a time in a form that is known' END,
        CASE WHEN "given accessed" IS NOT NULL AND "accessed_utc" IS NULL THEN 'accessed: not a time in a form that is known' END,
        CASE WHEN "given page_retention_days" IS NOT NULL AND "page_retention_days" IS NULL THEN 'page_retention_days: not a whole number' END,
        CASE WHEN "given page_cameras" IS NOT NULL AND "page_cameras" IS NULL THEN 'page_cameras: not a whole number' END,
        CASE WHEN regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'page_vehicles_30d: 0 beside a 0 of page_searches_30d, so it may not be a count' END,
        CASE WHEN "given page_vehicles_30d" IS NOT NULL AND "page_vehicles_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN 'page_vehicles_30d: not a whole number' END,
        CASE WHEN "given page_hotlist_hits_30d" IS NOT NULL AND "page_hotlist_hits_30d" IS NULL THEN 'page_hotlist_hits_30d: not a whole number' END,
        CASE WHEN regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') THEN 'page_searches_30d: 0 beside a 0 of page_vehicles_30d, so it may not be a count' END,
        CASE WHEN "given page_searches_30d" IS NOT NULL AND "page_searches_30d" IS NULL AND NOT (regexp_full_match(coalesce(cell_7, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*') AND regexp_full_match(coalesce(cell_5, ''), '[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*0+[ \t\r\n\f\v\x{a0}\x{2007}\x{2009}\x{202f}\x{200b}\x{feff}]*')) THEN 'page_searches_30d: not a whole number' END) END AS problems,
    reject::ENUM('blank row', 'repeated header', 'row of totals', 'line that says there is no data', 'blank in every column that we read') AS reject,
    CASE WHEN reject = 'row of totals' THEN to_json([cell_0, cell_1, cell_2, cell_3, cell_4, cell_5, cell_6, cell_7, cell_8])::VARCHAR END AS reject_cells,
    CASE WHEN "raw page_agency" = '' AND "raw updated" = '' AND "raw accessed" = '' AND "raw page_retention_days" = '' AND "raw page_cameras" = '' AND "raw page_vehicles_30d" = '' AND "raw page_hotlist_hits_30d" = '' AND "raw page_searches_30d" = '' AND "raw page_names_outbound" = '' THEN NULL ELSE hash("raw page_agency", '', "raw updated", "raw accessed", "raw page_retention_days", "raw page_cameras", "raw page_vehicles_30d", "raw page_hotlist_hits_30d", "raw page_searches_30d", "raw page_names_outbound", '', '') END AS content,
    CASE WHEN "given updated" IS NOT NULL AND "updated_utc" IS NULL THEN try_cast(regexp_extract("given updated", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year updated",
    CASE WHEN "given accessed" IS NOT NULL AND "accessed_utc" IS NULL THEN try_cast(regexp_extract("given accessed", '(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)', 1) AS SMALLINT) END AS "year accessed"
FROM projected_1
