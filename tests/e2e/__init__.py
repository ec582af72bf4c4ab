"""The pages in a real browser, as the people of a working group use them."""
