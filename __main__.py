"""Read the settings, keep the key, say what was done."""

import pulumi

from components.submit_key import SubmitKey, SubmitKeyArgs
from program.configuration import account, home, read_settings
from program.previous_outputs import fingerprints_of, own_last_update

config = pulumi.Config()
settings = read_settings(config, pulumi.get_stack())
last_update = own_last_update()
submit_key = SubmitKey(
    "submit-key",
    SubmitKeyArgs(
        **settings.of_the_key(),
        key=config.require_secret("submitKey"),
        region=home(),
        owner=account(),
        sibling_keys=fingerprints_of(settings.siblings),
        last_history=last_update.get("history"),
        last_ci_drift=last_update.get("ciDrift"),
    ),
)

pulumi.export("keyVersion", settings.key_version)
pulumi.export("fingerprint", submit_key.fingerprint)
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
