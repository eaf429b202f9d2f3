#include "app/cli/report.h"

#include <algorithm>

#include <fmt/core.h>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "base/join.h"
#include "base/json_writer.h"

namespace holdfast::cli {
namespace {

// A name that someone else chose must not move the terminal's cursor.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return out;
}

}  // namespace

void Report::begin(std::string label, std::string id_json) {
  label_ = printable(label);
  before_ = {};
  entities_ = 0;
  has_findings_ = false;
  unreadable_json_.clear();
  ++input_count_;
  if (format_ == Format::Json) json_ = fmt::format("{{\"id\":{},\"findings\":[", id_json);
}

void Report::add(const Scanned& piece) {
  std::uint32_t entity_max = 0;
  for (Hit hit : piece.hits) {
    if (hit.part.empty()) {
      hit.begin += before_.units;
      hit.end += before_.units;
      hit.column += hit.line == 0 ? before_.columns : 0;
      hit.line += before_.lines;
    }
    entity_max = std::max(entity_max, hit.entity);
    if (hit.entity != 0) hit.entity += entities_;
    if (format_ == Format::Json) {
      append(hit);
    } else {
      print(hit);
    }
    has_findings_ = true;
    ++hit_count_;
  }
  entities_ += entity_max;
  before_.units += piece.extent.units;
  before_.columns = piece.extent.columns + (piece.extent.lines == 0 ? before_.columns : 0);
  before_.lines += piece.extent.lines;
  for (const std::string& what : piece.unreadable) {
    if (format_ == Format::Json) {
      unreadable_json_ += unreadable_json_.empty() ? "" : ",";
      append_json_string(unreadable_json_, what);
    }
    complain(label_, what);
  }
}

void Report::print(const Hit& hit) {
  progress_.clear();
  std::string place = label_;
  if (!hit.part.empty()) place += " " + hit.part;
  if (hit.message) place += fmt::format(" message {}", *hit.message);
  std::string line = fmt::format("{}:{}:{}: {} {:.2f} {}", place, hit.line + 1, hit.column + 1,
                                 hit.type, hit.confidence, printable(hit.masked));
  if (!hit.value.empty()) line += " " + printable(hit.value);
  if (!hit.reasons.empty()) line += fmt::format("\n    because: {}", join(hit.reasons, "; "));
  for (const auto& [type, confidence] : hit.runners_up) {
    line += fmt::format("\n    rather than: {} {:.2f}", type, confidence);
  }
  cannot_write_ |= !print_result(line + "\n");
}

void Report::append(const Hit& hit) {
  if (has_findings_) json_ += ',';
  JsonWriter json;
  json.begin_object().member("type", hit.type).member("start", hit.begin).member("end", hit.end);
  json.key("confidence").raw(fmt::format("{:.3f}", hit.confidence));
  json.key("evidence").raw(hit.evidence.empty() ? "[]" : hit.evidence);
  if (!hit.part.empty()) json.member("part", hit.part);
  if (hit.message) json.member("message", *hit.message);
  if (hit.entity != 0) json.member("entity", hit.entity);
  if (!hit.runners_up.empty()) {
    json.key("runners_up").begin_array();
    for (const auto& [type, confidence] : hit.runners_up) {
      json.begin_object().member("type", type).key("confidence");
      json.raw(fmt::format("{:.3f}", confidence)).end();
    }
    json.end();
  }
  if (!hit.value.empty()) json.member("value", hit.value);
  json_ += json.end().text();
}

void Report::end() {
  if (has_findings_) ++input_with_hits_count_;
  if (format_ != Format::Json) return;
  json_ += ']';
  if (!unreadable_json_.empty()) json_ += fmt::format(",\"unreadable\":[{}]", unreadable_json_);
  json_ += "}\n";
  progress_.clear();
  cannot_write_ |= !print_result(json_);
}

void Report::unreadable(const std::string& label, std::string_view id_json, std::string_view why) {
  if (format_ == Format::Json) {
    std::string line = fmt::format("{{\"id\":{},\"error\":", id_json);
    append_json_string(line, why);
    cannot_write_ |= !print_result(line + "}\n");
  }
  complain(label, why);
}

void Report::complain(const std::string& label, std::string_view why) {
  ++unreadable_count_;
  progress_.clear();
  flush();  // where both are one terminal, in the order of the inputs
  print_message(fmt::format("cannot read {}: {}", printable(label), printable(why)));
}

void Report::flush() { cannot_write_ |= !flush_results(); }

int Report::finish() {
  progress_.clear();
  flush();
  if (cannot_write_) {
    print_message("cannot write to standard output");
    return kExitFailed;
  }
  if (format_ == Format::Lines) {
    std::string sum =
        fmt::format("{} finding{} in {} of {} input{}", hit_count_, hit_count_ == 1 ? "" : "s",
                    input_with_hits_count_, input_count_, input_count_ == 1 ? "" : "s");
    if (unreadable_count_ > 0) sum += fmt::format(", {} could not be read", unreadable_count_);
    print_status(sum + "\n");
  }
  if (unreadable_count_ > 0) return kExitFailed;
  return hit_count_ > 0 ? kExitFound : kExitFine;
}

}  // namespace holdfast::cli
