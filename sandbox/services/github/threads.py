"""Issues, their comments and pull requests, as far as workflows speak there.

Source: GitHub REST API, "Issues", "Issue comments", "Pulls": a pull request is an issue, too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.services.control import Answer
from sandbox.services.database import Database
from sandbox.services.github.errors import invalid, not_found
from sandbox.services.github.repositories import REPOSITORY_URL, Repositories
from sandbox.services.github.requests import api_url, json_body, paged, text_field

_PULLS = "AND head = coalesce(:head, head)"


class Threads:
    """The endpoints of all three."""

    def __init__(self, database: Database, repositories: Repositories) -> None:
        self._database = database
        self._repositories = repositories

    def register(self, api: Blueprint) -> None:
        """Add the endpoints to the API."""
        issues, pulls = f"{REPOSITORY_URL}/issues", f"{REPOSITORY_URL}/pulls"
        api.get(issues)(self.issues)
        api.post(issues)(self.open_issue)
        api.patch(f"{issues}/<int:number>")(self.change_issue)
        api.get(f"{issues}/<int:number>/comments")(self.comments)
        api.post(f"{issues}/<int:number>/comments")(self.add_comment)
        api.patch(f"{issues}/comments/<int:id_>")(self.change_comment)
        api.get(pulls)(self.pulls)
        api.post(pulls)(self.open_pull)

    def issues(self, owner: str, repo: str) -> Response:
        """A bare list, the newest first; pull requests are among them."""
        return jsonify([_document(row) for row in self._of(owner, repo)])

    def open_issue(self, owner: str, repo: str) -> Answer:
        """201 with the issue."""
        return jsonify(_document(self._open(owner, repo, head=None))), 201

    def change_issue(self, owner: str, repo: str, number: int) -> Response:
        """Title, body and state; what is not given stays."""
        body = json_body()
        if body.get("state", "open") not in ("open", "closed"):
            raise invalid("Invalid request.\n\nstate is not one of open, closed.")
        statement = """
            UPDATE threads SET title = coalesce(?, title), body = coalesce(?, body),
            state = coalesce(?, state) WHERE repository_id = ? AND number = ?
        """
        texts = [body.get(name) for name in ("title", "body", "state")]
        self._database.rows(statement, *texts, self._id(owner, repo), number)
        return jsonify(_document(self._thread(owner, repo, number)))

    def comments(self, owner: str, repo: str, number: int) -> Response:
        """A bare list, the oldest first."""
        thread = self._thread(owner, repo, number)
        query = "SELECT * FROM comments WHERE thread_id = ? ORDER BY id"
        return jsonify([dict(row) for row in paged(self._database.rows(query, thread["id"]))])

    def add_comment(self, owner: str, repo: str, number: int) -> Answer:
        """201 with the comment."""
        thread = self._thread(owner, repo, number)
        statement = "INSERT INTO comments (thread_id, body) VALUES (?, ?) RETURNING *"
        text = text_field(json_body(), "body")
        return jsonify(dict(self._database.rows(statement, thread["id"], text)[0])), 201

    def change_comment(self, owner: str, repo: str, id_: int) -> Response:
        """The comment with another body."""
        self._id(owner, repo)
        statement = "UPDATE comments SET body = ? WHERE id = ? RETURNING *"
        rows = self._database.rows(statement, text_field(json_body(), "body"), id_)
        if not rows:
            raise not_found()
        return jsonify(dict(rows[0]))

    def pulls(self, owner: str, repo: str) -> Response:
        """A bare list; `head` is OWNER:BRANCH."""
        branch = request.args.get("head", "").rpartition(":")[2]
        rows = self._of(owner, repo, _PULLS, head=branch or None)
        return jsonify([_document(row) for row in rows])

    def open_pull(self, owner: str, repo: str) -> Answer:
        """201; 422 where the branch has one that is open."""
        head = text_field(json_body(), "head")
        if self._of(owner, repo, _PULLS, head=head):
            raise invalid("Validation Failed: A pull request already exists for this branch.")
        return jsonify(_document(self._open(owner, repo, head=head))), 201

    def _open(self, owner: str, repo: str, *, head: str | None) -> sqlite3.Row:
        body = json_body()
        statement = """
            INSERT INTO threads (repository_id, number, title, body, state, head)
            SELECT :repository, 1 + coalesce(max(number), 0), :title, :body, 'open', :head
            FROM threads WHERE repository_id = :repository RETURNING *
        """
        texts = {"title": text_field(body, "title"), "body": str(body.get("body") or "")}
        number = self._id(owner, repo)
        return self._database.rows(statement, repository=number, head=head, **texts)[0]

    def _of(
        self, owner: str, repo: str, more: str = "", head: str | None = None
    ) -> Sequence[sqlite3.Row]:
        query = f"""
            SELECT * FROM threads WHERE repository_id = :repository
            AND :state IN ('all', state) {more} ORDER BY number DESC
        """  # noqa: S608 - a constant
        state = request.args.get("state", "open")
        number = self._id(owner, repo)
        return paged(self._database.rows(query, repository=number, state=state, head=head))

    def _thread(self, owner: str, repo: str, number: int) -> sqlite3.Row:
        query = "SELECT * FROM threads WHERE repository_id = ? AND number = ?"
        found = self._database.row(query, self._id(owner, repo), number)
        if found is None:
            raise not_found()
        return found

    def _id(self, owner: str, repo: str) -> int:
        return int(self._repositories.find(owner, repo)["id"])


def _document(row: sqlite3.Row) -> dict[str, Any]:
    document = {name: row[name] for name in ("id", "number", "title", "body", "state")}
    if row["head"] is None:
        return {**document, "html_url": api_url(f"/issues/{row['number']}")}
    document["html_url"] = api_url(f"/pull/{row['number']}")
    return {**document, "head": {"ref": row["head"]}, "pull_request": {}}
