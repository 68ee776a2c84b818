"""Pure: the policy that lets one repository's jobs take a role, by GitHub environment or branch.

Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" and "OpenID Connect
reference" (the forms of the subject; "Immutable subject claims"); AWS STS API Reference,
AssumeRoleWithWebIdentity (the length of a session).
"""

from __future__ import annotations

from components.aws.policy_document import document

REPOSITORY = (
    r"[A-Za-z0-9-]{1,39}(?:/[A-Za-z0-9._-]{1,100}|@\d{1,20}/[A-Za-z0-9._-]{1,100}@\d{1,20})"
)
REPOSITORY_WORDS = "owner/name of a repository, or owner@ID/name@ID where its subjects have the ids"
ISSUER = "token.actions.githubusercontent.com"
SESSION_SECONDS = 7200
"""The longest session that a role gives: as long as the job of an update may take. AWS would give
an hour, and refuses the login of a job that asks for more."""


def audience(partition: str) -> str:
    """The audience of a job's token: the partition's STS."""
    return "sts.amazonaws.com.cn" if partition == "aws-cn" else "sts.amazonaws.com"


def subject(repository: str, *, environment: str | None, branch: str | None) -> str:
    """The subject of a job's token; `repository` is `owner/name`, or `owner@ID/name@ID` for one
    that was created, renamed or transferred after 15 July 2026, or that asked for it. A job in a
    GitHub environment names that environment and no branch."""
    where = f"environment:{environment}" if environment else f"ref:refs/heads/{branch}"
    return f"repo:{repository}:{where}"


def trust_policy(provider_arn: str, trusted: str) -> str:
    """Let the jobs with exactly this subject take the role; no patterns."""
    partition = provider_arn.split(":")[1]
    claims = {f"{ISSUER}:aud": audience(partition), f"{ISSUER}:sub": trusted}
    statement = {
        "Sid": "OneSubjectOfGithub",
        "Effect": "Allow",
        "Principal": {"Federated": provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": claims},
    }
    return document([statement])
