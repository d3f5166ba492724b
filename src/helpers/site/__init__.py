"""The site: sentences, tables, charts, pages and downloads."""
