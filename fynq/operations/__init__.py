"""Embedded services, migrations at start, seeding, doctor."""
