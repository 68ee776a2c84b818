"""`make environment NAME=staging`: makes what a stack needs before its first `pulumi up`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.deploy_policy import deploy_policy, preview_policy, trust_policy
from bootstrap.plan import Plan
from bootstrap.role_steps import OidcProvider, Role
from bootstrap.stack_step import SettingsFile
from bootstrap.state_steps import StackKey, StateBucket
from bootstrap.step import Step
from bootstrap.subject import with_subject
from components.refusal import OneLineError, Refusal


def main(argv: Sequence[str] | None = None) -> int:
    """Bootstrap; 0, or 1 with one line on standard error. Run it again to finish or to repair."""
    asked = _parser().parse_args(argv)
    try:
        session = boto3.Session(region_name=asked.region or None)
        plan, unsaid = with_subject(_plan(session, asked))
        changed = _carry_out(_steps(session, plan), is_dry=asked.dry_run)
        print(unsaid, end="")
        print(_next(plan) if not (asked.dry_run and changed) else "nothing was changed")
    except (OneLineError, BotoCoreError) as error:
        return _fail(str(error))
    except ClientError as error:
        return _fail(f"AWS refused {error.operation_name}: {error.response['Error']['Code']}")
    return 0


def _fail(words: str) -> int:
    print(f"environment: {words}", file=sys.stderr)
    return 1


def _plan(session: boto3.Session, asked: argparse.Namespace) -> Plan:
    if not session.region_name:
        raise Refusal("REGION", "is not set", "add REGION=, or set AWS_REGION")
    return Plan(
        name=asked.name,
        account=session.client("sts").get_caller_identity()["Account"],
        region=session.region_name,
        repository=asked.repository,
        bucket=asked.bucket,
        siblings=tuple(asked.siblings.split()),
        key_environment=asked.environment,
        endpoint=os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL"),
    )


def _steps(session: boto3.Session, plan: Plan) -> list[Step]:
    iam = session.client("iam")
    deploy, preview = plan.role("deploy"), plan.role("preview")
    to_deploy = trust_policy(plan, plan.name)
    to_preview = trust_policy(plan, f"{plan.name}-preview")
    return [
        StateBucket(plan=plan, s3=session.client("s3")),
        StackKey(plan=plan, kms=session.client("kms")),
        OidcProvider(plan=plan, iam=iam),
        Role(name=deploy, iam=iam, trust=to_deploy, policy=deploy_policy(plan)),
        Role(name=preview, iam=iam, trust=to_preview, policy=preview_policy(plan)),
        SettingsFile(plan=plan),
    ]


def _carry_out(steps: Sequence[Step], *, is_dry: bool) -> bool:
    """Do each step that is not done; whether there was one."""
    changed = False
    for step in steps:
        is_done = step.is_done()
        changed |= not is_done
        if not is_done and not is_dry:
            step.do()
        said = "is there " if is_done else ("would make" if is_dry else "made     ")
        print(f"{said:10} {step.words}", flush=True)
    return changed


def _next(plan: Plan) -> str:
    return f"""
Next, here:
  export PULUMI_BACKEND_URL='{plan.backend}'
  pulumi stack select {plan.name}
  pulumi config set --secret submitKey      # paste the key; it is not echoed
  pulumi up
  git add Pulumi.{plan.name}.yaml           # the key in it is ciphertext

Next, on GitHub, in {plan.repository_name}: the GitHub environments `{plan.name}` (with reviewers)
and `{plan.name}-preview`, each with these variables, and the secret SUBMIT_KEY_GITHUB_TOKEN:
  AWS_REGION          {plan.region}
  PULUMI_BACKEND_URL  {plan.backend}
  AWS_ROLE            {plan.secret.iam(f"role/{plan.role('deploy')}")}
                      {plan.secret.iam(f"role/{plan.role('preview')}")} (preview)"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make environment", description=__doc__)
    parser.add_argument("name", help="name of the stack and of the GitHub environment")
    parser.add_argument("--repository", default=os.environ.get("GITHUB_REPOSITORY", ""))
    parser.add_argument("--region", default="", help="default: that of the AWS profile")
    parser.add_argument("--bucket", default="", help="default: submit-key-state-ACCOUNT-REGION")
    parser.add_argument("--siblings", default="", help="stacks whose keys are refused here")
    parser.add_argument(
        "--environment", default="", help="the vendor's environment; default: told from the name"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what is missing")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
