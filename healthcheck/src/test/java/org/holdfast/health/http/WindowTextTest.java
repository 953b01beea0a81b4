package org.holdfast.health.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WindowTextTest {

  private static String text(byte[] bytes, Charset charset, boolean last) {
    return WindowText.of(bytes, bytes.length, charset, last).toString();
  }

  @Test
  void decodesAsciiAndOtherCharsets() {
    for (var words : new String[] {"", "well", "gut für alle", "\ud83d\ude00"}) {
      assertThat(text(words.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8, true))
          .isEqualTo(words);
      assertThat(text(words.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE, true))
          .isEqualTo(words);
    }
    assertThat(text(new byte[] {'f', (byte) 0xfc, 'r'}, StandardCharsets.ISO_8859_1, true))
        .isEqualTo("für");
  }

  @Test
  void replacesBytesThatAreInvalidInTheCharset() {
    assertThat(text(new byte[] {'a', (byte) 0xff, 'b'}, StandardCharsets.UTF_8, false))
        .isEqualTo("a\ufffdb");
  }

  @Test
  void leavesASplitCharacterForTheNextWindow() {
    var bytes = "gut für".getBytes(StandardCharsets.UTF_8);
    var cut = Arrays.copyOf(bytes, 6);
    assertThat(text(cut, StandardCharsets.UTF_8, false)).isEqualTo("gut f");
    assertThat(text(cut, StandardCharsets.UTF_8, true)).isEqualTo("gut f\ufffd");
  }
}
