#include "domain/inspection/overview.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "engine/decide/verdict.h"
#include "platform/store/conditions.h"

namespace holdfast::inspection {
namespace {

using store::Row;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::chrono::days kRangeMax{92};
constexpr std::size_t kVerdicts = 6;

using VerdictCounts = std::array<std::int64_t, kVerdicts>;

struct Counts {
  std::int64_t messages = 0;
  std::int64_t findings = 0;
  VerdictCounts verdicts{};

  void add(std::size_t verdict, std::int64_t message_count, std::int64_t finding_count) {
    messages += message_count;
    findings += finding_count;
    verdicts[std::min(verdict, kVerdicts - 1)] += message_count;
  }
};

void write_counts(JsonWriter& json, const Counts& counts) {
  json.member("messages", counts.messages).member("findings", counts.findings);
  json.key("verdicts").begin_object();
  for (std::size_t verdict = 0; verdict < kVerdicts; ++verdict) {
    json.member(to_string(static_cast<decide::Verdict>(verdict)), counts.verdicts[verdict]);
  }
  json.end();
}

struct RuleCount {
  std::int64_t hits = 0;
  std::string severity;
};

struct TypeCount {
  std::string channel, type, category;
  std::int64_t findings = 0;
};

class OverviewQuery {
 public:
  OverviewQuery(store::Reader& reader, std::string_view tenant, const OverviewRange& range)
      : reader_(reader), tenant_(tenant), range_(range) {}

  Result<std::string> run() {
    TRY(count_messages());
    TRY(count_contacts());
    TRY(count_types());
    TRY(count_rules());
    return render();
  }

 private:
  store::Conditions in_range() const {
    store::Conditions where;
    where.add("m.tenant_id =", tenant_);
    where.add("m.at_ms >=", to_ms(range_.from));
    where.add("m.at_ms <", to_ms(range_.to));
    if (!range_.channel.empty()) where.add("m.channel =", range_.channel);
    if (!range_.queue.empty()) where.add("m.queue =", range_.queue);
    return where;
  }

  Result<> count_messages() {
    const store::Conditions where = in_range();
    return reader_.query(
        fmt::format("SELECT m.at_ms / {}, m.channel, m.queue, m.verdict, COUNT(*), "
                    "CAST(SUM(m.finding_count) AS BIGINT), CAST(SUM(m.is_exposed) AS BIGINT) "
                    "FROM inspection_message m WHERE TRUE{} "
                    "GROUP BY m.at_ms / {}, m.channel, m.queue, m.verdict",
                    kHourMs, where.text(), kHourMs),
        where.values(), [this](const Row& row) {
          const auto verdict = static_cast<std::size_t>(row.integer(3));
          const std::int64_t messages = row.integer(4);
          const std::int64_t findings = row.integer(5);
          totals_.add(verdict, messages, findings);
          hours_[row.integer(0)].add(verdict, messages, findings);
          channels_[row.string(1)].add(verdict, messages, findings);
          queues_[row.string(2)].add(verdict, messages, findings);
          exposed_ += row.integer(6);
          return true;
        });
  }

  Result<> count_contacts() {
    const store::Conditions where = in_range();
    return reader_.query(
        fmt::format("SELECT COUNT(DISTINCT m.contact_id) FROM inspection_message m WHERE TRUE{}",
                    where.text()),
        where.values(), [this](const Row& row) {
          contacts_ = row.integer(0);
          return false;
        });
  }

  Result<> count_types() {
    const store::Conditions where = in_range();
    return reader_.query(
        fmt::format("SELECT f.channel, f.type, f.category, COUNT(*) FROM inspection_message m "
                    "JOIN inspection_finding f ON f.message_id = m.message_id WHERE TRUE{} "
                    "GROUP BY f.channel, f.type, f.category ORDER BY f.channel, f.type",
                    where.text()),
        where.values(), [this](const Row& row) {
          types_.push_back({.channel = row.string(0),
                            .type = row.string(1),
                            .category = row.string(2),
                            .findings = row.integer(3)});
          return true;
        });
  }

  Result<> count_rules() {
    const store::Conditions where = in_range();
    return reader_.query(
        fmt::format("SELECT m.hits, COUNT(*) FROM inspection_message m WHERE TRUE{} "
                    "AND m.hits <> '[]' GROUP BY m.hits",
                    where.text()),
        where.values(), [this](const Row& row) {
          add_hits(row.text(0), row.integer(1));
          return true;
        });
  }

  void add_hits(std::string_view hits, std::int64_t messages) {
    const Result<JsonDocument> document = JsonDocument::parse(hits);
    if (!document) return;
    const auto values = document->root().array();
    if (!values) return;
    for (const JsonValue& value : *values) {
      auto hit = value.object();
      if (hit) add_hit(*hit, messages);
    }
  }

