"""JSON as tablets send it, read without guessing."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from contest.errors import BadInput


class Strict(BaseModel):
    """A body: no unknown keys, no conversions (`false` is not 0, `"1"` is not 1)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Body = TypeVar("Body", bound=BaseModel)


def read_json(data: bytes, model: type[Body]) -> Body:
    """Read bytes as `model`; a doubled key, NaN or an unknown field is refused with its place."""
    try:
        raw = json.loads(data, object_pairs_hook=_no_doubles, parse_constant=_no_constants)
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"]) or "/"
        raise BadInput(
            zh=f"请求中的“{path}”不合要求：{first['msg']}。",
            en=f"“{path}” in the request is not acceptable: {first['msg']}.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(
            zh="请求不是有效的 JSON。请刷新页面后重试。",
            en="The request is not valid JSON. Reload the page and try again.",
        ) from error


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key is written twice")
    return read


def _no_constants(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
