package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests which virtual servers of two files are compared. */
final class ComparedTextsTest {

  private static final String TEXT =
      """
      # ** not an alias: &, .*, * **
      virtual-servers:
        a: {address: 10.0.0.100:80, real-servers: [10.0.0.1:80]}
        b: {address: 10.0.0.101:80, real-servers: [10.0.0.1:80]}
        c: {address: 10.0.0.102:80, real-servers: [10.0.0.1:80]}
      """;

  /** The names of the servers whose keys are compared. */
  private static Set<Object> servers(Map<String, Object> structure) {
    var names = new HashSet<Object>();
    ((Map<?, ?>) structure.getOrDefault("virtual-servers", Map.of()))
        .forEach((name, value) -> {
          if (value instanceof Map) {
            names.add(name);
          }
        });
    return names;
  }

  private static void assertCompared(String before, String after, Object... names) {
    var texts = ComparedTexts.of(before, after);
    assertThat(servers(texts.before())).isEqualTo(Set.of(names));
    assertThat(servers(texts.after())).isEqualTo(Set.of(names));
  }

  @Test
  void aServerWithTheSameTextIsLeftOut() {
    assertCompared(TEXT, TEXT.replace("b: {", "b: {quorum: 2, "), "b");
  }

  @Test
  void noServerOfATextWithAnAliasIsLeftOut() {
    var text = TEXT.replace("a: {address: 10", "a: {virtual-host: &h x, address: 10");
    text = text.replace("b: {", "b: {virtual-host: *h, ");
    assertCompared(text, text.replace("c: {", "c: {quorum: 2, "), "a", "b", "c");
  }
}
