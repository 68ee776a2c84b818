"""Submit API with Vault, GitHub and AWS: three services on 127.0.0.1 in one process.

`python -m sandbox.services --state DIR [--submit-port N] [--github-port N] [--aws-port N]` prints
one line of JSON, `{"submit": PORT, "github": PORT, "aws": PORT}`, once all three answer. A port
that is 0 or taken is replaced by a free one. SIGTERM or SIGINT ends the process with 0. What is
answered is written to DIR before, so that the next process goes on where this one ended; only
faults, counts and enforcement begin anew. One process at a time has DIR.

Submit API, `http://127.0.0.1:PORT/api`: `POST /api/jobs`, see `submit/jobs.py`.
    POST /vault/keys              201 {"id", "key"}: the only time the key is shown
    GET /vault/keys               [{"id", "createdAt", "revokedAt": time or null}]
    POST /vault/keys/ID/revoke    200 {"id", "createdAt", "revokedAt"}, 404 for an unknown id
    GET /vault/requests           JSON lines: {"at", "keyId", "status", "externalId", "path"}
    GET /vault/jobs               [{"id", "externalId", "keyId", "createdAt"}]
    PUT /vault/faults             204; {} clears; see `submit/fault.py`

GitHub, `http://127.0.0.1:PORT/api/v3`, token `sandbox-github-token`, organization `acme`:
    GET /control/secret?path=repos/acme/alpha/actions/secrets/NAME
                                  {"sha256"} of what the sealed box holds
    GET /control/requests         JSON lines: {"at", "method", "path", "endpoint", "needs",
                                  "status"}; `needs` is the permission
    POST /control/tokens          {PERMISSION: "read" or "write"}; {"token"}, a fine-grained token
    GET /control/counts           {METHOD: number of calls}
    PUT /control/faults           {"status", "path": substring, "method", "skip", "times"}

AWS, `http://127.0.0.1:PORT`, any credentials, account 123456789012:
    GET /control/requests         JSON lines: {"at", "service", "operation", "status"}
    PUT /control/faults           {"operation", "status", "code", "skip", "times"}
    PUT /control/enforcement      true: IAM policies count from now on; false: they do not

The control planes refuse with {"error": one line}, 400 for a fault that makes no sense. They
ask for no credentials: they exist on this machine only.
"""
