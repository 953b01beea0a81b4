package org.holdfast.agent.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tests that exactly the keywords that keepalived 2.4.3 registers are known. */
class KeywordsTest {

  private static List<String> registered() {
    try (var in = KeywordsTest.class.getResourceAsStream("keywords.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void allOfThemAreKnown() {
    var known = new TreeSet<String>();
    KeepalivedConf.keywords().forEach(keyword -> known.add(keyword.name()));

    assertThat(known).containsExactlyInAnyOrderElementsOf(registered());
  }

  @Test
  void eachSaysWhatItBecomesOrWhyNothing() {
    assertThat(KeepalivedConf.keywords())
        .allSatisfy(keyword ->
            assertThat(keyword.becomes().isEmpty())
                .as("%s", keyword)
                .isNotEqualTo(keyword.reason().isEmpty()));
  }

  @Test
  void noneStandsTwiceInABlock() {
    var names = KeepalivedConf.keywords().stream().map(k -> k.block() + " " + k.name()).toList();

    assertThat(names).doesNotHaveDuplicates();
  }
}
