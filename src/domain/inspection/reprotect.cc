#include "domain/inspection/reprotect.h"

#include <algorithm>

#include "domain/inspection/content.h"
#include "domain/inspection/record.h"
#include "domain/inspection/spans.h"
#include "domain/inspection/storage_form.h"
#include "domain/inspection/store.h"

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
std::vector<Range> uncovered(Range piece, std::uint32_t part, std::span<const FindingRow> findings) {
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
    auto found = TRY(find_message_at(transaction_, context_.caller.tenant, context_.contact.id, ordinal));
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
      is_protected |= protects(earlier.finding.entity);
    }
    if (is_protected) {
      row_.verdict = std::max(row_.verdict, decide::Verdict::Redact);
      context_.contact.verdict = std::max(context_.contact.verdict, row_.verdict);
    }
    if (is_changed || is_protected) TRY(save());
    if (!is_protected) return std::optional<EarlierMessage>();
    return std::optional(answer());
  }

 private:
  // Whether the decision about the completing message makes this value safe.
  bool protects(std::uint32_t entity) const {
    for (std::size_t i = 0; i < assessment_.findings.size(); ++i) {
      if (assessment_.findings[i].finding.entity != entity) continue;
      if (assessment_.decision.transforms[i]) return true;
    }
    return assessment_.decision.verdict >= decide::Verdict::Hold;
  }

  Result<bool> mask(const detect::Finding& piece, std::uint32_t part) {
    const detect::EntityType& type = context_.detector.type(piece.type);
    bool is_changed = false;
    for (const Range& range : uncovered({piece.begin, piece.end}, part, findings_)) {
      std::string text = content_.parts[part].text.reveal();
      const std::uint32_t begin = stored_position(range.begin, part, findings_);
      const std::uint32_t length = range.end - range.begin;
      if (std::size_t{begin} + length > text.size()) {
        return Error{ErrorCode::Corrupted, "a stored message is shorter than its conversation says"};
      }
      detect::Finding finding = piece;
      finding.begin = range.begin;
      finding.end = range.end;
      const protect::Span span = span_of(finding, type, storage_transform(type), false);
      FindingRow row = finding_row(finding, type, part, std::string_view(text).substr(begin, length),
                                   span, context_.digest_key, context_.ids);
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
    std::ranges::sort(findings_, {}, &FindingRow::id);
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
    EarlierMessage message{.message = row_.id,
                           .external_id = row_.external_id,
                           .verdict = row_.verdict};
    for (const StoredPart& part : content_.parts) {
      message.parts.push_back({.kind = part.kind,
                               .name = part.name,
                               .media_type = part.media_type,
                               .text = part.text});
    }
    return message;
  }

  store::Transaction& transaction_;
  const Assessment& assessment_;
  const ReprotectContext& context_;
  MessageRow row_;
  std::vector<FindingRow> findings_;
  StoredContent content_;
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
