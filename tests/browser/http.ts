// The test host's door: the same calls over a local address, so that a browser can drive the
// interface over real use cases. The only file that speaks over a network, and so it lies here and
// not in `ui/`. It is part of `npm run build:testhost` alone.
import type { Transport } from "../../ui/src/lib/api/client";
import type { ChangeEvent } from "../../ui/src/lib/api/generated";

async function post(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  const value: unknown = await answer.json();
  if (!answer.ok) throw value;
  return value;
}

export function hostTransport(): Transport {
  return {
    query: (name, args) => post("/query", { name, args }),
    mutate: (requestId, name, args) => post("/mutate", { request_id: requestId, name, args }),
    listen(heard) {
      const source = new EventSource("/events");
      const onMessage = (event: MessageEvent<string>) => heard(JSON.parse(event.data) as ChangeEvent);
      source.addEventListener("message", onMessage);
      source.addEventListener("changed", onMessage as EventListener);
      return () => source.close();
    },
    startAnew: () => location.reload(),
  };
}
