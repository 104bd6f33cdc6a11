"use strict";
const form = document.getElementById("review");

async function sealed(token, body) {
  const bytes = new TextEncoder().encode(token + "\n" + body);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function answer(told) {
  const comments = Array.from(form.querySelectorAll("textarea"))
    .filter((box) => box.value.trim())
    .map((box) => ({ item: box.dataset.item, text: box.value.trim() }));
  return JSON.stringify({
    number: told.number,
    content_hash: told.content_hash,
    reviewer: document.getElementById("reviewer").value.trim(),
    part: document.getElementById("part").value.trim(),
    verdict: form.querySelector("input[name=verdict]:checked").value,
    comments: comments,
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const done = document.getElementById("done");
  if (!window.crypto || !crypto.subtle) {
    done.textContent = "This browser cannot seal the answer. Open the page in a current Chrome, Edge or Firefox.";
    return;
  }
  const told = JSON.parse(form.dataset.told);
  const body = answer(told);
  const file = JSON.stringify({ format: told.format, body: body, seal: await sealed(told.token, body) });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = "review-answer-" + told.number + ".json";
  link.click();
  done.textContent = "Saved as " + link.download + ". Send this file back.";
});
