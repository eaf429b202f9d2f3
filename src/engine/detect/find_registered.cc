#include "engine/detect/find_registered.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

constexpr std::size_t kBlockBytes = 1U << 20;

void begin_text(const Compiled& rules, RegisteredWork& registered) {
  registered.block_begin = 0;
  registered.entities = 0;
  registered.values.resize(rules.registered.exact().size());
  for (auto& values : registered.values) values.clear();
}

void collect(const Compiled& rules, Work& work, std::uint32_t base) {
  const std::vector<ExactFinder>& finders = rules.registered.exact();
  const SpanMap written = [&](std::uint32_t begin, std::uint32_t end) {
    return std::optional(
        std::pair(base + work.view.original_begin(begin), base + work.view.original_end(end)));
  };
  const SpanMap said =
      [&](std::uint32_t begin,
          std::uint32_t end) -> std::optional<std::pair<std::uint32_t, std::uint32_t>> {
    const std::uint32_t from = work.said->view.original_begin(begin);
    const std::uint32_t to = work.said->view.original_end(end);
    if (!work.said_text.is_said(from, to)) return std::nullopt;
    return std::pair(base + work.view.original_begin(work.said_text.original_begin(from)),
                     base + work.view.original_end(work.said_text.original_end(to)));
  };
  for (std::size_t i = 0; i < finders.size(); ++i) {
    const auto read = [&](const Work& from, const SpanMap& place) {
      collect_values(finders[i].index(), finders[i].wanted(), rules.month_names,
                     {.text = from.text, .edges = from.edges}, place, work.registered.values[i]);
    };
    read(work, written);
    if (work.said != nullptr && !work.said_text.is_empty()) read(*work.said, said);
  }
}

// With each column more, half of what is missing to the most.
float confidence_of(const Confidence& confidence, unsigned columns) {
  if (columns <= 1) return confidence.bare;
  if (columns == 2) return (confidence.bare + confidence.cued) / 2;
  return confidence.cued;
}

void add_record(const Compiled& rules, const ExactFinder& finder, const ExactRecord& record,
                std::uint32_t entity, std::vector<Finding>& found) {
  const DetectorRule& rule = rules.rule(record.detector);
  const float confidence = confidence_of(rule.confidence, record.column_count);
  const float share = (confidence - rule.confidence.bare) / static_cast<float>(record.column_count);
  for (const ExactPlace& place : record.places) {
    Finding finding{.type = rule.type,
                    .begin = place.begin,
                    .end = place.end,
                    .confidence = confidence,
                    .entity = entity};
    finding.evidence.push_back({Evidence::Kind::Pattern, rule.name, rule.confidence.bare});
    const ExactSchema& schema = finder.index().schema();
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      if ((record.columns >> i & 1) == 0) continue;
      const bool is_here = i == place.column;
      finding.evidence.push_back(
          {Evidence::Kind::Check,
           is_here ? fmt::format("{} is in {}", schema.columns[i].name, rule.exact.index)
                   : fmt::format("{} of the same record near", schema.columns[i].name),
           share});
    }
    found.push_back(std::move(finding));
  }
}

bool is_reported(const Compiled& rules, const Options& options, std::string_view text,
                 const Finding& finding) {
  if (finding.confidence < options.confidence_min) return false;
  if (!options.only_types.empty() && std::find(options.only_types.begin(), options.only_types.end(),
                                               finding.type) == options.only_types.end()) {
    return false;
  }
  return rules.allow.is_empty() ||
         !rules.allow.allows(finding.type, text.substr(finding.begin, finding.end - finding.begin),
                             options.field);
}

// Takes `found`, in order of begin and possibly overlapping, into findings[first, end).
void merge(const Compiled& rules, std::vector<Finding> found, std::size_t first,
           std::vector<Finding>& findings) {
  const auto sensitivity = [&rules](const Finding& finding) {
    return rules.rules.types[finding.type].sensitivity;
  };
  std::vector<Finding> before(
      std::make_move_iterator(findings.begin() + static_cast<std::ptrdiff_t>(first)),
      std::make_move_iterator(findings.end()));
  findings.resize(first);
  std::vector<bool> is_gone(before.size());
  std::size_t near = 0;
  std::uint32_t end = 0;
  std::vector<Finding> added;
  for (Finding& finding : found) {
    if (finding.begin < end) continue;  // another rule's record was first
    while (near < before.size() && before[near].end <= finding.begin) ++near;
    std::size_t last = near;
    while (last < before.size() && before[last].begin < finding.end) ++last;
    const auto is_more = [&](const Finding& other) {
      return sensitivity(other) > sensitivity(finding);
    };
    const auto begin_of = before.begin() + static_cast<std::ptrdiff_t>(near);
    const auto end_of = before.begin() + static_cast<std::ptrdiff_t>(last);
    if (const auto more = std::find_if(begin_of, end_of, is_more); more != end_of) {
      more->runners_up.push_back({finding.type, finding.confidence});
      continue;
    }
    for (std::size_t i = near; i < last; ++i) {
      is_gone[i] = true;
      if (before[i].type != finding.type) {
        finding.runners_up.push_back({before[i].type, before[i].confidence});
      }
    }
    end = finding.end;
    added.push_back(std::move(finding));
  }
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!is_gone[i]) kept.push_back(std::move(before[i]));
  }
  std::merge(std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()),
             std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()),
             std::back_inserter(findings),
             [](const Finding& a, const Finding& b) { return a.begin < b.begin; });
}

