import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { TestRun } from "../../api/types";
import { useTexts } from "../../ui/text";
import type { PolicyDocument } from "./document";
import styles from "./policies.module.css";

// A policy's own tests: each a sentence, with what it expects, and what came instead.
export function TestResults({ document, run }: { document: PolicyDocument | null; run: TestRun }) {
  const texts = useTexts();
  const failed = new Map(run.failures.map((failure) => [failure.test, failure]));
  return (
    <>
      <p className={styles.testSummary} data-failing={run.failures.length > 0 || undefined}>
        {run.failures.length === 0
          ? texts.t("tests.all_pass", { count: run.count })
          : texts.t("tests.some_fail", { count: run.failures.length, all: run.count })}
      </p>
      <ul className={styles.tests}>
        {(document?.tests ?? []).map((test) => {
          const failure = failed.get(test.name);
          const key = `verdict.${test.expects}`;
          return (
            <li key={test.name} data-failing={failure !== undefined || undefined}>
              {failure === undefined ? (
                <IconCheck size={16} aria-label={texts.t("tests.passes")} />
              ) : (
                <IconAlertTriangle size={16} aria-label={texts.t("tests.fails")} />
              )}
              <span>{test.name}</span>
              <span className={styles.sub}>
                {failure === undefined
                  ? texts.has(key)
                    ? texts.t(key)
                    : test.expects
                  : `${failure.problem} (${texts.t("tests.line", { line: failure.line })})`}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
