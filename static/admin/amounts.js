// The sum of a budget's amounts as one types, and whether it is the stated total (as budget/shares.py reckons).
"use strict";
(() => {
  const form = document.getElementById("beloeb");
  const total = document.getElementById("sum"), says = document.getElementById("stemmer");
  if (!form) return;
  const shown = new Intl.NumberFormat("da-DK", { maximumFractionDigits: 1 });
  const plain = (text) => text.replace(/[\s.]/g, "").replace(",", ".");
  const reckon = () => {
    const amounts = [...form.querySelectorAll("tbody input:not([type=hidden])")].map(({ value }) => plain(value));
    const stated = plain(form.querySelector("tfoot input:not([type=hidden])").value);
    if (![...amounts, stated].every((text) => /^\d+(\.\d+)?$/.test(text))) {
      total.textContent = "–";
      says.textContent = "Summen kan ikke regnes ud, før alle felter er tal.";
      return;
    }
    const sum = amounts.reduce((so_far, text) => so_far + Number(text), 0);
    const decimals = stated.replace(/0+$/, "").split(".")[1]?.length ?? 0;
    const difference = Math.abs(sum - Number(stated) * 1000);
    total.textContent = shown.format(sum);
    says.textContent = difference <= 500 / 10 ** decimals + 1e-6
      ? `Linjerne giver tilsammen ${shown.format(sum)} mio. kr. Det passer med de oplyste ${shown.format(stated)} mia. kr.`
      : `Linjerne giver tilsammen ${shown.format(sum)} mio. kr. Det passer ikke med de oplyste ${shown.format(stated)} mia. kr. Forskellen er ${shown.format(difference)} mio. kr.`;
  };
  form.addEventListener("input", reckon);
  addEventListener("pageshow", reckon);
})();
