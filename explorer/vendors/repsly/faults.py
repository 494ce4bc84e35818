"""What Repsly's refusals say. The export's are not documented: JSON, XML or a web page may come."""

from __future__ import annotations

from explorer.model.resource import Answer, Fault


def fault(answer: Answer) -> Fault | None:
    """The words of a refusal in the form `{Code, Message}`; None when the status and the text of a page have to do."""
    body = answer.body
    if answer.status < 400 or not isinstance(body, dict) or not isinstance(body.get("Message"), str):
        return None
    return Fault(answer.status, message=body["Message"])
