// One inspection on its way: read, take the contact's lane, assess, write, answer. Private to the
// module.

#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/inspection/assess.h"
#include "domain/inspection/impl.h"
#include "domain/inspection/storage_form.h"
#include "engine/detect/detector.h"

namespace holdfast::inspection {

class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(Inspections::Impl& inspections, InspectionRequest request, Caller caller,
          Inspections::Done done);
  ~Attempt();

  void start();

 private:
  void read_and_queue();
  void queue();  // into the contact's lane
  void run();    // within the lane
  Result<bool> answer_repeated();
  Result<Uuid> resolve_contact();
  Result<> load_contact();
  Result<> open_contact();
  Result<> resolve_customer();
  Result<> check_limits();  // time and size
  Result<> assess_message();
  void fill_rows();
  void fill_answer();
  void update_contact();

  // attempt_write.cc
  void seal_and_hash(const SecretBytes& key);
  void seal_original(const SecretBytes& key);
  void prepare_hold();
  Result<> write(store::Transaction& transaction);
  Result<> expect_customer(store::Transaction& transaction);
  Result<> write_customer(store::Transaction& transaction, const SecretBytes& key);
  Result<> write_hold(store::Transaction& transaction);
  Result<> write_override(store::Transaction& transaction, const decide::RuleHit& hit,
                          std::string_view reason);
  Result<> write_answer_for_repeats(store::Transaction& transaction, const SecretBytes& key);
  bus::Event event() const;
  void written(Result<> result);
  void give_up_or_retry(const Error& error);
  void finish(Result<Inspection> result);

  Inspections::Impl& inspections_;
  InspectionParts& parts_;
  InspectionRequest request_;
  Caller caller_;
  Inspections::Done done_;

  std::chrono::steady_clock::time_point started_at_ = std::chrono::steady_clock::now();
  int conflicts_ = 0;
  std::string external_key_;
  std::shared_ptr<Lane> lane_;
  std::vector<ReadPart> read_;
  Timestamp at_{};
  // What it began with, whatever comes into force meanwhile.
  detect::Detector detector_ = inspections_.parts.detector.get();

  struct NewCustomer {
    Uuid id;
    Hash index;
  };
  std::optional<NewCustomer> new_customer_;
  std::shared_ptr<const policies::ActiveSet> policies_;
  contacts::Contact contact_;                      // as it will be
  std::optional<contacts::Contact> with_earlier_;  // the same, when earlier messages change as well
  Assessment assessment_;
  StorageForm form_;
  MessageRow message_;
  std::optional<HeldRow> held_;
  ByteVector state_;
  ByteVector sealed_state_;
  audit::PreparedAct prepared_;
  std::optional<audit::PreparedAct> prepared_hold_;
  bool is_sealed_ = false;
  Inspection answer_;
};

}  // namespace holdfast::inspection
