import { useEffect, useState } from "react";

// Seconds left of a wait that began at `since_ms`; 0 when it is over.
export function useCountdown(wait_s: number, since_ms: number): number {
  const [now, setNow] = useState(() => Date.now());
  const end = since_ms + wait_s * 1000;
  const is_running = wait_s > 0 && end > now;
  useEffect(() => {
    if (wait_s === 0) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [wait_s]);
  return is_running ? Math.ceil((end - now) / 1000) : 0;
}
