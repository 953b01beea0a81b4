package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalSocketTest {

  private static String entry(Map<String, String> fields) {
    return new String(JournalSocket.entry(fields), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aFieldIsALine() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("PRIORITY", "6");
    fields.put("MESSAGE", "a=b");

    assertThat(entry(fields)).isEqualTo("PRIORITY=6\nMESSAGE=a=b\n");
  }

  @Test
  void aValueWithALineFeedHasItsLengthInLittleEndian() {
    assertThat(entry(Map.of("MESSAGE", "a\nb"))).isEqualTo("MESSAGE\n\3\0\0\0\0\0\0\0a\nb\n");
  }

  @Test
  void aLongValueIsCut() {
    var whole = "x".repeat(JournalSocket.LONGEST_VALUE);

    assertThat(entry(Map.of("MESSAGE", whole))).isEqualTo("MESSAGE=" + whole + "\n");
    assertThat(entry(Map.of("MESSAGE", whole + "y")))
        .isEqualTo("MESSAGE=" + whole + " ... (cut)\n");
  }
}
