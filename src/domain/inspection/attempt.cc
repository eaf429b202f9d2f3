#include "domain/inspection/attempt.h"

#include <algorithm>

#include <fmt/core.h>

#include "domain/contacts/store.h"
#include "domain/contacts/views.h"
#include "domain/inspection/outcome.h"
#include "domain/inspection/safe_parts.h"
#include "domain/inspection/store.h"

namespace holdfast::inspection {
namespace {

constexpr int kConflictsMax = 3;
constexpr std::chrono::minutes kClockSkewMax{5};

detect::Scratch& scratch_of_thread() {
  thread_local detect::Scratch scratch;
  return scratch;
}

Error used_for_another() {
  return {ErrorCode::Conflict, "the Idempotency-Key was used for another request"};
}

}  // namespace

void Inspections::expect_same_request(Caller caller, std::vector<std::string> keys,
                                      Hash request_hash, std::function<void(Result<>)> done) {
  impl_->running.begin();
  impl_->pool.run([&impl = *impl_, caller = std::move(caller), keys = std::move(keys), request_hash,
                   done = std::move(done)] {
    done(impl.parts.database.read([&](store::Reader& reader) -> Result<> {
      for (const std::string& key : keys) {
        const auto stored =
            TRY(find_answer(reader, caller.tenant, idempotency_hash(caller.actor, key)));
        if (stored && stored->request_hash != request_hash) return used_for_another();
      }
      return {};
    }));
    impl.running.end();
  });
}

Attempt::Attempt(Inspections::Impl& inspections, InspectionRequest request, Caller caller,
                 Inspections::Done done)
    : inspections_(inspections),
      parts_(inspections.parts),
      request_(std::move(request)),
      caller_(std::move(caller)),
      done_(std::move(done)) {
  inspections_.running.begin();
}

Attempt::~Attempt() { inspections_.running.end(); }

void Attempt::start() {
  if (is_heavy(request_)) {
    inspections_.pool.run([self = shared_from_this()] { self->read_and_queue(); });
  } else {
    read_and_queue();
  }
}

void Attempt::read_and_queue() {
  read_ = read_parts(request_, parts_.read_file);
  queue();
}

void Attempt::queue() {
  const Result<> is_within = check_limits();
  if (!is_within) return finish(is_within.error());
  const Result<bool> is_repeated = answer_repeated();
  if (!is_repeated) return finish(is_repeated.error());
  if (*is_repeated) return finish(std::move(answer_));
  const Result<Uuid> contact = resolve_contact();
  if (!contact) return finish(contact.error());
  contact_ = contacts::Contact{.id = *contact};
  lane_ = inspections_.lanes.of(caller_.tenant, *contact);
  lane_->enter([self = shared_from_this()] { self->run(); });
}

Result<> Attempt::check_limits() {
  const Timestamp now = parts_.clock.now();
  at_ = request_.at.value_or(now);
  if (at_ > now + kClockSkewMax) {
    return Error{ErrorCode::InvalidInput, "at: lies in the future; check the sender's clock"};
  }
  std::size_t text_bytes = 0;
  for (const ReadPart& read : read_) text_bytes += read.part.text.size();
  const std::size_t text_bytes_max = inspections_.settings.text_bytes_max;
  if (text_bytes > text_bytes_max) {
    return Error{
        ErrorCode::LimitExceeded,
        fmt::format("{} bytes of text in one message, {} allowed", text_bytes, text_bytes_max)};
  }
  return {};
}

// True when the same request was answered before: answer_ then holds that answer.
Result<bool> Attempt::answer_repeated() {
  if (request_.idempotency_key.empty()) return false;
  const Hash key_hash = idempotency_hash(caller_.actor, request_.idempotency_key);
  std::optional<StoredAnswer> stored;
  std::string plain;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    stored = TRY(find_answer(reader, caller_.tenant, key_hash));
    if (!stored || stored->request_hash != request_.request_hash) return {};
    const auto key = TRY(parts_.keyring.get(reader, caller_.tenant, stored->subject));
    plain = as_text(TRY(crypto::open(stored->answer, answer_context(key_hash), *key)));
    return {};
  }));
  if (!stored) return false;
  if (stored->request_hash != request_.request_hash) {
    return used_for_another();
  }
  answer_.repeated_answer = Sensitive(std::move(plain));
  return true;
}

