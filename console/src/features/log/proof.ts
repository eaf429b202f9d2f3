// Checks an inclusion proof in the browser (RFC 9162, section 2.1.3.2), so that the console need not
// be believed: the same arithmetic as `holdfast audit verify`.

export type Proof = {
  leaf_hash: string; // hex
  leaf_index: number;
  tree_size: number;
  siblings: string[]; // hex, from the leaf upwards
  root: string; // hex
};

function bytes_of(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

function hex_of(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function hash(prefix: number, ...parts: Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  const input = new Uint8Array(length);
  input[0] = prefix;
  let at = 1;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", input));
}

// The hash of a leaf's bytes.
export async function leafHash(leaf: string): Promise<string> {
  return hex_of(await hash(0x00, new TextEncoder().encode(leaf)));
}

// Whether the browser offers hashing: over plain HTTP to another machine it does not.
export function canVerify(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

export async function verifies(proof: Proof): Promise<boolean> {
  if (proof.leaf_index < 0 || proof.leaf_index >= proof.tree_size) return false;
  // BigInt, because a tree may have more entries than 32-bit shifts can carry.
  let node = BigInt(proof.leaf_index);
  let last = BigInt(proof.tree_size) - 1n;
  let current = bytes_of(proof.leaf_hash);
  for (const sibling of proof.siblings) {
    if (last === 0n) return false;
    const other = bytes_of(sibling);
    if ((node & 1n) === 1n || node === last) {
      current = await hash(0x01, other, current);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      current = await hash(0x01, current, other);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n && hex_of(current) === proof.root;
}
