package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.table.Report;

/**
 * Tests that any bytes can be read, that each note is one line with a position, and that each file
 * that binds can be converted.
 */
final class KeepalivedFuzzTest {

  @FuzzTest
  void anyTextIsReadOrExplained(byte[] bytes) {
    var host = new FakeHost();
    var text = new String(bytes, StandardCharsets.ISO_8859_1);
    var translation = KeepalivedConf.read("f.conf", text, new LocalEnvironment(host, null));
    assertThat(translation.notes())
        .allMatch(note -> note.place().line() > 0 && note.message().indexOf('\n') < 0);
    try {
      var config =
          ConfigFile.load(
                  ("!\n" + text).getBytes(StandardCharsets.ISO_8859_1), new Report("f"), host)
              .config();
      var yaml = YamlWriter.write(translation.root());
      assertThat(host.load(yaml).config()).isEqualTo(config);
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }
}
