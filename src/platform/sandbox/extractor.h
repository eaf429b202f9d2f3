// Any file to text: what is safe to read is read here, all else by a worker.

#pragma once

#include <string_view>

#include "engine/extract/document.h"
#include "platform/sandbox/pool.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::sandbox {

// Files read whole, read in part or not at all, and those that no worker was there for.
struct ExtractorCounters {
  telemetry::Counter whole, unreadable, unavailable;

  static ExtractorCounters of(telemetry::Metrics& metrics);
};

// Thread-safe; calls wait for the answer.
class Extractor {
 public:
  explicit Extractor(Pool& pool, const extract::Limits& limits = {},
                     const ExtractorCounters& counters = {})
      : pool_(pool), limits_(limits), counters_(counters) {}

  // Plain text and JSON in this process, mail, mailboxes and pages in a worker. JSON that is
  // malformed is read as the text it is. A file that cannot be read is a document that says so,
  // whatever it did to its reader; Unavailable when nobody was there to read it, and a later try
  // may succeed.
  Result<extract::Document> read(Bytes file, std::string_view declared_type = {},
                                 std::string_view name = {});
  // The same with the type known.
  Result<extract::Document> read_as(extract::MediaType type, Bytes file);

  // As read(), for those who let policy decide on every failure: Unavailable too is a document that
  // says so.
  extract::Document extract_any(Bytes file, std::string_view declared_type = {},
                                std::string_view name = {});

 private:
  Result<extract::Document> read_in_worker(extract::MediaType type, Bytes file);

  Pool& pool_;
  const extract::Limits limits_;
  const ExtractorCounters counters_;
};

}  // namespace holdfast::sandbox
