"""The page /help: the pages, the grammar of filters, the words."""
