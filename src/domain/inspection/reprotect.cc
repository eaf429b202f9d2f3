#include "domain/inspection/reprotect.h"

#include <algorithm>
#include <map>

#include "domain/inspection/content.h"
#include "domain/inspection/outcome.h"
#include "domain/inspection/record.h"
#include "domain/inspection/spans.h"
#include "domain/inspection/storage_form.h"
#include "domain/inspection/store.h"
#include "domain/inspection/stored_hits.h"

namespace holdfast::inspection {
namespace {

struct Range {
  std::uint32_t begin;
  std::uint32_t end;
};

// Where original bytes stand now: outside findings, each earlier finding moved what follows it.
std::uint32_t stored_position(std::uint32_t original, std::uint32_t part,
                              std::span<const FindingRow> findings) {
  std::int64_t shift = 0;
  for (const FindingRow& finding : findings) {
    if (finding.part != part || finding.end > original) continue;
    shift += (std::int64_t{finding.stored_end} - finding.stored_begin) -
             (std::int64_t{finding.end} - finding.begin);
  }
  return static_cast<std::uint32_t>(original + shift);
}

// What of [begin, end) no finding covers yet. A piece is almost always free or wholly covered.
std::vector<Range> uncovered(Range piece, std::uint32_t part,
                             std::span<const FindingRow> findings) {
  std::vector<Range> free = {piece};
  for (const FindingRow& finding : findings) {
    if (finding.part != part) continue;
    std::vector<Range> rest;
    for (const Range& range : free) {
      if (finding.end <= range.begin || finding.begin >= range.end) {
        rest.push_back(range);
        continue;
      }
      if (finding.begin > range.begin) rest.push_back({range.begin, finding.begin});
      if (finding.end < range.end) rest.push_back({finding.end, range.end});
    }
    free = std::move(rest);
  }
  return free;
}

class Reprotection {
 public:
  Reprotection(store::Transaction& transaction, const Assessment& assessment,
               const ReprotectContext& context)
      : transaction_(transaction), assessment_(assessment), context_(context) {}

  // Nothing when there is nothing to rewrite.
  Result<std::optional<EarlierMessage>> message(std::uint32_t ordinal) {
    auto found =
        TRY(find_message_at(transaction_, context_.caller.tenant, context_.contact.id, ordinal));
    if (!found || found->content.empty()) return std::optional<EarlierMessage>();
    row_ = *std::move(found);
    findings_ = TRY(findings_of(transaction_, row_.id));
    const ByteVector plain =
        TRY(crypto::open(row_.content, content_context(row_.id), context_.subject_key));
    content_ = TRY(stored_content_from(as_text(plain)));
    const std::int32_t part = content_.observed_part;
    if (part < 0 || static_cast<std::size_t>(part) >= content_.parts.size()) {
      return std::optional<EarlierMessage>();
    }
    bool is_protected = false;
    bool is_changed = false;
    for (const detect::EarlierFinding& earlier : assessment_.earlier) {
      if (earlier.message_index != ordinal) continue;
      is_changed |= TRY(mask(earlier.finding, static_cast<std::uint32_t>(part)));
      const decide::RuleHit* hit = protecting(earlier.finding.entity);
      if (hit == nullptr) continue;
      is_protected = true;
      pieces_by_hit_[hit].push_back(earlier.finding);
    }
    std::ranges::sort(findings_, {}, &FindingRow::id);
    for (const auto& [hit, pieces] : pieces_by_hit_) take_over(*hit, pieces);
    context_.contact.verdict = std::max(context_.contact.verdict, row_.verdict);
    context_.contact.severity = std::max(context_.contact.severity, row_.severity);
    if (is_changed || is_protected) TRY(save());
    if (!is_protected) return std::optional<EarlierMessage>();
    return std::optional(answer());
  }

 private:
  bool rests_on(const decide::RuleHit& hit, std::uint32_t entity) const {
    return std::ranges::any_of(hit.finding_indexes, [&](std::uint32_t index) {
      return assessment_.findings[index].finding.entity == entity;
    });
  }

  // The strictest rule about the completing message that makes this value safe, or stops the
  // message whole; nothing when it may stand.
  const decide::RuleHit* protecting(std::uint32_t entity) const {
    const decide::RuleHit* strictest = nullptr;
    for (const decide::RuleHit& hit : assessment_.decision.hits) {
      const bool is_safe = hit.effective >= decide::Verdict::Hold ||
                           (hit.effective >= decide::Verdict::Redact && rests_on(hit, entity));
      if (!is_safe) continue;
      if (strictest == nullptr || hit.effective > strictest->effective) strictest = &hit;
    }
    return strictest;
  }

  // The row says which rule made it what it now is, as if the rule had fired on it.
  void take_over(const decide::RuleHit& completing, std::span<const detect::Finding> pieces) {
    decide::RuleHit hit = completing;
    hit.effective = decide::Verdict::Redact;  // an earlier message is masked, never called back
    hit.finding_indexes = indexes_of(pieces);
    row_.hits = with_hit(std::move(row_.hits), hit);
    if (row_.verdict < hit.effective) {
      row_.verdict = hit.effective;
      row_.rule = rule_name(hit);
      row_.policy_version = version_name(hit);
    }
    row_.severity = std::max(row_.severity, hit.severity);
  }

