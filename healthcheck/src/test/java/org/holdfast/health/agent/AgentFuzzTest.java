package org.holdfast.health.agent;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class AgentFuzzTest {

  @FuzzTest
  void anyLineHasAMeaning(byte[] line) {
    var words = AgentWords.meaning(new String(line, StandardCharsets.UTF_8)).words();
    if (words.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new AssertionError("unfit for a log line: " + words);
    }
  }
}