Result<Uuid> Attempt::resolve_contact() {
  if (request_.contact.id) return *request_.contact.id;
  if (request_.contact.external_id.empty()) return parts_.ids.next();
  external_key_ =
      Lanes::external_key(caller_.tenant, request_.channel, request_.contact.external_id);
  return inspections_.lanes.resolve(
      external_key_,
      [this]() -> Result<std::optional<Uuid>> {
        std::optional<Uuid> found;
        TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
          found = TRY(contacts::find_id(reader, caller_.tenant, request_.channel,
                                        request_.contact.external_id));
          return {};
        }));
        return found;
      },
      parts_.ids);
}

// Everything from here to the write runs alone for this contact.
void Attempt::run() {
  Result<> ready = lane_->state.is_loaded ? Result<>() : load_contact();
  if (ready) {
    contact_ = lane_->state.contact;
    ready = resolve_customer();
  }
  if (ready) ready = assess_message();
  if (!ready) {
    return give_up_or_retry(ready.error());
  }
  fill_rows();
  fill_answer();
  update_contact();
  if (lane_->state.key) seal_and_hash(**lane_->state.key);
  parts_.database.write_async(
      [self = shared_from_this()](store::Transaction& transaction) {
        return self->write(transaction);
      },
      [self = shared_from_this()](Result<> result) { self->written(std::move(result)); },
      // What could collide is held by constraints: the contact's revision, keys, external ids.
      store::Isolation::Snapshot);
}

Result<> Attempt::load_contact() {
  LaneState& state = lane_->state;
  std::optional<contacts::StoredContact> stored;
  // A contact without any id of its own was numbered just now: nobody can have stored it.
  if (request_.contact.id || !external_key_.empty()) {
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      stored = TRY(contacts::find_by_id(reader, caller_.tenant, contact_.id));
      return {};
    }));
  }
  if (!stored) {
    if (request_.contact.id)
      return Error{ErrorCode::NotFound, "contact.id: no contact has this id"};
    return open_contact();
  }
  if (!external_key_.empty() && stored->contact.external_id.empty()) {
    return Error{ErrorCode::Conflict,
                 "the contact was erased"};  // its id names another from now on
  }
  state.contact = stored->contact;
  state.key = TRY(parts_.keyring.find(caller_.tenant, state.contact.subject));
  if (!state.key) return Error{ErrorCode::Corrupted, "a contact has no key"};
  if (!stored->state.empty()) {
    const ByteVector plain =
        TRY(crypto::open(stored->state, state_context(contact_.id), **state.key));
    state.conversation = TRY(detect::Conversation::parse(plain));
  }
  state.is_loaded = true;
  return {};
}

Result<> Attempt::open_contact() {
  LaneState& state = lane_->state;
  state.contact = contacts::Contact{.id = contact_.id,
                                    .tenant = caller_.tenant,
                                    .external_id = request_.contact.external_id,
                                    .channel = request_.channel,
                                    .opened_at = at_,
                                    .last_message_at = at_};
  state.conversation = detect::Conversation();
  state.key.reset();
  state.is_loaded = true;
  return {};
}

// Finds the customer that the request names, or plans a new one. A contact keeps its customer.
Result<> Attempt::resolve_customer() {
  new_customer_.reset();
  if (!request_.contact.customer.empty()) {
    const Hash index =
        contacts::customer_index(parts_.keys, caller_.tenant, request_.contact.customer);
    std::optional<Uuid> customer;
    bool was_erased = false;  // the one that this server remembers as the contact's
    TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
      customer = TRY(contacts::find_customer(reader, caller_.tenant, index));
      was_erased = contact_.customer && contact_.customer != customer &&
                   !TRY(contacts::customer_exists(reader, caller_.tenant, *contact_.customer));
      return {};
    }));
    if (was_erased) return Error{ErrorCode::Conflict, "the customer was erased"};
    if (!customer) {
      new_customer_ = NewCustomer{.id = parts_.ids.next(), .index = index};
      customer = new_customer_->id;
    }
    if (contact_.customer && contact_.customer != customer) {
      return Error{ErrorCode::InvalidInput,
                   "contact.customer: the contact belongs to another customer"};
    }
    contact_.customer = customer;
  }
  if (contact_.subject.empty()) {
    contact_.subject = contact_.customer ? contacts::customer_subject(*contact_.customer)
                                         : "contact:" + to_string(contact_.id);
    if (contact_.customer && !new_customer_) {
      auto key = parts_.keyring.find(caller_.tenant, contact_.subject);
      if (!key && key.error().code == ErrorCode::NotFound) {
        return Error{ErrorCode::Conflict, "the customer was erased"};  // since it was found above
      }
      lane_->state.key = TRY(std::move(key));
    }
  }
  return {};
}