  // The places of the findings that stand for the pieces.
  std::vector<std::uint32_t> indexes_of(std::span<const detect::Finding> pieces) const {
    std::vector<std::uint32_t> indexes;
    for (std::uint32_t i = 0; i < findings_.size(); ++i) {
      const FindingRow& row = findings_[i];
      if (static_cast<std::int32_t>(row.part) != content_.observed_part) continue;
      const bool stands_for_one = std::ranges::any_of(pieces, [&row](const detect::Finding& piece) {
        return piece.begin < row.end && row.begin < piece.end;
      });
      if (stands_for_one) indexes.push_back(i);
    }
    return indexes;
  }

  Result<bool> mask(const detect::Finding& piece, std::uint32_t part) {
    const detect::EntityType& type = context_.detector.type(piece.type);
    bool is_changed = false;
    for (const Range& range : uncovered({piece.begin, piece.end}, part, findings_)) {
      std::string text = content_.parts[part].text.reveal();
      const std::uint32_t begin = stored_position(range.begin, part, findings_);
      const std::uint32_t length = range.end - range.begin;
      if (std::size_t{begin} + length > text.size()) {
        return Error{ErrorCode::Corrupted,
                     "a stored message is shorter than its conversation says"};
      }
      detect::Finding finding = piece;
      finding.begin = range.begin;
      finding.end = range.end;
      const protect::Span span = span_of(finding, type, storage_transform(type), false);
      FindingRow row =
          finding_row(finding, type, part, std::string_view(text).substr(begin, length), span,
                      context_.digest_key, context_.ids);
      row.stored_begin = begin;
      row.stored_end = begin + static_cast<std::uint32_t>(row.masked.size());
      text.replace(begin, length, row.masked);
      content_.parts[part].text = Sensitive(std::move(text));
      TRY(move_later(row, length));
      TRY(insert_finding(transaction_, row_, row));
      context_.contact.add_finding_type(row.type);
      ++context_.contact.finding_count;
      findings_.push_back(std::move(row));
      is_changed = true;
    }
    return is_changed;
  }

  Result<> move_later(const FindingRow& inserted, std::uint32_t replaced_bytes) {
    const std::int64_t shift =
        std::int64_t{inserted.stored_end} - inserted.stored_begin - replaced_bytes;
    if (shift == 0) return {};
    for (FindingRow& finding : findings_) {
      if (finding.part != inserted.part || finding.begin < inserted.end) continue;
      finding.stored_begin = static_cast<std::uint32_t>(finding.stored_begin + shift);
      finding.stored_end = static_cast<std::uint32_t>(finding.stored_end + shift);
      TRY(move_finding(transaction_, finding));
    }
    return {};
  }

  Result<> save() {
    row_.content = crypto::seal(as_bytes(to_json(content_)), content_context(row_.id),
                                context_.subject_key, context_.random);
    row_.content_hash = sha256({row_.content});
    row_.finding_count = static_cast<std::int64_t>(findings_.size());
    const audit::Receipt receipt =
        TRY(context_.audit.stage(transaction_, {.tenant = context_.caller.tenant,
                                                .actor = context_.caller.actor,
                                                .act = "inspection.reprotected",
                                                .subject = "message:" + to_string(row_.id),
                                                .decision = std::string(to_string(row_.verdict)),
                                                .policy_version = row_.policy_version,
                                                .body_hash = record_hash(row_, findings_)}));
    row_.entry = receipt.entry;
    row_.leaf_hash = receipt.leaf_hash;
    return update_message(transaction_, row_);
  }

  EarlierMessage answer() const {
    EarlierMessage message{
        .message = row_.id, .external_id = row_.external_id, .verdict = row_.verdict};
    for (const StoredPart& part : content_.parts) {
      message.parts.push_back(
          {.kind = part.kind, .name = part.name, .media_type = part.media_type, .text = part.text});
    }
    return message;
  }

  store::Transaction& transaction_;
  const Assessment& assessment_;
  const ReprotectContext& context_;
  MessageRow row_;
  std::vector<FindingRow> findings_;
  StoredContent content_;
  std::map<const decide::RuleHit*, std::vector<detect::Finding>> pieces_by_hit_;
};

}  // namespace

Result<std::vector<EarlierMessage>> reprotect(store::Transaction& transaction,
                                              const Assessment& assessment,
                                              const ReprotectContext& context) {
  std::vector<std::uint32_t> ordinals;
  for (const detect::EarlierFinding& earlier : assessment.earlier) {
    ordinals.push_back(earlier.message_index);
  }
  std::ranges::sort(ordinals);
  const auto repeated = std::ranges::unique(ordinals);
  ordinals.erase(repeated.begin(), repeated.end());

  std::vector<EarlierMessage> messages;
  for (const std::uint32_t ordinal : ordinals) {
    Reprotection reprotection(transaction, assessment, context);
    auto message = TRY(reprotection.message(ordinal));
    if (message) messages.push_back(*std::move(message));
  }
  return messages;
}

}  // namespace holdfast::inspection
