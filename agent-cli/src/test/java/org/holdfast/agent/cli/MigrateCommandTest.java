package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.holdfast.agent.config.load.ConfigFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code holdfast migrate}: what it writes, what it prints, and what it leaves alone. */
final class MigrateCommandTest {
  private static final String CONFIGURATION =
      """
      vrrp_instance VI_1 {
        interface lo
        virtual_router_id 51
        priority 150
        virtual_ipaddress {
          203.0.113.10/24
        }
        kernel_rx_buf_size 65536
      }
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private Path from;
  private Path to;
  private Path report;

  @BeforeEach
  void writeTheOldConfiguration() throws IOException {
    from = Files.writeString(directory.resolve("keepalived.conf"), CONFIGURATION);
    to = directory.resolve("holdfast.yaml");
    report = directory.resolve("migration-report.txt");
  }

  private ExitStatus migrate() {
    var clock = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    return new MigrateCommand(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            clock,
            file -> "doctor on " + file.getFileName() + "\n")
        .migrate(from, to, null);
  }

  @Test
  void writesWhatTheAgentReadsAsTheSameConfiguration() throws Exception {
    assertThat(migrate()).isEqualTo(ExitStatus.OK);

    assertThat(ConfigFile.load(to).config()).isEqualTo(ConfigFile.load(from).config());
    assertThat(Files.getPosixFilePermissions(to))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(from).hasContent(CONFIGURATION);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void reportsWhatIsCarriedWhatDiffersAndWhatTheHostNeeds() throws Exception {
    migrate();

    assertThat(report)
        .content()
        .startsWith("Migration of " + from + " to " + to + ", 2026-11-29T12:00:00+00:00\n")
        .contains("CARRIED\n1 VRRP instance\n")
        .containsPattern("WHAT DIFFERS FROM KEEPALIVED\n.*keepalived[.]conf:8:.*kernel_rx_buf_size")
        .contains("THIS HOST (holdfast doctor)\ndoctor on holdfast.yaml\n");
  }

  @Test
  void printsTheStepsOfTheSwapAndOfTheWayBack() {
    migrate();

    assertThat(out.toString())
        .startsWith("Read " + from + ": 1 VRRP instance.\nWrote " + to + ".\nWrote " + report)
        .containsSubsequence(
            "1 statement differs from keepalived.",
            "systemctl disable --now keepalived",
            "systemctl enable --now holdfast",
            "way back",
            "systemctl disable --now holdfast && systemctl enable --now keepalived");
  }

  @Test
  void saysWhenNothingDiffers() throws Exception {
    Files.writeString(from, CONFIGURATION.replace("kernel_rx_buf_size 65536", ""));

    migrate();

    assertThat(report).content().contains("Nothing: every statement means the same.");
    assertThat(out.toString()).contains("no statement differs.");
  }

  @Test
  void doesNotOverwriteAConfiguration() throws Exception {
    Files.writeString(to, "mine");

    assertThat(migrate()).isEqualTo(ExitStatus.CONFIGURATION);

    assertThat(to).hasContent("mine");
    assertThat(report).doesNotExist();
    assertThat(err.toString()).contains(to + " exists and was not changed");
  }

  @Test
  void writesNothingIfTheFileCannotBeRead() throws Exception {
    Files.delete(from);

    assertThat(migrate()).isEqualTo(ExitStatus.CONFIGURATION);

    assertThat(directory).isEmptyDirectory();
    assertThat(err.toString()).contains(from.toString());
  }

  @Test
  void leavesNothingBehindIfTheReportCannotBeWritten() throws Exception {
    Files.createDirectories(report.resolve("in-the-way"));

    assertThat(migrate()).isEqualTo(ExitStatus.FAILED);

    assertThat(to).doesNotExist();
    assertThat(err.toString()).startsWith("holdfast migrate: cannot write to " + directory);
  }
}
