-- The script that wrk runs: one request, over and over; at the end one line of JSON.
-- Arguments: method, file of the body ("-" for none), API key.

function init(arguments)
  wrk.method = arguments[1]
  wrk.headers["Authorization"] = "Bearer " .. arguments[3]
  if arguments[2] ~= "-" then
    local file = assert(io.open(arguments[2], "rb"))
    wrk.body = file:read("*a")
    file:close()
    wrk.headers["Content-Type"] = "application/json"
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p90": %d, "p99": %d, "longest": %d}\n',
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
