#!/usr/bin/env bash
# A client of bash and curl on trial, a process for each case: klingmock trial --per-case -- examples/subject.sh
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
task="" waited=0 gateway=$KLINGMOCK_BASE_URL/v1 me="Authorization: Bearer $KLINGMOCK_API_KEY"
json="Content-Type: application/json" key="Idempotency-Key: bash-$$-$(date +%s%N)"
text() { if [ -n "$1" ]; then printf '"%s"' "$1"; else printf null; fi; }
end() { printf '{"status": "%s", "task_id": %s, "result_sha256": %s}\n' "$1" "$(text "$task")" "$(text "$2")"; exit; }
field() { sed -n "s/.*\"$1\": *\[\{0,1\}\"\([^\"]*\)\".*/\1/p" "$folder/body"; }
rest() { # SECONDS: sleep in the world, where it takes no time; give up if nothing could be asked any more after it
  waited=$(awk "BEGIN { print $waited + $1; exit $waited + $1 >= $KLINGMOCK_DEADLINE }") || end gave-up
  [ -n "$KLINGMOCK_SLEEP_URL" ] || { sleep "$1"; return; }
  curl -s -o "$folder/clock" -H "$me" -H "$json" -d "{\"by\": \"$1s\"}" "$KLINGMOCK_SLEEP_URL"
}
get() { # SIGN CURL-ARGUMENTS...: fetch a body that has the sign; rest longer after each answer that is of no use
  local sign=$1 pause=$KLINGMOCK_POLL_INTERVAL told='%{http_code} %header{retry-after}|%header{date}' answer wait; shift
  for _ in 1 2 3 4 5 6 7; do
    answer=$(curl -s -m "$KLINGMOCK_REQUEST_TIMEOUT" -o "$folder/body" -w "$told" "$@") &&
      case $answer in 2*) grep -aq "$sign" "$folder/body" && return ;; esac
    case $answer in 429*) ;; 4*) if [ -n "$task" ]; then end error; else end refused; fi ;; esac
    wait=${answer#* } # seconds, or a date, which is to be compared with theirs
    case $wait in *GMT\|*) wait=$(($(date -d "${wait%|*}" +%s) - $(date -d "${wait#*|}" +%s))) ;; esac
    rest "$(awk "BEGIN { asked = 0 + \"${wait%|*}\"; print(asked > $pause ? asked : $pause) }")"
    pause=$(awk "BEGIN { print 2 * $pause }")
  done; end gave-up; }
get '"id"' -H "$me" -H "$json" -H "$key" -d "$KLINGMOCK_REQUEST" "$gateway/videos/generations" && task=$(field id)
while rest "$KLINGMOCK_POLL_INTERVAL"; get '"status"' -H "$me" "$gateway/tasks/$task"; status=$(field status); do
  case $status in pending | processing) ;; completed) break ;; failed | cancelled) end "$status" ;; *) end error ;; esac
done
[ -n "$(field results)" ] || end error
get ftyp "$(field results)" && end completed "$(sha256sum < "$folder/body" | cut -d ' ' -f 1)"
