// Checks a log from its stored rows alone and names the first entry that is not as it was written.
//
// Three things are kept of every entry: its row, its hash in the row, its hash in the tree. Whoever
// changes some of them is found at that entry. Whoever changes all three no longer fits the signed
// checkpoints, and the entries between two of them are named.
//
// Not found from the database alone: an entry that was removed before it was numbered (its receipt
// proves it), and a log that was cut together with its checkpoints (one kept elsewhere proves it).

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/audit/audit_log.h"
#include "domain/audit/checkpoint_note.h"
#include "domain/audit/right_edge.h"
#include "domain/audit/store.h"
#include "domain/audit/tiles.h"
#include "platform/store/database.h"

namespace holdfast::audit {

using BodyHashes = std::map<std::string, BodyHash, std::less<>>;

// For one run.
class Verifier {
 public:
  Verifier(store::Database& database, const CheckpointSigner& signer, const BodyHashes& body_hashes,
           std::string_view tenant)
      : database_(database), signer_(signer), body_hashes_(body_hashes), tenant_(tenant) {}

  Result<Verification> run(const OnProgress& on_progress, std::string_view trusted_note);

 private:
  using Problem = Verification::Problem;

  // A subtree root that the entries gave and that a stored tile must hold.
  struct Node {
    TilePlace place;
    std::uint64_t offset = 0;
    Hash hash{};
  };

  Result<> read_extent(std::string_view trusted_note);
  // Checks entries [edge_.size(), to) and stops at the first problem.
  Result<> verify_piece(std::uint64_t to);
  Result<> scan(store::Reader& reader, std::uint64_t to);
  // False to stop: a problem was found.
  bool accept(const Entry& entry, bool is_readable);
  bool accept_checkpoint();
  Result<> check_nodes(store::Reader& reader);
  Result<> check_bodies(store::Reader& reader);
  Result<> check_end();
  void weigh_damaged_node();

  // Finds out what happened to the entry whose hash is not the one the tree holds.
  Result<> explain_mismatch(store::Reader& reader);
  Result<bool> row_fits_checkpoint(store::Reader& reader);
  Result<bool> tree_holds(store::Reader& reader, const Hash& leaf_hash);

  void report(std::uint64_t leaf_index, std::optional<Uuid> entry, std::string what);
  bool has_problem() const { return result_.first_problem.has_value(); }

  store::Database& database_;
  const CheckpointSigner& signer_;
  const BodyHashes& body_hashes_;
  const std::string tenant_;

  Verification result_;
  std::uint64_t size_ = 0;           // as the log says
  std::uint64_t promised_size_ = 0;  // as its largest checkpoint says
  LeafRange range_;
  std::optional<Checkpoint> trusted_;

  // What is being verified now. The edge holds the hashes of all entries accepted so far.
  RightEdge edge_;
  std::string leaf_;
  std::vector<Tile> tiles_;  // of level 0, for the piece
  std::uint64_t tiles_begin_ = 0;
  std::vector<StoredCheckpoint> checkpoints_;  // of the piece, in order
  std::size_t next_checkpoint_ = 0;
  std::vector<Node> nodes_;
  struct DamagedNode {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };
  // The first of the stored nodes that the entries do not lead to.
  std::optional<DamagedNode> damaged_node_;
  std::vector<Entry> bodies_;      // entries of the piece whose body is to be checked
  std::optional<Entry> mismatch_;  // an entry whose hash is not the one the tree holds
};

}  // namespace holdfast::audit
