"""The tables of GitHub's stand-in, and the times that are written into them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

TABLES = """
CREATE TABLE IF NOT EXISTS repositories (
    id INTEGER PRIMARY KEY, owner TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (owner, name)
);
CREATE TABLE IF NOT EXISTS subjects (
    repository_id INTEGER PRIMARY KEY, is_default INTEGER NOT NULL, is_immutable INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS archived (repository_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS former_names (
    owner TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
    repository_id INTEGER NOT NULL, PRIMARY KEY (owner, name)
);
CREATE TABLE IF NOT EXISTS deleted (repository_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS environments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, repository_id INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE, settings TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (repository_id, name)
);
CREATE TABLE IF NOT EXISTS folder_keys (
    folder TEXT PRIMARY KEY, key_id TEXT NOT NULL, private_key BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS stored (
    folder TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, visibility TEXT, chosen TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (folder, name)
);
CREATE TABLE IF NOT EXISTS threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT, repository_id INTEGER NOT NULL, number INTEGER NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, head TEXT,
    UNIQUE (repository_id, number)
);
CREATE TABLE IF NOT EXISTS comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT, thread_id INTEGER NOT NULL, body TEXT NOT NULL
);
"""


def moment_after(earlier: str | None = None) -> str:
    """Now, in GitHub's form and resolution of seconds, but later than the moment given.

    Two writes in one second would share `updated_at` on GitHub; here a write is always visible.
    """
    moment = datetime.now(timezone.utc).replace(microsecond=0)
    if earlier is not None:
        moment = max(moment, datetime.fromisoformat(earlier[:-1] + "+00:00") + timedelta(seconds=1))
    return moment.isoformat().replace("+00:00", "Z")