// InvalidInput: the sender insists without the reason that a rule asks for.
Result<> Attempt::assess_message() {
  if (!request_.contact.queue.empty()) contact_.queue = request_.contact.queue;
  if (!request_.contact.agent.empty()) contact_.agent = request_.contact.agent;
  policies_ = parts_.policies.active(caller_.tenant);
  detector_ = inspections_.parts.detector.get();
  if (read_.empty()) read_ = std::move(assessment_.parts);  // a second try
  const std::int64_t forgotten_messages =
      contact_.message_count - std::int64_t{lane_->state.conversation.message_count()};
  assessment_ =
      assess(request_, std::move(read_), lane_->state.conversation, scratch_of_thread(),
             {.detector = detector_,
              .policies = policies_->for_queue(contact_.queue),
              .internal_domains = inspections_.settings.internal_domains,
              .utc_offset_minutes = inspections_.settings.utc_offset_at(at_),
              .locale = request_.locale.empty() ? inspections_.settings.locale : request_.locale,
              .queue = contact_.queue,
              .at = at_});
  read_.clear();
  // The conversation counts from where it began, which is later than the contact did when retention
  // erased what it knew.
  for (detect::EarlierFinding& earlier : assessment_.earlier) {
    earlier.message_index += static_cast<std::uint32_t>(forgotten_messages);
  }
  if (assessment_.rule_without_reason.empty()) return {};
  return Error{ErrorCode::InvalidInput, "overrides: say why, as " +
                                            assessment_.rule_without_reason +
                                            " is overridden with a reason only"};
}

void Attempt::fill_rows() {
  form_ = storage_form(request_, assessment_, detector_, parts_.keys.digest_key(), parts_.ids);
  message_ = message_row(request_, assessment_);
  message_.id = parts_.ids.next();
  message_.tenant = caller_.tenant;
  message_.contact = contact_.id;
  message_.ordinal = contact_.message_count;
  message_.at = at_;
  message_.queue = contact_.queue;
  held_.reset();
  if (message_.verdict == decide::Verdict::Hold) {
    held_ = held_row(message_, form_, parts_.clock.now(), inspections_.settings.held_for);
  }
}

void Attempt::fill_answer() {
  answer_ = Inspection{.id = message_.id,
                       .contact = contact_.id,
                       .verdict = message_.verdict,
                       .severity = message_.severity,
                       .rule = message_.rule,
                       .policy_version = message_.policy_version};
  answer_.findings = shown_findings(request_, assessment_, form_, detector_);
  answer_.notices = notices(assessment_);
  answer_.parts =
      safe_parts(request_, assessment_, detector_, parts_.keys.digest_key(), parts_.read_file);
}

void Attempt::update_contact() {
  contact_.last_message_at = std::max(contact_.last_message_at, at_);
  ++contact_.message_count;
  contact_.finding_count += message_.finding_count;
  contact_.verdict = std::max(contact_.verdict, message_.verdict);
  contact_.severity = std::max(contact_.severity, message_.severity);
  for (const FindingRow& finding : form_.findings) contact_.add_finding_type(finding.type);
  state_ = lane_->state.conversation.serialise();
  is_sealed_ = false;
}

void Attempt::written(Result<> result) {
  if (result) {
    LaneState& state = lane_->state;
    state.contact = with_earlier_ ? *std::move(with_earlier_) : contact_;
    ++state.contact.revision;
    if (!state.key) {
      // From what is committed now, so that a key never outlives a transaction that failed.
      const auto key = parts_.keyring.find(caller_.tenant, contact_.subject);
      if (key && *key) {
        state.key = *key;
      } else {
        state.forget();
      }
    }
    lane_->leave();
    inspections_.metrics.count(request_, assessment_, detector_,
                               std::chrono::steady_clock::now() - started_at_);
    parts_.bus.wake();
    return finish(std::move(answer_));
  }
  give_up_or_retry(result.error());
}

void Attempt::give_up_or_retry(const Error& error) {
  lane_->state.forget();
  lane_->leave();
  if (error.code != ErrorCode::Conflict || ++conflicts_ >= kConflictsMax) return finish(error);
  // Another node was first, the customer was erased meanwhile, or the same idempotency key came in
  // another connection: look again.
  if (!external_key_.empty()) inspections_.lanes.forget_name(external_key_);
  inspections_.pool.run([self = shared_from_this()] { self->queue(); });
}

void Attempt::finish(Result<Inspection> result) {
  Inspections::Done done = std::move(done_);
  done(std::move(result));
}

}  // namespace holdfast::inspection
