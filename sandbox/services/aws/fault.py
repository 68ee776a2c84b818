"""What an AWS service refuses on demand."""

from __future__ import annotations

import json

from pydantic import Field
from werkzeug.wrappers import Response

from sandbox.services.aws.call import AwsCall
from sandbox.services.faults import Fault

_MESSAGE = "refused on demand"


class AwsFault(Fault):
    """Refuses one operation, e.g. `PutSecretValue`, with a status and an error code.

    Clients of AWS try again by themselves after a 5xx or a throttling code: give `times`, or
    leave it out to outlast them.
    """

    operation: str = Field(pattern=r"^[A-Za-z]+$")
    status: int = Field(default=500, ge=400, le=599)
    code: str = Field(default="InternalServiceError", pattern=r"^[A-Za-z.]+$")

    def response(self, call: AwsCall) -> Response:
        """The error in the form of the service's protocol: JSON 1.1, or XML for Query."""
        if not call.is_query:
            document = json.dumps({"__type": self.code, "message": _MESSAGE})
            return Response(document, self.status, mimetype="application/x-amz-json-1.1")
        party = "Sender" if self.status < 500 else "Receiver"
        document = (
            f"<ErrorResponse><Error><Type>{party}</Type><Code>{self.code}</Code>"
            f"<Message>{_MESSAGE}</Message></Error><RequestId>0</RequestId></ErrorResponse>"
        )
        return Response(document, self.status, mimetype="text/xml")
