import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { leafHash, type Proof, verifies } from "./proof";

const sha = (...parts: Buffer[]) => createHash("sha256").update(Buffer.concat(parts)).digest();

// The tree as RFC 9162 defines it, written the plain way.
function root_of(leaves: Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0] ?? Buffer.alloc(0);
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return sha(Buffer.from([1]), root_of(leaves.slice(0, split)), root_of(leaves.slice(split)));
}

function path_of(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return index < split
    ? [...path_of(index, leaves.slice(0, split)), root_of(leaves.slice(split))]
    : [...path_of(index - split, leaves.slice(split)), root_of(leaves.slice(0, split))];
}

function proof_of(index: number, size: number): Proof {
  const leaves = Array.from({ length: size }, (_, n) =>
    sha(Buffer.from([0]), Buffer.from(`leaf ${n}`)),
  );
  return {
    leaf_hash: leaves[index]?.toString("hex") ?? "",
    leaf_index: index,
    tree_size: size,
    siblings: path_of(index, leaves).map((hash) => hash.toString("hex")),
    root: root_of(leaves).toString("hex"),
  };
}

describe("An inclusion proof", () => {
  it("verifies for every leaf of every small tree", async () => {
    for (let size = 1; size <= 17; size++) {
      for (let index = 0; index < size; index++) {
        expect(await verifies(proof_of(index, size)), `${index} of ${size}`).toBe(true);
      }
    }
  });

  it("fits no other position and no other size", async () => {
    const proof = proof_of(5, 11);
    for (let index = 0; index < 11; index++) {
      if (index === 5) continue;
      expect(await verifies({ ...proof, leaf_index: index })).toBe(false);
    }
    expect(await verifies({ ...proof, leaf_index: 11 })).toBe(false);
    expect(await verifies({ ...proof, tree_size: 64 })).toBe(false);
  });

  it("fails when any of its hashes was changed, is missing or is one too many", async () => {
    const proof = proof_of(6, 13);
    const flip = (hex: string) => (hex[0] === "0" ? "1" : "0") + hex.slice(1);
    expect(await verifies({ ...proof, leaf_hash: flip(proof.leaf_hash) })).toBe(false);
    expect(await verifies({ ...proof, root: flip(proof.root) })).toBe(false);
    for (let at = 0; at < proof.siblings.length; at++) {
      const siblings = proof.siblings.map((hash, n) => (n === at ? flip(hash) : hash));
      expect(await verifies({ ...proof, siblings })).toBe(false);
    }
    expect(await verifies({ ...proof, siblings: proof.siblings.slice(1) })).toBe(false);
    expect(await verifies({ ...proof, siblings: [...proof.siblings, proof.root] })).toBe(false);
  });

  it("begins with the leaf's own bytes", async () => {
    const leaf = "leaf 3";
    expect(await leafHash(leaf)).toBe(sha(Buffer.from([0]), Buffer.from(leaf)).toString("hex"));
  });
});
