alter table exchange
  -- What the answer is about, where that is one single target. An answer that says "gone" says it of this one; a rebuild needs to know which.
  add column target text;
