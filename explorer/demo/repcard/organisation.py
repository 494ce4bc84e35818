"""The companies, offices, teams and roles of demo RepCard, matched by exact name in updates."""

from __future__ import annotations

COMPANIES = {597: "Example Sub 1", 12: "Example Co", 598: "Example Sub 2"}
COMPANY_IDS = tuple(COMPANIES)
OFFICES = {
    "Corporate Office": ("Team 1", "Team 2", "office team"),
    "India Office": ("Backend", "Frontend"),
    "West Office": ("Sunrise", "Canyon", "Harbour"),
    "Büro Köln": ("Nord", "Süd"),
}
OFFICE_NAMES = tuple(OFFICES)
ROLES = ("sales", "Setter", "Closer", "Manager", "Owner")
JOB_TITLES = ("Sales", "Setter", "Closer", "Regional Manager", "Product Architect", "", "Field Coach")
CUSTOMER_KINDS = {1: "Lead", 2: "Customer", 3: "Recruit", 4: "Other"}
CUSTOMER_STATUSES = {173325: "Deal Closed", 173326: "New", 173327: "Not Home", 173328: "Call Back"}
