"""S3: objects, with the lock that keeps them."""

from __future__ import annotations

import base64
from typing import Any

from sandbox.providers.aws.client import Aws
from sandbox.providers.aws.errors import found_or_none, ignoring_missing
from sandbox.providers.aws.names import sent
from sandbox.providers.resource import Resource
from sandbox.providers.wire import Properties

_HEADERS = {
    "cacheControl": "CacheControl",
    "contentDisposition": "ContentDisposition",
    "contentEncoding": "ContentEncoding",
    "contentLanguage": "ContentLanguage",
    "contentType": "ContentType",
    "metadata": "Metadata",
    "objectLockLegalHoldStatus": "ObjectLockLegalHoldStatus",
    "objectLockMode": "ObjectLockMode",
    "serverSideEncryption": "ServerSideEncryption",
    "storageClass": "StorageClass",
    "websiteRedirect": "WebsiteRedirectLocation",
}
_SUMS = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")


def _put(aws: Aws, state: Properties) -> str:
    body = state.get("content", "").encode() or base64.b64decode(state.get("contentBase64", ""))
    aws.client("s3").put_object(
        Bucket=state["bucket"],
        Key=state["key"],
        Body=body,
        **sent(
            {
                **{theirs: state.get(ours) for ours, theirs in _HEADERS.items()},
                "ChecksumAlgorithm": state.get("checksumAlgorithm"),
                "ObjectLockRetainUntilDate": state.get("objectLockRetainUntilDate"),
            }
        ),
    )
    return str(state["key"])


def _read(aws: Aws, id_: str, state: Properties) -> Properties | None:
    client = aws.client("s3")
    answer = found_or_none(lambda: client.head_object(Bucket=state["bucket"], Key=id_))
    if answer is None:
        return None
    client.get_object_tagging(Bucket=state["bucket"], Key=id_)  # as the provider asks for tags
    until = answer.get("ObjectLockRetainUntilDate")
    return {
        **{ours: answer.get(theirs) or None for ours, theirs in _HEADERS.items()},
        **{f"checksum{name.capitalize()}": answer.get(f"Checksum{name}", "") for name in _SUMS},
        "acl": "private",
        "arn": f"arn:aws:s3:::{state['bucket']}/{id_}",
        "bucketKeyEnabled": False,
        "etag": answer["ETag"].strip('"'),
        "key": id_,
        "kmsKeyId": answer.get("SSEKMSKeyId", ""),
        "objectLockRetainUntilDate": until.strftime("%Y-%m-%dT%H:%M:%SZ") if until else None,
        "region": aws.region,
        "serverSideEncryption": answer.get("ServerSideEncryption", "AES256"),
        "storageClass": answer.get("StorageClass", "STANDARD"),
        "tags": state.get("tags"),
        "tagsAll": state.get("tags") or {},
        "versionId": answer.get("VersionId", ""),
    }


def _delete(aws: Aws, id_: str, state: Properties) -> None:
    """Of a bucket with versions the newest version alone; a lock refuses that."""
    with ignoring_missing():
        where: dict[str, Any] = {"Bucket": state["bucket"], "Key": id_}
        aws.client("s3").delete_object(**where, **sent({"VersionId": state.get("versionId")}))


OBJECT = Resource(
    title="S3 Object",
    create=_put,
    read=_read,
    upsert=True,
    delete=_delete,
    defaults={"forceDestroy": False},
)
