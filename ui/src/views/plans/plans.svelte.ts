/** The list of plans, narrowed by status, ward and words of the title. */
import { query } from "../../lib/api/client";
import type { PlanRow, PlansPage } from "../../lib/api/generated";
import { Paged } from "./paged.svelte";

export const SEARCH_AFTER_MS = 80;

export class PlansState {
  query = $state("");
  status = $state("");
  ward = $state("");
  readonly page: Paged<PlanRow, PlansPage> = new Paged((after, limit) =>
    query("plans", { status: this.status || null, ward: this.ward || null, query: this.query.trim(), after, limit }),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;

  get narrowed(): boolean {
    return this.query.trim() !== "" || this.status !== "" || this.ward !== "";
  }

  search(text: string): void {
    this.query = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.page.load(), SEARCH_AFTER_MS);
  }
  filter(change: { status?: string; ward?: string }): void {
    this.status = change.status ?? this.status;
    this.ward = change.ward ?? this.ward;
    void this.page.load();
  }
  clear(): void {
    clearTimeout(this.#timer);
    this.query = this.status = this.ward = "";
    void this.page.load();
  }
}
