"""Analysis: tables to numbers, without reading or writing anything."""
