package io.greenmim.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void keepsTextsOnOneShortLine() {
    assertEquals("blocks.0.attn, 雪 é", Printable.of("blocks.0.attn, 雪 é"));
    assertEquals("a?b?c?d?e?", Printable.of("a\nb\rc\u001bd\u2028e\u202e"));
    assertEquals("null", Printable.of(null));
    assertEquals("x".repeat(120) + "...", Printable.of("x".repeat(121)));
    assertEquals("x".repeat(120), Printable.of("x".repeat(120)));
    assertEquals("ab...", Printable.of("abc", 2));
  }
}
