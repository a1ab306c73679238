/** Puts the focus on the first field of a form that is refused; of a group, on what is chosen in it or its first. */
export function focusWrong(): void {
  const wrong = document.querySelector<HTMLElement>(
    "form.step :is([aria-invalid=true],[data-wrong]), form.desk [aria-invalid=true]",
  );
  const group = wrong?.matches("input, textarea, select") ? null : wrong?.closest("fieldset");
  const inside = group?.querySelector<HTMLElement>("input:checked") ?? group?.querySelector<HTMLElement>("input");
  (inside ?? wrong)?.focus();
}
