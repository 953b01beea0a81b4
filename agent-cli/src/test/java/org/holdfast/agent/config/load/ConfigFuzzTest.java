package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem.Severity;
import org.holdfast.agent.config.pieces.FilePieces;
import org.holdfast.agent.config.table.Report;

/** Tests that any bytes result either in a configuration or in a list of errors with positions. */
final class ConfigFuzzTest {

  @FuzzTest
  void anyBytesLoadOrAreExplained(byte[] bytes) {
    try {
      var loaded = new FakeHost().load(bytes);
      var config = loaded.config();
      assertThat(config.vrrp().instances().size() + config.virtualServers().size()).isPositive();
      assertThat(loaded.warnings()).allMatch(problem -> problem.severity() == Severity.WARNING);
    } catch (ConfigException e) {
      assertThat(e.problems())
          .isSorted()
          .anyMatch(problem -> problem.severity() == Severity.ERROR)
          .allMatch(problem -> problem.line() >= 0 && problem.message().indexOf('\n') < 0);
    }
  }

  @FuzzTest
  void readingInPiecesGivesTheSameAsReadingTheWhole(byte[] bytes) throws ConfigException {
    var text = new String(bytes, StandardCharsets.UTF_8);
    var read = FilePieces.NONE.read(text, new FakeHost());
    if (read != null) {
      var whole = ConfigFile.whole(text, new Report("f.yaml"), new FakeHost());
      assertThat(read.config()).isEqualTo(whole.config());
      assertThat(whole.warnings()).isEmpty();
    }
  }
}
