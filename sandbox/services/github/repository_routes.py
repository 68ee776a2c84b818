"""Endpoints of the user, the organization, its repositories and their environments."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.services.control import Answer
from sandbox.services.github.documents import (
    environment_document,
    is_published,
    license_document,
    organization_document,
    pages_document,
    repository_document,
    user_document,
)
from sandbox.services.github.errors import not_found
from sandbox.services.github.repositories import (
    ENVIRONMENT_URL,
    ORGANIZATION_URL,
    REPOSITORY_URL,
    Repositories,
    check_organization,
)
from sandbox.services.github.requests import api_url, json_body, page, text_field


class RepositoryRoutes:
    """The endpoints that say what there is."""

    def __init__(self, repositories: Repositories) -> None:
        self._repositories, self._moves = repositories, repositories.moves

    def register(self, api: Blueprint) -> None:
        """Add the endpoints to the API."""
        api.get("/")(self.root)
        api.get("/user")(self.user)
        api.get(ORGANIZATION_URL)(self.organization)
        api.get(f"{ORGANIZATION_URL}/repos")(self.repositories)
        api.post(f"{ORGANIZATION_URL}/repos")(self.create_repository)
        api.get(REPOSITORY_URL)(self.repository)
        api.patch(REPOSITORY_URL)(self.change_repository)
        api.delete(REPOSITORY_URL)(self.delete_repository)
        api.post(f"{REPOSITORY_URL}/transfer")(self.transfer_repository)
        api.get(f"{REPOSITORY_URL}/license")(self.license)
        api.get(f"{REPOSITORY_URL}/pages")(self.pages)
        api.get(f"{REPOSITORY_URL}/environments")(self.environments)
        api.get(ENVIRONMENT_URL)(self.environment)
        api.put(ENVIRONMENT_URL)(self.put_environment)
        api.delete(ENVIRONMENT_URL)(self.delete_environment)

    def root(self) -> Response:
        """That a token is good, whatever it may see."""
        return jsonify({"repository_url": api_url(REPOSITORY_URL)})

    def user(self) -> Response:
        """Whose token it is."""
        return jsonify(user_document())

    def organization(self, organization: str) -> Response:
        """The organization."""
        check_organization(organization)
        return jsonify(organization_document())

    def repositories(self, organization: str) -> Response:
        """All repositories, a bare list."""
        check_organization(organization)
        found = [row for row in self._repositories.all() if row["owner"] == organization.lower()]
        return jsonify([self._document(row) for row in found])

    def create_repository(self, organization: str) -> Answer:
        """201 with the repository; 422 where the name is taken."""
        check_organization(organization)
        made = self._repositories.create(text_field(json_body(), "name"))
        return jsonify(repository_document(made)), 201

    def repository(self, owner: str, repo: str) -> Response:
        """One repository."""
        return jsonify(self._document(self._repositories.find(owner, repo)))

    def change_repository(self, owner: str, repo: str) -> Response:
        """Its `name` and whether it is `archived`; what is not given stays."""
        body, found = json_body(), self._repositories.find(owner, repo)
        if "name" in body:
            self._moves.move(found, found["owner"], text_field(body, "name"))
        if "archived" in body:
            self._moves.archive(found["id"], archived=bool(body["archived"]))
        return jsonify(self._document(*self._repositories.by_ids([found["id"]])))

    def delete_repository(self, owner: str, repo: str) -> Answer:
        """204: all that is in it goes with it."""
        self._moves.delete(self._repositories.find(owner, repo)["id"])
        return Response(status=204)

    def transfer_repository(self, owner: str, repo: str) -> Answer:
        """202: to `new_owner`, who accepts at once; the token still sees it."""
        found = self._repositories.find(owner, repo)
        self._moves.move(found, text_field(json_body(), "new_owner"), found["name"])
        return jsonify(self._document(*self._repositories.by_ids([found["id"]]))), 202

    def _document(self, row: sqlite3.Row) -> dict[str, Any]:
        return repository_document(row, archived=self._moves.is_archived(row["id"]))

    def license(self, owner: str, repo: str) -> Response:
        """The license, or 404."""
        self._published(owner, repo)
        return jsonify(license_document())

    def pages(self, owner: str, repo: str) -> Response:
        """The page, or 404."""
        return jsonify(pages_document(self._published(owner, repo)))

    def environments(self, owner: str, repo: str) -> Response:
        """`{"total_count", "environments": [...]}`."""
        found = self._repositories.environments(owner, repo)
        return page("environments", found, lambda row: environment_document(row, owner, repo))

    def environment(self, owner: str, repo: str, environment: str) -> Response:
        """One environment."""
        found = self._repositories.environment(owner, repo, environment)
        return jsonify(environment_document(found, owner, repo))

    def put_environment(self, owner: str, repo: str, environment: str) -> Response:
        """200 with the environment, new or set anew; a body is optional."""
        settings = json_body() if request.content_length else {}
        found = self._repositories.put_environment(owner, repo, environment, settings)
        return jsonify(environment_document(found, owner, repo))

    def delete_environment(self, owner: str, repo: str, environment: str) -> Answer:
        """204: its secrets go with it."""
        self._repositories.delete_environment(owner, repo, environment)
        return Response(status=204)

    def _published(self, owner: str, repo: str) -> sqlite3.Row:
        found = self._repositories.find(owner, repo)
        if not is_published(found):
            raise not_found()
        return found
