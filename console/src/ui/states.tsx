// What a page shows when it has nothing to show, and why.

import { Button, Skeleton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconFilterOff,
  IconLock,
  IconPlugConnectedX,
  IconSeeding,
} from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asFailure, type Failure } from "../api/failure";
import styles from "./states.module.css";
import { type TextKey, useTexts } from "./text";

function State({
  icon,
  title,
  children,
  action,
  role,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
}) {
  return (
    <div className={styles.state} role={role}>
      <span className={styles.icon}>{icon}</span>
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}

// Nothing yet: says what will come here and from where.
export function NothingYet({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <State icon={<IconSeeding size={30} stroke={1.4} />} title={title} action={action}>
      {children}
    </State>
  );
}

export function NothingMatches({ onClear }: { onClear?: (() => void) | undefined }) {
  const texts = useTexts();
  return (
    <State
      icon={<IconFilterOff size={30} stroke={1.4} />}
      title={texts.t("state.nothing_matches")}
      role="status"
      action={
        onClear && (
          <Button variant="default" onClick={onClear}>
            {texts.t("filter.clear")}
          </Button>
        )
      }
    >
      {texts.t("state.nothing_matches.text")}
    </State>
  );
}

export function NotPermitted() {
  const texts = useTexts();
  return (
    <State icon={<IconLock size={30} stroke={1.4} />} title={texts.t("state.not_permitted")}>
      {texts.t("state.not_permitted.text")}
    </State>
  );
}

export function failureText(t: (key: TextKey) => string, failure: Failure): string {
  if (failure.detail !== "") return failure.detail;
  return failure.status === 0 ? t("state.unreachable.text") : t("state.failed.text");
}

export function Failed({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const texts = useTexts();
  if (failure.is_denied) return <NotPermitted />;
  const is_unreachable = failure.status === 0;
  const Icon = is_unreachable ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <State
      icon={<Icon size={30} stroke={1.4} />}
      title={texts.t(
        is_unreachable
          ? "state.unreachable"
          : failure.status === 404
            ? "state.not_found"
            : "state.failed",
      )}
      role="alert"
      action={
        onRetry && (
          <Button variant="default" onClick={onRetry}>
            {texts.t("state.retry")}
          </Button>
        )
      }
    >
      <p>{failureText((key) => texts.t(key), failure)}</p>
      {failure.log_id !== undefined && (
        <p className={styles.log}>{texts.t("state.log_id", { id: failure.log_id })}</p>
      )}
    </State>
  );
}

// Inline, under a form: what the server refused.
export function Refusal({ error }: { error: unknown }) {
  const texts = useTexts();
  if (error === null || error === undefined) return null;
  const failure = asFailure(error);
  return (
    <p className={styles.refusal} role="alert">
      <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
      <span>
        {failure.is_denied && failure.detail === ""
          ? texts.t("state.not_permitted")
          : failureText((key) => texts.t(key), failure)}
      </span>
    </p>
  );
}

// Shows the query's data, or its skeleton, or what went wrong with a way to try again.
export function Loaded<Data>({
  query,
  skeleton,
  children,
}: {
  query: UseQueryResult<Data, unknown>;
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) {
    return <Failed failure={asFailure(query.error)} onRetry={() => void query.refetch()} />;
  }
  return <div aria-busy="true">{skeleton ?? <LinesSkeleton />}</div>;
}

export function LinesSkeleton({ lines = 6 }: { lines?: number }) {
  return (
    <div className={styles.lines}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={14} width={`${92 - ((line * 23) % 48)}%`} />
      ))}
    </div>
  );
}
