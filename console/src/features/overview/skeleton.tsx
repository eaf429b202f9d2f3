import { Skeleton } from "@mantine/core";
import styles from "./overview.module.css";

// The page's own shape in grey, so that nothing jumps when the numbers come.
export function OverviewSkeleton() {
  return (
    <>
      <Skeleton height={14} width={110} mb="sm" />
      <Skeleton height={24} width="72%" mb="xs" />
      <Skeleton height={24} width="58%" mb="xl" />
      <Skeleton height={340} radius="md" mb="xl" />
      <div className={styles.columns}>
        <Skeleton height={360} radius="md" />
        <Skeleton height={360} radius="md" />
      </div>
    </>
  );
}
