"""The request for bash and curl."""

from typing import Any

from mockserver.snippets.notation import json_text, quoted

__all__ = ["single_call", "write"]

_SCRIPT = """\
# For bash and curl 7.76 or newer. Set KLINGMOCK_API_KEY; KLINGMOCK_URL=https://api.evolink.ai is the real gateway.
(
  set -euo pipefail
  url=${KLINGMOCK_URL:-<URL>}
  key=${KLINGMOCK_API_KEY:?set it to an API key}
  intent="snippet-$(date +%s)-$RANDOM$RANDOM"  # one video, however often the call is made again

  # --retry tries again after 429 and 5xx, and waits as Retry-After says.
  ask() { curl -sS --fail-with-body --retry 5 -H "Authorization: Bearer $key" "$@"; }
  fail() { echo "$answer" >&2; exit 1; }
  field() { grep -oE "\\"$1\\": ?\\"[^\\"]*\\"" <<<"$answer" | head -n 1 | cut -d '"' -f 4; }

  answer=$(ask "$url/v1/videos/generations" -H "Content-Type: application/json" \\
    -H "Idempotency-Key: $intent" --data-binary @- <<'REQUEST'
<REQUEST>
REQUEST
  ) || fail
  task=$(field id)

  while true; do
    answer=$(ask "$url/v1/tasks/$task") || fail
    case $(field status) in
      pending | processing) sleep 5 ;;
      *) break ;;
    esac
  done
  echo "$answer"  # completed: save the video within 24 h; its host is not to get the key
)
"""


def write(request: Any, url: str, /) -> str:
    """Write a script that sends *request* to the server at *url*."""
    # A line of JSON is never the one word that ends the text.
    return _SCRIPT.replace("<URL>", quoted(url), 1).replace("<REQUEST>", json_text(request, indent=2), 1)


def single_call(request: Any, url: str, *, key: str) -> str:
    """Write one command that sends *request* with *key*, and leaves the rest to the reader."""
    return (
        f"  curl -s {url}/v1/videos/generations \\\n"
        f"    -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\\n"
        f"    -d {quoted(json_text(request))}"
    )
