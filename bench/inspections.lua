-- wrk: one 200-byte chat message after another, each connection in a contact of its own, one in eight
-- with a card. HOLDFAST_BENCH_KEY holds the API key.

local key = os.getenv("HOLDFAST_BENCH_KEY")
local threads = 0
local contact = 0
local plain = "hi there, i am still waiting for the parcel you sent last week, could you please look where it is " ..
  "now and tell me when it will arrive? i would be at home tomorrow until noon, thanks a lot for your help ok"
local card = "hi there, i would like to pay the open bill now, the number of my card is 4111 1111 1111 1111 and " ..
  "it is valid for two more years, please charge it and send me the receipt by mail, thanks a lot for help"

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. key
end

function request()
  contact = contact + 1
  local text = contact % 8 == 0 and card or plain
  local body = string.format(
    '{"channel":"chat","direction":"inbound","contact":{"external_id":"bench-%d-%d"},"parts":[{"text":"%s"}]}',
    id, contact % 64, text)
  return wrk.format(nil, "/v1/inspections", nil, body)
end

failed = 0
function response(status)
  if status ~= 200 then failed = failed + 1 end
end

function done(summary, latency, requests)
  io.write(string.format("RESULT rate=%.0f p50_ms=%.3f p99_ms=%.3f max_ms=%.3f errors=%d\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000, summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
