// Numbers staged entries into their tenants' trees, in the background, and signs checkpoints.
//
// Each step is one transaction: entries move into the log, the tiles they change and the new size
// are written, and a checkpoint when one is due. In memory stays the right edge of each tree alone.

#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/clock.h"
#include "domain/audit/checkpoint_note.h"
#include "domain/audit/right_edge.h"
#include "domain/audit/store.h"
#include "domain/audit/tiles.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::audit {

class Sequencer {
 public:
  enum class Sign { Now, WhenDue };

  Sequencer(store::Database& database, const Clock& clock, const CheckpointSigner& signer,
            telemetry::Metrics* metrics);
  ~Sequencer() { stop(); }

  // Until nothing staged before the call is left. A damaged log does not hold up the others; the
  // first error comes back at the end.
  Result<> sequence(Sign sign);

  void start();
  void stop();

 private:
  // A tree as it stands in the database, by the last transaction of ours that committed.
  struct Tree {
    RightEdge edge;
    TileWriter tiles;
    std::uint64_t checkpointed_size = 0;
    Timestamp checkpointed_at{};
  };

  Result<std::set<std::string>> tenants_with_work(Sign sign);
  Result<> sequence_tenant(const std::string& tenant, Sign sign);
  // One transaction. True when there may be more.
  Result<bool> step(store::Transaction& transaction, const std::string& tenant, Sign sign,
                    Tree& tree);
  Result<Tree> load(store::Reader& reader, const std::string& tenant);
  bool is_checkpoint_due(const Tree& tree, Sign sign) const;
  void run();

  store::Database& database_;
  const Clock& clock_;
  const CheckpointSigner& signer_;
  telemetry::Gauge staged_;
  telemetry::Counter numbered_;

  std::mutex running_;  // one sequence() at a time
  std::map<std::string, Tree> trees_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace holdfast::audit
