#include "platform/sandbox/extractor.h"

namespace holdfast::sandbox {
namespace {

using extract::Document;
using extract::MediaType;

Document unreadable(MediaType type, const Error& error) {
  return extract::unreadable_document(type, error.message);
}

Result<Document> read_in_process(MediaType type, Bytes file, const extract::Limits& limits) {
  auto document = extract::extract_in_process(file, type, limits);
  if (document || document.error().code != ErrorCode::InvalidInput) return document;
  return extract::extract_in_process(file, MediaType::PlainText, limits);
}

}  // namespace

ExtractorCounters ExtractorCounters::of(telemetry::Metrics& metrics) {
  const auto counter = [&](std::string_view outcome) {
    return metrics.counter(telemetry::Family::SandboxRuns, {outcome});
  };
  return {counter("whole"), counter("unreadable"), counter("unavailable")};
}

Result<Document> Extractor::read(Bytes file, std::string_view declared_type,
                                 std::string_view name) {
  return read_as(extract::sniff(file, declared_type, name), file);
}

Result<Document> Extractor::read_as(MediaType type, Bytes file) {
  switch (type) {
    case MediaType::PlainText:
    case MediaType::Json:
    case MediaType::JsonLines: {
      auto document = read_in_process(type, file, limits_);
      return document ? document : unreadable(type, document.error());
    }
    case MediaType::Unknown:
      return extract::unreadable_document(type, "not a type that this version reads");
    default:
      break;
  }
  auto document = read_in_worker(type, file);
  if (!document) {
    counters_.unavailable.add();
  } else if (document->is_readable()) {
    counters_.whole.add();
  } else {
    counters_.unreadable.add();
  }
  return document;
}

Result<Document> Extractor::read_in_worker(MediaType type, Bytes file) {
  if (file.size() > limits_.file_bytes_max) {
    return extract::unreadable_document(type, "limit exceeded: the file is larger than is allowed");
  }
  auto document = pool_.run({.media_type = type, .limits = limits_}, file);
  if (document || document.error().code == ErrorCode::Unavailable) return document;
  return unreadable(type, document.error());
}

Document Extractor::extract_any(Bytes file, std::string_view declared_type, std::string_view name) {
  const MediaType type = extract::sniff(file, declared_type, name);
  auto document = read_as(type, file);
  return document ? *std::move(document) : unreadable(type, document.error());
}

}  // namespace holdfast::sandbox
