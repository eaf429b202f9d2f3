#include "domain/inspection/inspection.h"

#include <algorithm>
#include <future>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/contacts/store.h"
#include "domain/inspection/attempt.h"
#include "domain/inspection/content.h"
#include "domain/inspection/erasure.h"
#include "domain/inspection/held.h"
#include "domain/inspection/impl.h"
#include "domain/inspection/store.h"
#include "domain/inspection/stored_hits.h"

namespace holdfast::inspection {
namespace {

SafePart as_safe_part(const StoredPart& part) {
  return {.kind = part.kind, .name = part.name, .media_type = part.media_type, .text = part.text};
}

SafePart as_safe_part(GivenPart part) {
  SafePart safe{.kind = part.kind, .name = part.name, .media_type = part.media_type};
  (part.is_file ? safe.data : safe.text) = std::move(part.content);
  return safe;
}

Error not_held() {
  return Error{ErrorCode::Conflict, "the item is no longer held: someone decided, or it expired"};
}

// Opens what is kept of a message, the original or the protected form.
Result<std::vector<SafePart>> parts_to_deliver(store::Reader& reader, InspectionParts& parts,
                                               std::string_view tenant, const HeldRow& held,
                                               Inspections::ReleaseForm form) {
  const auto message = TRY(find_message(reader, tenant, held.message));
  const auto contact = TRY(contacts::find_by_id(reader, tenant, held.contact));
  if (!message || !contact) return Error{ErrorCode::NotFound, "the held message was erased"};
  const crypto::SubjectKey key = TRY(parts.keyring.get(reader, tenant, contact->contact.subject));
  std::vector<SafePart> deliverable;
  if (form == Inspections::ReleaseForm::Original) {
    const ByteVector plain = TRY(crypto::open(held.original, original_context(held.message), *key));
    for (GivenPart& part : TRY(original_from(as_text(plain)))) {
      deliverable.push_back(as_safe_part(std::move(part)));
    }
    return deliverable;
  }
  if (message->content.empty()) return Error{ErrorCode::NotFound, "the content was erased"};
  const ByteVector plain = TRY(crypto::open(message->content, content_context(held.message), *key));
  for (const StoredPart& part : TRY(stored_content_from(as_text(plain))).parts) {
    deliverable.push_back(as_safe_part(part));
  }
  return deliverable;
}

// The place of a finding among its message's: what stored hits count by.
Result<std::uint32_t> place_of(store::Reader& reader, const Uuid& message, const Uuid& finding) {
  const std::vector<FindingRow> findings = TRY(findings_of(reader, message));
  const auto found = std::ranges::find(findings, finding, &FindingRow::id);
  return static_cast<std::uint32_t>(found - findings.begin());
}

}  // namespace

Inspections::Impl::Impl(InspectionParts parts_given, InspectionSettings settings_given,
                        telemetry::Metrics* metrics_given)
    : parts(std::move(parts_given)),
      settings(std::move(settings_given)),
      metrics(metrics_given, parts.detector.get()),
      pool(settings.worker_threads),
      lanes(pool, settings.contacts_in_memory_max) {}

Inspections::Inspections(InspectionParts parts, InspectionSettings settings,
                         telemetry::Metrics* metrics)
    : impl_(std::make_shared<Impl>(std::move(parts), std::move(settings), metrics)) {}

Inspections::~Inspections() { impl_->running.wait(); }

void Inspections::inspect(InspectionRequest request, Caller caller, Done done) {
  std::make_shared<Attempt>(*impl_, std::move(request), std::move(caller), std::move(done))
      ->start();
}

Result<Inspection> Inspections::inspect_and_wait(InspectionRequest request, Caller caller) {
  std::promise<Result<Inspection>> promise;
  auto answer = promise.get_future();
  inspect(std::move(request), std::move(caller),
          [&promise](Result<Inspection> result) { promise.set_value(std::move(result)); });
  return answer.get();
}

Result<Inspections::Decided> Inspections::release(const Caller& caller, const Uuid& message,
                                                  ReleaseForm form, std::string_view reason) {
  const std::string_view act =
      form == ReleaseForm::Original ? "held.released" : "held.released_redacted";
  return impl_->decide(caller, message, act, "released", reason, form);
}

Result<Inspections::Decided> Inspections::reject(const Caller& caller, const Uuid& message,
                                                 std::string_view reason) {
  return impl_->decide(caller, message, "held.rejected", "rejected", reason, std::nullopt);
}

Result<Inspections::Decided> Inspections::Impl::decide(const Caller& caller, const Uuid& message,
                                                       std::string_view act, std::string_view state,
                                                       std::string_view reason,
                                                       std::optional<ReleaseForm> form) {
  Decided decided;
  TRY(parts.database.write([&](store::Transaction& transaction) -> Result<> {
    const auto held = TRY(find_held(transaction, caller.tenant, message));
    if (!held) return Error{ErrorCode::NotFound, "no held item has this id"};
    // Time ends a hold, whenever retention comes to say so.
    if (held->state != "held" || held->expires_at <= parts.clock.now()) return not_held();
    decided.item = *held;
    decided.parts.clear();
    if (form) {
      decided.parts = TRY(parts_to_deliver(transaction, parts, caller.tenant, *held, *form));
    }
    decided.item.state = state;
    decided.item.original.clear();
    decided.item.decided_by = caller.actor;
    decided.item.decided_at = parts.clock.now();
    decided.item.reason = reason;
    const auto receipt =
        TRY(end_hold(transaction, parts.audit, parts.ids, caller.tenant, act, decided.item));
    if (!receipt) return not_held();
    decided.receipt = *receipt;
    return {};
  }));
  parts.bus.wake();
  return decided;
}

Result<contacts::Erased> Inspections::erase_customer(const Caller& caller,
                                                     std::string_view customer,
                                                     std::string_view reason) {
  const InspectionParts& parts = impl_->parts;
  const contacts::Erased erased = TRY(inspection::erase_customer(
      {.database = parts.database,
       .clock = parts.clock,
       .ids = parts.ids,
       .contacts = {.keys = parts.keys, .keyring = parts.keyring, .audit = parts.audit}},
      {.tenant = caller.tenant,
       .actor = caller.actor,
       .customer = std::string(customer),
       .reason = std::string(reason)}));
  for (const contacts::Contact& contact : erased.contacts) impl_->lanes.forget(contact);
  impl_->parts.bus.wake();
  return erased;
}

Result<> Inspections::give_feedback(const Caller& caller, const Uuid& finding,
                                    std::string_view kind, std::string_view reason) {
  return impl_->parts.database.write([&](store::Transaction& transaction) -> Result<> {
    const auto found = TRY(list_findings(transaction, caller.tenant, {.id = finding, .limit = 1}));
    if (found.empty()) return Error{ErrorCode::NotFound, "no finding has this id"};
    const auto message = TRY(find_message(transaction, caller.tenant, found.front().message));
    if (!message) return Error{ErrorCode::NotFound, "the finding's message was erased"};
    TRY(set_feedback(transaction, finding, kind));
    const std::uint32_t place = TRY(place_of(transaction, message->id, finding));
    for (const StoredHit& hit : stored_hits(message->hits)) {
      if (!hit.may_rest_on(place)) continue;
      TRY(impl_->parts.policies.record_feedback(transaction, caller.tenant,
                                                {.policy = hit.policy,
                                                 .version = hit.version,
                                                 .rule = hit.rule,
                                                 .message = message->id,
                                                 .finding_type = found.front().finding.type,
                                                 .kind = std::string(kind),
                                                 .reason = std::string(reason),
                                                 .actor = caller.actor}));
    }
    TRY(impl_->parts.audit.stage(transaction, {.tenant = caller.tenant,
                                               .actor = caller.actor,
                                               .act = "finding.feedback",
                                               .subject = "finding:" + to_string(finding),
                                               .decision = std::string(kind),
                                               .body_hash = sha256({as_bytes(reason)})}));
    return {};
  });
}

}  // namespace holdfast::inspection
