// What an inspection writes, all in one transaction.

#include <fmt/core.h>

#include "domain/contacts/store.h"
#include "domain/inspection/answer_writer.h"
#include "domain/inspection/attempt.h"
#include "domain/inspection/outcome.h"
#include "domain/inspection/record.h"
#include "domain/inspection/reprotect.h"
#include "domain/inspection/store.h"

namespace holdfast::inspection {

void Attempt::seal_and_hash(const SecretBytes& key) {
  message_.content = crypto::seal(as_bytes(to_json(form_.content)), content_context(message_.id),
                                  key, parts_.random);
  message_.content_hash = sha256({message_.content});
  if (held_) seal_original(key);
  sealed_state_ = crypto::seal(state_, state_context(contact_.id), key, parts_.random);
  prepared_ = parts_.audit.prepare({.tenant = caller_.tenant,
                                    .actor = caller_.actor,
                                    .act = "inspection.decided",
                                    .subject = "message:" + to_string(message_.id),
                                    .decision = std::string(to_string(message_.verdict)),
                                    .policy_version = message_.policy_version,
                                    .body_hash = record_hash(message_, form_.findings)});
  if (held_) prepare_hold();
  answer_.receipt = prepared_.receipt;
  message_.entry = prepared_.receipt.entry;
  message_.leaf_hash = prepared_.receipt.leaf_hash;
  is_sealed_ = true;
}

void Attempt::seal_original(const SecretBytes& key) {
  held_->original = crypto::seal(as_bytes(to_json(request_.parts)), original_context(message_.id),
                                 key, parts_.random);
  held_->original_hash = sha256({held_->original});
}

void Attempt::prepare_hold() {
  prepared_hold_ = parts_.audit.prepare({.tenant = caller_.tenant,
                                         .actor = caller_.actor,
                                         .act = "inspection.held",
                                         .subject = "message:" + to_string(message_.id),
                                         .decision = "held",
                                         .policy_version = message_.policy_version,
                                         .body_hash = held_record_hash(caller_.tenant, *held_)});
}

Result<> Attempt::write_hold(store::Transaction& transaction) {
  TRY(parts_.audit.stage_prepared(transaction, *prepared_hold_));
  return insert_held(transaction, caller_.tenant, *held_);
}

// Runs on the writer's thread, and again after a serialisation failure: it changes nothing but what
// it computes anew.
Result<> Attempt::write(store::Transaction& transaction) {
  crypto::SubjectKey key;
  if (lane_->state.key) {
    key = *lane_->state.key;
  } else {
    key = TRY(parts_.keyring.get_or_create(transaction, caller_.tenant, contact_.subject));
    is_sealed_ = false;
  }
  if (!is_sealed_) seal_and_hash(*key);
  TRY(expect_customer(transaction));
  if (new_customer_) TRY(write_customer(transaction, *key));
  TRY(parts_.audit.stage_prepared(transaction, prepared_));
  TRY(insert_message(transaction, message_, form_.findings));
  if (held_) TRY(write_hold(transaction));
  with_earlier_.reset();
  if (!assessment_.earlier.empty()) {
    with_earlier_ = contact_;
    answer_.earlier = TRY(reprotect(transaction, assessment_,
                                    {.detector = detector_,
                                     .audit = parts_.audit,
                                     .ids = parts_.ids,
                                     .random = parts_.random,
                                     .digest_key = parts_.keys.digest_key(),
                                     .subject_key = *key,
                                     .caller = caller_,
                                     .contact = *with_earlier_}));
  }
  TRY(contacts::save(transaction, with_earlier_ ? *with_earlier_ : contact_, sealed_state_));
  for (const auto& [hit, reason] : assessment_.overridden) {
    TRY(write_override(transaction, assessment_.decision.hits[hit], reason));
  }
  if (!request_.idempotency_key.empty()) TRY(write_answer_for_repeats(transaction, *key));
  return bus::Bus::publish(transaction, event());
}

// A customer may have been erased since this contact was about to become theirs.
Result<> Attempt::expect_customer(store::Transaction& transaction) {
  if (!contact_.customer || new_customer_) return {};
  if (lane_->state.contact.customer == contact_.customer) return {};
  if (!TRY(contacts::pin_customer(transaction, caller_.tenant, *contact_.customer))) {
    return Error{ErrorCode::Conflict, "the customer was erased"};
  }
  return {};
}

Result<> Attempt::write_customer(store::Transaction& transaction, const SecretBytes& key) {
  const std::string subject = contacts::customer_subject(new_customer_->id);
  // The contact may have opened before its customer was known, under a key of its own.
  crypto::SubjectKey own;
  if (contact_.subject != subject) {
    own = TRY(parts_.keyring.get_or_create(transaction, caller_.tenant, subject));
  }
  const ByteVector sealed = crypto::seal(as_bytes(request_.contact.customer),
                                         contacts::customer_seal_context(new_customer_->id),
                                         own ? *own : key, parts_.random);
  return contacts::insert_customer(transaction, caller_.tenant,
                                   {.id = new_customer_->id,
                                    .external_index = new_customer_->index,
                                    .sealed_external_id = sealed,
                                    .created_at = parts_.clock.now()});
}

Result<> Attempt::write_override(store::Transaction& transaction, const decide::RuleHit& hit,
                                 std::string_view reason) {
  TRY(parts_.policies.record_feedback(transaction, caller_.tenant,
                                      {.policy = hit.policy,
                                       .version = hit.version,
                                       .rule = hit.rule,
                                       .message = message_.id,
                                       .kind = "overridden",
                                       .reason = std::string(reason),
                                       .actor = caller_.actor}));
  TRY(parts_.audit.stage(transaction, {.tenant = caller_.tenant,
                                       .actor = caller_.actor,
                                       .act = "inspection.overridden",
                                       .subject = "message:" + to_string(message_.id),
                                       .decision = rule_name(hit),
                                       .policy_version = version_name(hit),
                                       .body_hash = sha256({as_bytes(reason)})}));
  return {};
}

Result<> Attempt::write_answer_for_repeats(store::Transaction& transaction,
                                           const SecretBytes& key) {
  const Hash key_hash = idempotency_hash(caller_.actor, request_.idempotency_key);
  JsonWriter json;
  write_answer(json, answer_);
  const StoredAnswer stored{
      .request_hash = request_.request_hash,
      .subject = contact_.subject,
      .answer = crypto::seal(as_bytes(json.text()), answer_context(key_hash), key, parts_.random)};
  return insert_answer(transaction, caller_.tenant, key_hash, stored, parts_.clock.now());
}

bus::Event Attempt::event() const {
  return {.id = parts_.ids.next(),
          .tenant = caller_.tenant,
          .topic = "inspection.decided",
          .at = parts_.clock.now(),
          .body = verdict_event(message_, form_.findings)};
}

}  // namespace holdfast::inspection
