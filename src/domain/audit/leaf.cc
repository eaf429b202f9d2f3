#include "domain/audit/leaf.h"

#include "base/json_writer.h"
#include "base/timestamp.h"

namespace holdfast::audit {
namespace {

// By hand rather than through JsonWriter: this runs for every act and, in verify(), for every
// entry.
void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  append_json_string(out, value);
}

}  // namespace

void write_leaf(std::string& out, const Uuid& entry, Timestamp at, const Act& act) {
  out.clear();
  append_member(out, R"({"act":)", act.act);
  append_member(out, R"(,"actor":)", act.actor);
  out += R"(,"at":")";
  out += to_rfc3339(at);
  out += R"(","body_hash":")";
  append_hex(out, act.body_hash);
  append_member(out, R"(","decision":)", act.decision);
  out += R"(,"entry":")";
  append_uuid(out, entry);
  append_member(out, R"(","policy_version":)", act.policy_version);
  append_member(out, R"(,"subject":)", act.subject);
  append_member(out, R"(,"tenant":)", act.tenant);
  out += R"(,"v":1})";
}

std::string leaf_of(const Entry& entry) {
  std::string leaf;
  write_leaf(leaf, entry.id, entry.at, entry.act);
  return leaf;
}

}  // namespace holdfast::audit
