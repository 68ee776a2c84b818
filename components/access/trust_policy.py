"""Whom a role trusts: the jobs of one repository, in one environment or on one branch.

Source: GitHub Docs, "Configuring OpenID Connect in Amazon Web Services" and "OpenID Connect
reference" (the forms of the subject).
"""

from __future__ import annotations

from components.aws.policy_document import document

ISSUER = "token.actions.githubusercontent.com"


def audience(partition: str) -> str:
    """For whom a job asks its token: the STS of the partition."""
    return "sts.amazonaws.com.cn" if partition == "aws-cn" else "sts.amazonaws.com"


def subject(repository: str, *, environment: str | None, branch: str | None) -> str:
    """The one exact subject; `repository` is `owner/name`. A job in an environment carries that."""
    where = f"environment:{environment}" if environment else f"ref:refs/heads/{branch}"
    return f"repo:{repository}:{where}"


def trust_policy(provider_arn: str, trusted: str) -> str:
    """Let the jobs of one subject assume the role, by equality, never by a pattern."""
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
