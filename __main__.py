"""Read the settings, keep the key, say what was done."""

import pulumi

from components.settings import read_settings
from components.submit_key import SubmitKey

settings = read_settings(pulumi.Config(), pulumi.get_stack())
submit_key = SubmitKey("submit-key", settings)

pulumi.export("keyVersion", settings.key_version)
pulumi.export("fingerprint", settings.fingerprint)
pulumi.export("provedAt", submit_key.proved_at)
pulumi.export("history", submit_key.history)
pulumi.export("nextStep", submit_key.next_step)
pulumi.export("ciDrift", submit_key.ci_drift)
pulumi.export("record", submit_key.watch.record.record)
pulumi.export("recordHash", submit_key.watch.record.record_hash)
pulumi.export("secretArn", submit_key.secret_arn)
pulumi.export("readerPolicyArn", submit_key.reader_policy_arn)
pulumi.export("references", submit_key.references)
pulumi.export("alarmTopicArn", submit_key.watch.alarm_topic_arn)
