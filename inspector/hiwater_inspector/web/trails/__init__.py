"""The page /decode: trails of any size, indexed behind the page's back, told record by record and byte by byte."""
