// The entry's inclusion proof, checked here and now by the reader's own browser, and how to check it
// without this console.

import { IconAlertTriangle, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AuditEntry, AuditProof } from "../../api/types";
import { Loaded } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./log.module.css";
import { canVerify, leafHash, verifies } from "./proof";

export function ProofPart({ entry }: { entry: AuditEntry }) {
  const texts = useTexts();
  const proof = api.useQuery("get", "/v1/audit/entries/{id}/proof", {
    params: { path: { id: entry.id } },
  });
  return (
    <section className={styles.proof}>
      <h3>{texts.t("proof.title")}</h3>
      <Loaded query={proof}>{(data) => <Checked entry={entry} proof={data} />}</Loaded>
    </section>
  );
}

// The leaf must hash to the entry's hash, and the hash must lead to the root.
async function check(entry: AuditEntry, proof: AuditProof): Promise<boolean> {
  const hash = await leafHash(proof.leaf);
  return hash === proof.leaf_hash && hash === entry.leaf_hash && (await verifies(proof));
}

function Checked({ entry, proof }: { entry: AuditEntry; proof: AuditProof }) {
  const texts = useTexts();
  const result = useQuery({
    queryKey: ["proof", proof],
    queryFn: () => check(entry, proof),
    enabled: canVerify(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const state = !canVerify()
    ? "unable"
    : result.data === undefined
      ? "checking"
      : result.data
        ? "holds"
        : "broken";
  return (
    <>
      <p
        className={styles.checked}
        data-state={state}
        role={state === "broken" ? "alert" : "status"}
      >
        {state === "broken" ? (
          <IconAlertTriangle size={18} aria-hidden />
        ) : (
          <IconShieldCheck size={18} aria-hidden />
        )}
        <span>
          {texts.t(`proof.${state}`, { size: proof.tree_size, number: proof.leaf_index })}
        </span>
      </p>
      <details className={styles.details}>
        <summary>{texts.t("proof.how")}</summary>
        <p>{texts.t("proof.how.text")}</p>
        <pre className={styles.raw} tabIndex={0} role="region" aria-label={texts.t("proof.how")}>
          {"holdfast audit verify\n"}
          {`holdfast audit prove ${entry.id}`}
        </pre>
        <p>{texts.t("proof.how.keep")}</p>
        <pre
          className={styles.raw}
          tabIndex={0}
          role="region"
          aria-label={texts.t("proof.checkpoint")}
        >
          {proof.checkpoint}
        </pre>
        <p>{texts.t("proof.key")}</p>
        <pre className={styles.raw} tabIndex={0} role="region" aria-label={texts.t("proof.key")}>
          {proof.verifier_key}
        </pre>
        <p>{texts.t("proof.path", { count: proof.siblings.length })}</p>
        <ol className={styles.path}>
          {proof.siblings.map((hash, index) => (
            <li key={index}>
              <code>{hash}</code>
            </li>
          ))}
        </ol>
        <p>
          {texts.t("proof.root")} <code>{proof.root}</code>
        </p>
      </details>
    </>
  );
}
