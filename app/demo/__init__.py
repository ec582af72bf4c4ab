"""The demonstration: an invented working group, played into a house through the rooms' doors."""
