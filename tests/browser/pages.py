"""Every page a person can open, with the seeded data of the browser tests."""

SIGNED_IN = (
    "/",
    "/projects",
    "/projects/new",
    "/projects/garden-journal",
    "/projects/garden-journal/edit",
    "/projects/garden-journal/items/new",
    "/items/1",
    "/items/5",
    "/jobs",
    "/job-types",
    "/job-types/export-data",
    "/jobs?state=ended&type=export-data",
    "/jobs/waiting",
    "/jobs/dead",
    "/dead-letters",
    "/schedules",
    "/workers",
    "/alerts",
    "/performance",
    "/files",
    "/account/password",
    "/nowhere",
)
OPEN = ("/login", "/login/link/a-token")