void end_block(const Compiled& rules, RegisteredWork& registered, std::string_view text,
               std::uint32_t end, const Options& options, std::vector<Finding>& findings) {
  std::vector<Finding> found;
  const std::vector<ExactFinder>& finders = rules.registered.exact();
  for (std::size_t i = 0; i < finders.size(); ++i) {
    for (const ExactRecord& record :
         finders[i].find(text, registered.block_begin, end, registered.values[i])) {
      const bool is_alone = record.column_count == 1;
      add_record(rules, finders[i], record, is_alone ? 0 : ++registered.entities, found);
    }
    registered.values[i].clear();
  }
  std::erase_if(
      found, [&](const Finding& finding) { return !is_reported(rules, options, text, finding); });
  std::stable_sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.confidence > b.confidence;
  });
  if (!found.empty()) merge(rules, std::move(found), registered.findings_before, findings);
  registered.findings_before = findings.size();
  registered.block_begin = end;
}

// The parts of [begin, end) that no finding takes.
template <typename Visit>
void for_each_free(const std::vector<Finding>& findings, std::uint32_t begin, std::uint32_t end,
                   Visit visit) {
  constexpr std::uint32_t kPartBytesMin = 12;
  auto near =
      std::lower_bound(findings.begin(), findings.end(), begin,
                       [](const Finding& finding, std::uint32_t at) { return finding.end <= at; });
  const auto part = [&](std::uint32_t from, std::uint32_t to) {
    if (to > from && to - from >= kPartBytesMin) visit(from, to);
  };
  for (; near != findings.end() && near->begin < end; ++near) {
    part(begin, near->begin);
    begin = std::max(begin, near->end);
  }
  part(begin, end);
}

float confidence_of(const Confidence& confidence, const DocumentMatch& match) {
  const float most = 1 - match.contains_min;
  const float more = most > 0 ? (match.containment - match.contains_min) / most : 1;
  return confidence.bare + (confidence.cued - confidence.bare) * more;
}

void find_documents(const Compiled& rules, RegisteredWork& registered, std::string_view text,
                    const Options& options, std::vector<Finding>& findings) {
  for (const DocumentMatch& match : rules.registered.documents().find(text)) {
    const DetectorRule& rule = rules.rule(match.detector);
    const float confidence = confidence_of(rule.confidence, match);
    std::vector<Finding> found;
    ++registered.entities;
    for (const auto& [from, to] : match.spans) {
      for_each_free(findings, from, to, [&](std::uint32_t begin, std::uint32_t end) {
        Finding finding{.type = rule.type,
                        .begin = begin,
                        .end = end,
                        .confidence = confidence,
                        .entity = registered.entities};
        finding.evidence.push_back({Evidence::Kind::Pattern, rule.name, rule.confidence.bare});
        finding.evidence.push_back(
            {Evidence::Kind::Check,
             fmt::format("{:.0f} % of {}", 100 * match.containment, match.name),
             confidence - rule.confidence.bare});
        if (is_reported(rules, options, text, finding)) found.push_back(std::move(finding));
      });
    }
    if (!found.empty()) merge(rules, std::move(found), 0, findings);
  }
}

}  // namespace

void find_registered(const Compiled& rules, Work& work, std::string_view text, TextSlice slice,
                     const Options& options, std::vector<Finding>& findings) {
  RegisteredWork& registered = work.registered;
  if (slice.begin == 0) {
    begin_text(rules, registered);
    registered.findings_before = 0;
  }
  collect(rules, work, static_cast<std::uint32_t>(slice.begin));
  if (slice.end == text.size() || slice.end - registered.block_begin >= kBlockBytes) {
    end_block(rules, registered, text, static_cast<std::uint32_t>(slice.end), options, findings);
  }
  if (slice.end == text.size() && !rules.registered.documents().is_empty()) {
    find_documents(rules, registered, text, options, findings);
  }
}

}  // namespace holdfast::detect