  void add_hit(ObjectReader& hit, std::int64_t messages) {
    const auto rule = hit.required_string("rule");
    const auto severity = hit.required_string("severity");
    if (!rule || !severity) return;
    RuleCount& count = rules_[std::string(*rule)];
    count.hits += messages;
    count.severity = *severity;
  }

  std::int64_t verdict_total(decide::Verdict verdict) const {
    return totals_.verdicts[static_cast<std::size_t>(verdict)];
  }

  std::string render() const {
    JsonWriter json;
    json.begin_object().member("from", range_.from).member("to", range_.to);
    json.key("totals")
        .begin_object()
        .member("contacts", contacts_)
        .member("messages", totals_.messages)
        .member("findings", totals_.findings)
        .member("protected",
                verdict_total(decide::Verdict::Redact) + verdict_total(decide::Verdict::Tokenise))
        .member("held", verdict_total(decide::Verdict::Hold))
        .member("blocked", verdict_total(decide::Verdict::Block))
        .member("coached", verdict_total(decide::Verdict::Coach))
        .member("exposed", exposed_)
        .end();
    render_hours(json);
    render_channels(json);
    render_types(json);
    render_queues(json);
    render_rules(json);
    json.end();
    return json.take();
  }

  void render_hours(JsonWriter& json) const {
    json.key("by_hour").begin_array();
    const std::int64_t end = (to_ms(range_.to) + kHourMs - 1) / kHourMs;
    for (std::int64_t hour = to_ms(range_.from) / kHourMs; hour < end; ++hour) {
      const auto found = hours_.find(hour);
      json.begin_object().member("hour", from_ms(hour * kHourMs));
      write_counts(json, found == hours_.end() ? Counts() : found->second);
      json.end();
    }
    json.end();
  }

  void render_channels(JsonWriter& json) const {
    json.key("by_channel").begin_array();
    for (const auto& [channel, counts] : channels_) {
      json.begin_object().member("channel", channel);
      write_counts(json, counts);
      json.end();
    }
    json.end().key("channel_by_type").begin_array();
    for (const TypeCount& count : types_) {
      json.begin_object()
          .member("channel", count.channel)
          .member("type", count.type)
          .member("findings", count.findings)
          .end();
    }
    json.end();
  }

  void render_types(JsonWriter& json) const {
    std::map<std::string, TypeCount> sums;
    for (const TypeCount& count : types_) {
      TypeCount& sum = sums[count.type];
      sum.type = count.type;
      sum.category = count.category;
      sum.findings += count.findings;
    }
    std::vector<TypeCount> sorted;
    for (const auto& [type, sum] : sums) sorted.push_back(sum);
    std::ranges::stable_sort(sorted, std::greater(), &TypeCount::findings);
    json.key("by_type").begin_array();
    for (const TypeCount& count : sorted) {
      json.begin_object()
          .member("type", count.type)
          .member("category", count.category)
          .member("findings", count.findings)
          .end();
    }
    json.end();
  }

  void render_queues(JsonWriter& json) const {
    json.key("by_queue").begin_array();
    for (const auto& [queue, counts] : queues_) {
      json.begin_object().key("queue");
      queue.empty() ? json.null() : json.value(queue);
      write_counts(json, counts);
      json.end();
    }
    json.end();
  }

  void render_rules(JsonWriter& json) const {
    std::vector<std::pair<std::string, RuleCount>> sorted(rules_.begin(), rules_.end());
    std::ranges::stable_sort(sorted, std::greater(),
                             [](const auto& rule) { return rule.second.hits; });
    json.key("by_rule").begin_array();
    for (const auto& [rule, count] : sorted) {
      json.begin_object()
          .member("rule", rule)
          .member("hits", count.hits)
          .member("severity", count.severity)
          .end();
    }
    json.end();
  }

  store::Reader& reader_;
  std::string_view tenant_;
  const OverviewRange& range_;
  std::int64_t contacts_ = 0;
  std::int64_t exposed_ = 0;
  Counts totals_;
  std::map<std::int64_t, Counts> hours_;
  std::map<std::string, Counts> channels_, queues_;
  std::vector<TypeCount> types_;
  std::map<std::string, RuleCount> rules_;
};

}  // namespace

Result<Timestamp> newest_hour_end(store::Reader& reader, std::string_view tenant, Timestamp now) {
  const auto newest = TRY(reader.query_integer(
      "SELECT MAX(at_ms) FROM inspection_message WHERE tenant_id = $1", {tenant}));
  return from_ms((newest.value_or(to_ms(now)) / kHourMs + 1) * kHourMs);
}

Result<std::string> overview(store::Reader& reader, std::string_view tenant,
                             const OverviewRange& range) {
  if (range.to <= range.from) return Error{ErrorCode::InvalidInput, "to: must be after from"};
  if (range.to - range.from > kRangeMax) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("to: at most {} days after from", kRangeMax.count())};
  }
  return OverviewQuery(reader, tenant, range).run();
}

}  // namespace holdfast::inspection
